"""How answers are compressed: with brotli or gzip, as the visitor accepts."""

from flask import Flask, request
from flask_compress import Compress

SMALLEST = 600
"""Bytes below which nothing is compressed."""
ENCODINGS = ("br", "gzip")
"""What may stand in Content-Encoding, the best first."""
COMPRESSED = [
    *("text/html", "text/plain", "text/vtt", "text/markdown", "text/calendar", "text/csv", "text/css", "text/javascript"),
    *("application/json", "application/jsonl", "application/ld+json", "application/problem+json", "application/feed+json"),
    *("application/xml", "application/rss+xml", "application/atom+xml", "application/javascript", "application/manifest+json"),
    *("application/x-subrip", "application/opensearchdescription+xml", "image/svg+xml"),
]


def install(app: Flask) -> None:
    """Compresses what an application answers, before whatever was installed earlier sees it."""
    app.config.update(COMPRESS_MIMETYPES=COMPRESSED, COMPRESS_MIN_SIZE=SMALLEST, COMPRESS_ALGORITHM=list(ENCODINGS))
    app.config.update(COMPRESS_BR_LEVEL=5, COMPRESS_LEVEL=5)
    Compress(app)


def accepted() -> str:
    """The encoding that the visitor who is being answered likes best, "" for none."""
    return request.accept_encodings.best_match(ENCODINGS) or ""
