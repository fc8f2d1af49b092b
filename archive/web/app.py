"""The application, wired: languages, headers, errors, pages."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template

from archive.model.period import undated
from archive.search.index.limits import apart
from archive.web import crawlers, embed, feeds, i18n, preview_images, site, verification
from archive.web.api import endpoints, openapi
from archive.web.http import addresses, error_pages, headers, health_and_logs, page_cache, static_files
from archive.web.presentation import citation, html_components, reading, result_head, suggested_query, template_context, transcript
from archive.web.site import Site
from archive.web.staff import views
from archive.web.views import about, browse, episodes, proposals, search, short_links_and_icons, trends

_PARTS = (
    site, addresses, static_files, i18n, headers, page_cache, error_pages, template_context, embed, proposals,
)  # fmt: skip
"""What every request goes through in this order, and every answer the other way round: a page is kept as it was
compressed."""
_ROOMS = (
    search,
    episodes,
    browse,
    trends,
    preview_images,
    short_links_and_icons,
    about,
    openapi,
    endpoints,
    verification,
    feeds,
    crawlers,
    embed,
    proposals,
)

_CALLED = {
    "quoted": i18n.quoted,
    "said_by": citation.said_by,
    "undated": undated,
    "structured": crawlers,
    "warning_of": citation.warning_of,
    "speaker_of": citation.speaker_of,
    "heard_note": html_components.heard_note,
    "dial": html_components.dial,
    "said_together": transcript.said_together,
    "doubt": html_components.doubt,
    "icon": html_components.icon,
    "glimpse": html_components.glimpse,
    "all_of": result_head.all_of,
    "back_to": result_head.back_to,
    "heads": result_head,
    "reading": reading,
    "suggested_query": suggested_query.suggested_query,
    "linked_title": result_head.linked_title,
    "met_people": html_components.met_people,
    "moment_item": html_components.moment_item,
    "moment_items": html_components.moment_items,
    "spoken_lines": html_components.spoken_lines,
    "summits": html_components.summits,
    "told_beside": html_components.told_beside,
    "link_labels": html_components.link_labels,
    "words_asked": addresses.words_asked,
}
"""What every template may call, besides what the parts install."""


class _Templates(Environment):
    """Templates that are compiled when a process first needs them, which takes nothing of a question's time."""

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        with apart():
            return super().get_template(name, parent, globals)


def create_app(archive: Site) -> Flask:
    """The WSGI application that shows an archive."""
    app = Flask("archive.web", static_folder=None)
    app.jinja_environment = _Templates
    app.extensions["archive"] = archive
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    for part in _PARTS:
        part.install(app)
    app.jinja_env.globals.update(_CALLED)
    static_files.settle_edition(app, archive.settings)
    for room in _ROOMS:
        app.register_blueprint(room.pages)
    app.register_blueprint(verification.form_pages)
    app.register_blueprint(health_and_logs.probes)
    app.register_blueprint(embed.frames)
    views.install(app, archive)
    return app
