"""What the schema cannot say of two parameters together: a period ends no earlier than it begins. Read by schemathesis."""

import schemathesis


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]) -> None:
    """Puts the days of a query in order."""
    query = case.query or {}
    after, before = query.get("after"), query.get("before")
    if isinstance(after, str) and isinstance(before, str) and before and after[: len(before)] > before:
        query["after"], query["before"] = before, after
