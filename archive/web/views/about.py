"""How to search, what the data are, how accessible the site is."""

import datetime as dt

from flask import Blueprint, Response, abort, render_template

from archive.web.http import headers
from archive.web.http.addresses import absolute
from archive.web.presentation import offers
from archive.web.site import settings, today

pages = headers.validate_with_etag(Blueprint("about", __name__))


@pages.get("/help")
def searching() -> str:
    """How to search."""
    return render_template("help.html")


@pages.get("/data")
def data() -> str:
    """Where the words come from, and how to take them away."""
    return render_template("data.html", sections=offers.sections())


@pages.get("/accessibility")
def accessibility() -> str:
    """What was done for everyone to be able to use the site, and what was not."""
    return render_template("accessibility.html")


VALID = dt.timedelta(days=180)
"""RFC 9116, 2.5.5: less than a year, so that nobody writes to an address of long ago."""


@pages.get("/.well-known/security.txt")
def security() -> Response:
    """Where a weakness is to be reported (RFC 9116): the owner's `contact`; 404 where there is none."""
    contact = settings().contact
    if not contact:
        abort(404)
    address = contact if ":" in contact else f"mailto:{contact}"
    lines = (
        f"Contact: {address}",
        f"Expires: {(today() + VALID).isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {absolute('/.well-known/security.txt')}",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
