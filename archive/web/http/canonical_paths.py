"""One address a page: with a slash at its end, or in another case, it leads for good to the one without."""

from urllib.parse import quote

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect
from werkzeug.wrappers import Response


def install(app: Flask) -> None:
    """Has an application answer 308 to a path that is another's, but for a slash at its end or capitals."""
    addresses = app.url_map.bind("")

    def lead() -> Response | None:
        """To the address of the same page that is written as it should be; None for one that is."""
        path = request.path.rstrip("/").lower()
        if request.method not in {"GET", "HEAD"} or path == request.path or not path.lstrip("/") or request.endpoint == "static":
            return None
        try:
            addresses.match(path, "GET")
        except HTTPException:
            return None
        query = request.query_string.decode("latin-1")
        return redirect(quote(path) + (f"?{query}" if query else ""), 308)

    app.before_request(lead)
