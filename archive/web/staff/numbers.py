"""Numbers in the addresses of the staff's pages."""

from flask import abort

MOST_DIGITS = 18
"""One less than SQLite's greatest number has."""


def number_of(text: str) -> int:
    """The number that an address names; what SQLite has no number for is no page (404)."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        abort(404)
    return int(text)
