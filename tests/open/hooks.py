"""What the schema cannot say: a period ends no earlier than it begins; a body is too large by its bytes. Read by schemathesis."""

import schemathesis

from archive.web.verification import MOST_BYTES


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]) -> None:
    """Puts the days of a query in order."""
    query = case.query or {}
    after, before = query.get("after"), query.get("before")
    if isinstance(after, str) and isinstance(before, str) and before and after[: len(before)] > before:
        query["after"], query["before"] = before, after


@schemathesis.check
def refused_as_too_large_is_too_large(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """A body is refused for its size alone where it is too large."""
    if response.status_code == 413:
        assert len(response.request.body or b"") > MOST_BYTES
