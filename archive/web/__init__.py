"""The listener's site, the only user of Flask: `create_app(Site(…))` gives the WSGI application."""

from archive.web.app import create_app
from archive.web.site import IndexProvider, Site

__all__ = ["IndexProvider", "Site", "create_app"]
