"""How to search, what the data are, how accessible the site is."""

from flask import Blueprint, render_template

from archive.web.http import headers
from archive.web.presentation import offers

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
