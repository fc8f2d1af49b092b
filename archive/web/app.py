"""The application, wired: languages, headers, errors, pages."""

from flask import Flask

from archive.web import about, api, browse, episodes, errors, kept, language, searching, shown, staff, statics, trends, wire
from archive.web.site import Site


def create_app(archive: Site) -> Flask:
    """The WSGI application that shows an archive."""
    app = Flask("archive.web", static_folder=None)
    app.extensions["archive"] = archive
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    for part in (statics, language, wire, kept, errors, shown):
        part.install(app)
    for room in (searching, episodes, browse, trends, about, api):
        app.register_blueprint(room.pages)
    app.register_blueprint(api.probes)
    staff.install(app, archive)
    return app
