"""A passage ready to be quoted: plain, in Markdown and in HTML, with who, when, where, and a link that keeps."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from archive.model.episode import Episode
from archive.text.timecode import spoken_clock
from archive.web.http import search_params
from archive.web.i18n import french_spaces, language
from archive.web.i18n import gettext as _
from archive.web.presentation.dates import long_day
from archive.web.presentation.quotations import Passage, valid
from archive.web.presentation.template_context import whole_url


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation in three forms, and its timed address."""

    plain: str
    markdown: str
    html: str
    url: str


def cite(episode: Episode, passage: Passage) -> Citation:
    """The citation of a passage."""
    url = whole_url(passage_url(episode.slug, passage))
    quoted = _quoted(passage.text)
    source = _source(episode, passage)
    corrected, machine = _("Transcription automatique, corrigée."), _("Transcription automatique, à vérifier à l’écoute.")
    warning = corrected if passage.corrected else machine
    return Citation(
        plain=f"{quoted} {source}. {warning} {url}",
        markdown=f"> {_markdown(quoted)}\n>\n> [{_markdown(source)}]({url}). {warning}",
        html=str(
            Markup('<blockquote cite="{}"><p>{}</p><footer><cite>{}</cite>. {} <a href="{}">{}</a></footer></blockquote>').format(
                url, quoted, source, warning, url, spoken_clock(passage.start_ms)
            )
        ),
        url=url,
    )


def passage_url(slug: str, passage: Passage) -> str:
    """The address of a passage: its second, and its words' fingerprint where it has words enough."""
    pairs = [("t", str(passage.start_ms // 1000))]
    if valid(passage.fingerprint):
        pairs.append(("cite", passage.fingerprint))
    base = url_for("episodes.episode", slug=slug).partition("?")[0]
    return f"{base}{search_params.query_string(pairs)}#{passage.id}"


def _quoted(text: str) -> str:
    return french_spaces(f"« {text} »") if language() == "fr" else f"“{text}”"


def _source(episode: Episode, passage: Passage) -> str:
    published = episode.published
    day = long_day(published.date, published.precision, published.approximate) if published else _("sans date")
    place = [part for part in (episode.show or episode.title, episode.channel, day) if part]
    return ", ".join([*place, _("à %(clock)s", clock=spoken_clock(passage.start_ms))])


def _markdown(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>" else letter for letter in str(text))
