"""The listener's site, the only user of Flask: `create_app(Site(…))` gives the WSGI application."""

from archive.web.app import create_app
from archive.web.site import Door, Site

__all__ = ["Door", "Site", "create_app"]
