"""What other sites' scripts may read: answers for everyone, sent without anybody's cookies."""

from flask import Blueprint, Response

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept-Language, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, Allow",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def readable_from_anywhere(pages: Blueprint) -> Blueprint:
    """Pages that any site may read; without credentials, so that nothing of a visitor's can be asked for."""
    pages.after_request(allow_reading)
    return pages


def allow_reading(response: Response) -> Response:
    """The same for one answer."""
    response.headers.update(OPEN)
    return response
