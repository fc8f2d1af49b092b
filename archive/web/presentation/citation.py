"""A passage ready to be quoted: plain, in Markdown and in HTML, with who, when, where, and a link that keeps."""

import re
from dataclasses import dataclass, replace

from markupsafe import Markup

from archive.model.episode import OF_SHOW_AND_DAY, Episode, paragraph_of
from archive.model.period import date_text, iso_date, undated
from archive.model.platforms import NAMES, UNIDENTIFIED, WITHIN, Wording, caution, known_source
from archive.text.timecode import spoken_clock
from archive.text.tokenizer import ends_sentence
from archive.transcripts.addresses import episode_address
from archive.web.http.addresses import absolute
from archive.web.i18n import gettext as _
from archive.web.i18n import language, long_day, quoted, stated_day
from archive.web.presentation.passage_links import Passage, valid
from archive.web.presentation.template_context import shortened, whole_url

FRAME_WIDTH, FRAME_HEIGHT = 600, 260
"""Of a moment's frame, in px."""
LONG, MOST_SHOWN, MOST_WHOLE, LINE_HEIGHT, LETTER_HEIGHT = 90, 180, 600, 30, 0.5
"""Letters of a passage beside which a narrow frame of that height has one line for who says it, when and where; for
which it has room with that alone, and one higher by a line with all; for which one is made as high as they need; of one
that has more it shows so many. What a line more adds, and each letter, in px: a line of a narrow phone, 36 letters, is
21 px high, and one of a wide frame, 55 letters, 30 px."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation in its forms, and its timed address with the words that it marks, the second or paragraph at which it
    begins, and that at which it ends, where it tells one: `said` is the words behind who says them, `ris` and `bibtex`
    are what programs that keep references take, `frame` is the code that shows it in another page."""

    plain: str
    author_date: str
    markdown: str
    html: str
    ris: str
    bibtex: str
    frame: str
    url: str
    mark: str
    second: int
    until: int | None
    said: str
    kept: "KeptWords"


@dataclass(frozen=True, slots=True)
class KeptWords:
    """What a listener's selection keeps of a passage: its words without marks, and whose and of when they are, facts
    that any language words when it shows them; `date` is as much of YYYY-MM-DD as is known, with ~ in front where it is
    about so; `speaker` is empty where nobody is told to say them all."""

    text: str
    title: str
    show: str
    date: str
    speaker: str


def cite(episode: Episode, passage: Passage, until: int | None = None) -> Citation:
    """The citation of a passage; `until` is the second at which it ends, where that is chosen."""
    until = passage.until if until is None else until
    url = whole_url(passage_url(episode.slug, passage, until))
    mark = passage.fingerprint if valid(passage.fingerprint) else ""
    place = passage.start_ms // 1000
    shown = absolute(episode_address(episode.slug, place, until=until, cite=mark, room="embed", lang=language()))
    span = _Span.of(episode, passage, until)
    words, source = words_of(passage), _source(episode, passage, span)
    source_of_it = known_source(episode.platform, episode.video_id, episode.source_url)
    warning = warning_of(source_of_it, corrected=passage.corrected)
    reference = reference_of(episode, passage, span, warning, url)
    return Citation(
        plain=f"{words} {source}. {warning} {url}",
        author_date=_author_date(episode, passage, span, words, warning, url),
        markdown=f"> {_markdown(words)}\n>\n> [{_markdown(source)}]({url}). {warning}",
        html=str(
            Markup('<blockquote cite="{}"><p>{}</p><footer><cite>{}</cite>. {} <a href="{}">{}</a></footer></blockquote>').format(
                url, words, source, warning, url, span.clocks
            )
        ),
        ris=ris(reference),
        bibtex=bibtex(reference),
        frame=str(frame(shown, episode.title, height=frame_height(words))),
        url=url,
        mark=mark,
        second=passage.start_ms // 1000,
        until=until,
        said=said_by(passage),
        kept=_kept(episode, passage),
    )


def warning_of(source: object, *, corrected: bool = False) -> str:
    """What who quotes a transcript is told of it; `source` is what plays the episode, if anything."""
    return _worded(caution(plays=bool(source), corrected=corrected))


def _worded(told: Wording) -> str:
    return told.en if language() == "en" else told.fr


def _kept(episode: Episode, passage: Passage) -> KeptWords:
    stated, text = episode.published, with_gaps(passage.text, passage.amid) if passage.is_said else passage.text
    text = " ".join(_behind(who, said) for who, said in _voices(passage)) or text
    date = date_text(stated.date, stated.precision, stated.approximate) if stated else ""
    return KeptWords(text, _undated(episode), episode.show or "", date, passage.speaker)


def _undated(episode: Episode) -> str:
    stated = episode.published
    return undated(episode.title, stated.date, stated.precision) if stated else episode.title


def _own_title(episode: Episode) -> str:
    """The title as a citation names it; empty where the archive made it of the show and the day alone, which stand
    beside it."""
    return "" if episode.show and episode.title_source == OF_SHOW_AND_DAY else _undated(episode)


def frame(address: str, title: str, width: int = FRAME_WIDTH, height: int = FRAME_HEIGHT) -> Markup:
    """The code that sets a frame of ours into a page; sizes in px."""
    code = Markup('<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>')
    return code.format(address, title, width, height)


def frame_height(words: str) -> int:
    """How high the frame of a passage is that shows all of its words, or their beginning, and all of who says it, when
    and where, in px."""
    more = len(words) - MOST_SHOWN if shows_whole(words) else 0
    return FRAME_HEIGHT + LINE_HEIGHT * ((len(words) > LONG) + (more > 0)) + round(more * LETTER_HEIGHT)


def shows_whole(words: str) -> bool:
    """Whether a frame is made high enough for all of a passage, of which one of usual height shows the beginning."""
    return MOST_SHOWN < len(words) <= MOST_WHOLE


def passage_url(slug: str, passage: Passage, until: int | None = None) -> str:
    """The address of a passage: its second, and its words' fingerprint where it has words enough."""
    cite = passage.fingerprint if valid(passage.fingerprint) else ""
    return episode_address(slug, passage.start_ms // 1000, until=until, line=passage.id, cite=cite)


def words_of(passage: Passage, most: int = 0) -> str:
    """What is said in a passage, in quotation marks, what each of several says in its own, behind who says it; the note
    of a sound as it stands. With signs where it begins or ends within a sentence; where `most` is told, no more letters
    than that."""
    if not passage.is_said:
        return passage.text
    if passage.voices and not most:
        return " ".join(_behind(who, quoted(said)) for who, said in _voices(passage))
    text = with_gaps(passage.text, passage.amid)
    return quoted(shortened(text, most) if most else text)


def as_one(passage: Passage) -> str:
    """The same without who says it."""
    return words_of(replace(passage, voices=()))


def _voices(passage: Passage) -> list[tuple[str, str]]:
    """Who says what of a passage, as it is quoted."""
    first = passage.voices[:1]
    return [(who, with_gaps(said, passage.amid and (who, said) in first)) for who, said in passage.voices]


def with_gaps(text: str, amid: bool) -> str:
    """The words as they are quoted: […] where they begin amid a sentence, as told or by a small letter, or end in
    one."""
    first = next((letter for letter in text if letter.isalnum()), "")
    before, after = "[…] " if amid or first.islower() else "", "" if _ends(text) else " […]"
    return f"{before}{text.rstrip(' ,;:') if after else text}{after}"


def _ends(text: str) -> bool:
    """Whether some words end with a sentence, be it one that they quote."""
    return ends_sentence(text) or ends_sentence(text.rstrip('"”')) or text.endswith("[…]")


def said_by(passage: Passage, most: int = 0) -> str:
    """As `words_of`, behind who says them, where the transcript tells: `Jeanne Kermadec : « … »`."""
    return _behind(passage.speaker, words_of(passage, most))


def _behind(who: str, words: str) -> str:
    return f"{who}{_(' : ')}{words}" if who else words


def _author_date(episode: Episode, passage: Passage, span: "_Span", words: str, warning: str, url: str) -> str:
    """Who says it or else broadcast it, when (of no date as such styles have it), what; who sends it stands behind."""
    stated = episode.published
    day = long_day(stated.date, stated.precision, stated.approximate) if stated else _("s. d.")
    title = _own_title(episode)
    who = passage.speaker or episode.show or episode.channel or speaker_of(passage) or title
    sender = None if episode.show or episode.channel else NAMES.get(episode.platform or "")
    named = (title, episode.show if passage.speaker else None, episode.channel, sender)
    what = list(dict.fromkeys(part for part in named if part and part != who))
    place = ", ".join(what)
    return f"{who} ({day}){f'. {place}' if place else ''}, {span.at}. {words} {warning} {url}"


def _source(episode: Episode, passage: Passage, span: "_Span") -> str:
    published = episode.published
    day = long_day(published.date, published.precision, published.approximate) if published else _("sans date")
    title = _own_title(episode)
    who = speaker_of(passage) if title else passage.speaker
    show = None if episode.show and title.startswith(episode.show) else episode.show
    place = (who, f"{_worded(WITHIN)} {title}" if who and title else title, show, episode.channel, day)
    return ", ".join([*dict.fromkeys(part for part in place if part), span.at])


def speaker_of(passage: Passage) -> str:
    """Who says a passage, or that nobody is named who does, lest a name in the title be read as theirs; empty where
    several say it, each behind their name, or nobody speaks."""
    return passage.speaker or (_worded(UNIDENTIFIED) if passage.is_said and not passage.voices else "")


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a passage stands, in words: `at` within a sentence (`à 13 min 43 s`, `de 16 s à 52 s`),
    `clocks` by itself (`13 min 43 s`, `16 s – 52 s`); both `paragraphe 3` where nobody tells when it is
    said."""

    at: str
    clocks: str

    @classmethod
    def of(cls, episode: Episode, passage: Passage, until: int | None) -> "_Span":
        """Of a passage that ends at the second `until`, where its end is chosen."""
        paragraph = paragraph_of(passage.start_ms)
        if paragraph is not None:
            last = None if until is None else paragraph_of(episode.cues[passage.last].start_ms)
            return cls(*[_paragraphs(paragraph, last or paragraph)] * 2)
        first = spoken_clock(passage.start_ms)
        if until is None or until * 1000 <= passage.start_ms:
            return cls(_("à %(clock)s", clock=first), first)
        last_clock = spoken_clock(until * 1000)
        return cls(_("de %(first)s à %(last)s", first=first, last=last_clock), f"{first} – {last_clock}")


def _paragraphs(first: int, last: int) -> str:
    if last <= first:
        return _("paragraphe %(number)s", number=first)
    return _("paragraphes %(first)s à %(last)s", first=first, last=last)


def _markdown(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>" else letter for letter in str(text))


_TEX = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference states; `date` is as much of YYYY-MM-DD as is known, `about` the same in words where it is about
    so, else empty; `author` who says all of the words, where the transcript tells."""

    key: str
    author: str
    title: str
    show: str
    channel: str
    date: str
    about: str
    language: str
    note: str
    url: str


def reference_of(episode: Episode, passage: Passage, span: _Span, warning: str, url: str) -> Reference:
    """The reference of a passage: the words said stand in its note."""
    stated = episode.published
    return Reference(
        key=f"{episode.slug}-{passage.id}",
        author=passage.speaker,
        title=episode.title,
        show=episode.show or "",
        channel=episode.channel or "",
        date=iso_date(stated.date, stated.precision) if stated else "",
        about=stated_day(stated) if stated and stated.approximate else "",
        language=episode.language if episode.language != "und" else "",
        note=f"{span.clocks}. {said_by(passage)} {warning}",
        url=url,
    )


def ris(reference: Reference) -> str:
    """The reference in RIS: two letters, two spaces, a hyphen, a space, the value; empty ones left out. RIS has no sign
    for a date that is about so: of one, its fields tell the year alone, and the note how it stands."""
    date = reference.date[:4] if reference.about else reference.date
    note = ". ".join(part for part in (reference.about, reference.note) if part)
    lines = [
        ("TY", "VIDEO"),
        ("AU", reference.author),
        ("TI", reference.title),
        ("T2", reference.show),
        ("PB", reference.channel),
        ("PY", reference.date[:4]),
        ("DA", date.replace("-", "/")),
        ("LA", reference.language),
        ("N1", note),
        ("UR", reference.url),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def bibtex(reference: Reference) -> str:
    """The reference as a BibTeX entry, its letters in UTF-8, what TeX would read as its own escaped; a date that is
    about so with the sign that biblatex reads, as EDTF has it: `2026-11-28~`."""
    fields = [
        ("author", f"{{{_tex(reference.author)}}}" if reference.author else ""),
        ("title", f"{{{_tex(reference.title)}}}"),
        ("howpublished", _tex(", ".join(part for part in (reference.show, reference.channel) if part))),
        ("year", reference.date[:4]),
        ("date", reference.date + ("~" if reference.about else "")),
        ("language", reference.language),
        ("note", _tex(reference.note)),
        ("url", reference.url),
    ]
    held = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@misc{{{re.sub(r'[^A-Za-z0-9-]', '-', reference.key)},\n{held}}}\n"


def _line(value: str) -> str:
    return " ".join(value.split())


def _tex(value: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _line(value))
