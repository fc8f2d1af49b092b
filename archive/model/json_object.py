"""The kind of value that leaves the archive as JSON: every field typed and always there, no other field known."""

import msgspec


class JsonObject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON object whose schema is closed, so that a reader learns of every field from its type."""
