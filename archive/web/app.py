"""The application, wired: languages, headers, errors, pages."""

from flask import Flask

from archive.web import about, api, browse, episodes, errors, language, searching, shown, trends, wire
from archive.web.site import Site
from archive.web.statics import static_folder, version


def create_app(archive: Site) -> Flask:
    """The WSGI application that shows an archive."""
    folder = static_folder()
    app = Flask("archive.web", static_folder=str(folder), static_url_path="/static")
    app.extensions["archive"] = archive
    app.config.update(STYLE_VERSION=version(folder), MAX_CONTENT_LENGTH=1_000_000, SEND_FILE_MAX_AGE_DEFAULT=None)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    for part in (language, wire, errors, shown):
        part.install(app)
    for room in (searching, episodes, browse, trends, about, api):
        app.register_blueprint(room.pages)
    app.register_blueprint(api.probes)
    return app
