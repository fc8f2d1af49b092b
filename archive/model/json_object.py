"""The kind of value that leaves the archive as JSON: every field typed and always there, no other field known; and those that
several answers share."""

import msgspec

from archive.model.episode import PersonKind


class JsonObject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON object whose schema is closed, so that a reader learns of every field from its type."""


class PersonJson(JsonObject, frozen=True):
    """A person of an episode; `heard` is the form the machine wrote, where it differs."""

    name: str
    role: str | None
    kind: PersonKind
    heard: str | None


class ChapterJson(JsonObject, frozen=True):
    """A chapter, and whether the archive found it by itself."""

    start_ms: int
    title: str
    automatic: bool
