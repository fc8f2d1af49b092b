"""Small pages and a small reader, for what does not depend on how real pages are read."""

import hashlib
import json

from archive.model.episode import Cue, Episode
from archive.model.page import RawPage, Refusal, Stated
from archive.model.reasons import CODES, Reason, worded

CLEANER = 3


def page(origin: str, **fields: object) -> RawPage:
    """A page whose body is the JSON of what the reader is to find in it."""
    body = json.dumps(fields, ensure_ascii=False).encode()
    return RawPage(origin, body, "text/html", hashlib.sha256(body).hexdigest(), stated=Stated(guid=origin), root="/pages")


def spoken(origin: str, *lines: str, **fields: object) -> RawPage:
    """A page of an episode that says these lines, ten seconds apart."""
    return page(origin, title=fields.pop("title", origin), lines=lines, **fields)


def as_reason(text: str) -> Reason:
    """The reason of a code, or one in these words."""
    return Reason(text) if text in CODES else worded(text)


def read(page: RawPage, cleaner: int = CLEANER) -> Episode | Refusal:
    """Reads what `page` wrote; `broken` pages raise, `shapeless` ones are refused for their shape, `none` ones for having nothing,
    `skip` ones passed over."""
    fields = json.loads(page.body)
    if "broken" in fields:
        raise ValueError(fields["broken"])
    if "shapeless" in fields or "skip" in fields:
        shape_lost = "shapeless" in fields
        why = as_reason(str(fields.get("shapeless") or fields["skip"]))
        return Refusal(page.origin, why, shape_lost=shape_lost, skipped=not shape_lost)
    if "none" in fields:
        return Refusal(page.origin, as_reason(fields["none"]))
    cues = tuple(Cue(number * 10_000, line) for number, line in enumerate(fields["lines"]))
    return Episode(
        title=fields["title"],
        title_source="page",
        page_sha256=page.sha256,
        cleaner_version=cleaner,
        guid=page.stated.guid,
        show=fields.get("show"),
        description=fields.get("description", ""),
        source_url=fields.get("url"),
        language="fr",
        cues=cues,
        origin=page.origin,
    )
