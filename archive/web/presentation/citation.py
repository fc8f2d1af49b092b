"""A passage ready to be quoted: plain, in Markdown and in HTML, with who, when, where, and a link that keeps."""

from dataclasses import dataclass

from markupsafe import Markup

from archive.model.episode import Episode
from archive.text.timecode import spoken_clock
from archive.transcripts.addresses import episode_address
from archive.web.http.addresses import absolute
from archive.web.i18n import french_spaces, language
from archive.web.i18n import gettext as _
from archive.web.presentation.dates import long_day
from archive.web.presentation.quotations import Passage, valid
from archive.web.presentation.references import bibtex, reference_of, ris
from archive.web.presentation.template_context import whole_url

FRAME_WIDTH, FRAME_HEIGHT = 600, 260
"""Of a moment's frame, in px."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation in its forms, and its timed address: `ris` and `bibtex` are what programs that keep references take, `frame`
    is the code that shows it in another page."""

    plain: str
    author_date: str
    markdown: str
    html: str
    ris: str
    bibtex: str
    frame: str
    url: str


def cite(episode: Episode, passage: Passage, until: int | None = None) -> Citation:
    """The citation of a passage; `until` is the second at which it ends, where that is chosen."""
    url = whole_url(passage_url(episode.slug, passage, until))
    shown = absolute(episode_address(episode.slug, passage.start_ms // 1000, until=until, room="embed"))
    words, source = quoted(passage.text), _source(episode, passage)
    corrected, machine = _("Transcription automatique, corrigée."), _("Transcription automatique, à vérifier à l’écoute.")
    warning = corrected if passage.corrected else machine
    reference = reference_of(episode, passage, words, warning, url)
    return Citation(
        plain=f"{words} {source}. {warning} {url}",
        author_date=_author_date(episode, passage, words, warning, url),
        markdown=f"> {_markdown(words)}\n>\n> [{_markdown(source)}]({url}). {warning}",
        html=str(
            Markup('<blockquote cite="{}"><p>{}</p><footer><cite>{}</cite>. {} <a href="{}">{}</a></footer></blockquote>').format(
                url, words, source, warning, url, spoken_clock(passage.start_ms)
            )
        ),
        ris=ris(reference),
        bibtex=bibtex(reference),
        frame=str(frame(shown, episode.title)),
        url=url,
    )


def frame(address: str, title: str, width: int = FRAME_WIDTH, height: int = FRAME_HEIGHT) -> Markup:
    """The code that sets a frame of ours into a page; sizes in px."""
    code = Markup('<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>')
    return code.format(address, title, width, height)


def passage_url(slug: str, passage: Passage, until: int | None = None) -> str:
    """The address of a passage: its second, and its words' fingerprint where it has words enough."""
    cite = passage.fingerprint if valid(passage.fingerprint) else ""
    return episode_address(slug, passage.start_ms // 1000, until=until, line=passage.id, cite=cite)


def quoted(text: str) -> str:
    """The words between the quotation marks of the request's language."""
    return french_spaces(f"« {text} »") if language() == "fr" else f"“{text}”"


def _author_date(episode: Episode, passage: Passage, words: str, warning: str, url: str) -> str:
    """Who broadcast it, when, what: nobody is said to have spoken whom the page does not name."""
    stated = episode.published
    day = long_day(stated.date, stated.precision, stated.approximate) if stated else _("sans date")
    who = episode.show or episode.channel or episode.title
    what = [part for part in (episode.title, episode.channel) if part and part != who]
    place = ", ".join([*what, _("à %(clock)s", clock=spoken_clock(passage.start_ms))])
    return f"{who} ({day}). {place}. {words} {warning} {url}"


def _source(episode: Episode, passage: Passage) -> str:
    published = episode.published
    day = long_day(published.date, published.precision, published.approximate) if published else _("sans date")
    place = [part for part in (episode.show or episode.title, episode.channel, day) if part]
    return ", ".join([*place, _("à %(clock)s", clock=spoken_clock(passage.start_ms))])


def _markdown(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>" else letter for letter in str(text))
