"""A saved page to an Episode, or the reason why it is none: bytes, text, format, draft, facts, episode. Touches nothing
but its argument; the way to the draft is `draft.py`."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from archive.model.episode import CORRECTED, IN_PROSE, Chapter, Cue, Episode, Hint, Person, Published, Removed, time_of
from archive.model.page import RawPage, Refusal
from archive.model.platforms import Source, canonical_url, picture_address, source_of, without_password
from archive.model.reasons import reason
from archive.text.timecode import clock
from archive.text.tokenizer import pieces, words
from ingest import CLEANER_VERSION
from ingest.draft import Draft, Unread, draft_of
from ingest.encodings import NotText
from ingest.extract.date_phrases import find_mention
from ingest.extract.language import prepare, spoken_language
from ingest.extract.nonspeech import mark_kinds
from ingest.extract.people import find_people
from ingest.extract.prose import without_promotion
from ingest.extract.published import SaveTime, resolve_published, save_time
from ingest.extract.show import ShowAndChannel, find_show, is_placeholder, podcast_of, station_of
from ingest.extract.title import made_title, told_by_name
from ingest.formats.html import NoPage
from ingest.formats.markup import unescaped, without_markup
from ingest.formats.record import BadRecord, NoSegments

_MOST_REMOVED = 50
_MOST_WORDS, _MOST_UNLIKE = 450_000, 50_000
"""Words of a page, and words unlike one another: 24 hours at 300 a minute; 290,000 real ones are 28,000 in French,
16,000 in English. What a page costs to keep and to index grows with both: 445,000 words of which 40,000 are unlike 416
MB, 3 million 950, 440,000 that are all unlike 1,260."""
_OPENING = 2500
"""Letters of the speech among which people are greeted: some three minutes."""
# No text begins so: what stands there is the rest of a stamp that was misread.
_MISREAD = re.compile(r"\W{0,2}(?::[0-9]{2}(?![0-9])|[.,][0-9]{3}(?![0-9])|-{1,2}>|[→⟶]|=>)")


def build(page: RawPage, zone: str) -> Episode | Refusal:
    """The episode of a page; a Refusal with the reason where it gives none."""
    try:
        return _built(page, zone)
    except NoSegments as error:
        return Refusal(page.origin, error.reason, skipped=True)
    except (NotText, BadRecord, NoPage) as error:
        return Refusal(page.origin, error.reason)


def _built(page: RawPage, zone: str) -> Episode | Refusal:
    saved = save_time(page.fetched_at, zone, known=page.fetched_how != "file time")
    prepare(len(page.body))
    read = draft_of(page, saved, zone)  # the text of the page is let go with it
    if isinstance(read, Draft):
        cues = _transcript(page, read)
        return cues if isinstance(cues, Refusal) else _episode(page, saved, read, cues)
    return Refusal(page.origin, read.reason, shape_lost=read.reason.code == "lost-shape", line=read.line)


# -- the episode


def _episode(page: RawPage, saved: SaveTime, matter: Draft, cues: tuple[Cue, ...]) -> Episode:
    title, title_source = _stated_title(page, matter)
    by_name = told_by_name(page.origin)
    published = _published(saved, matter, title or "", by_name.day)
    programme = find_show(matter.description, title or "", matter.category)
    channel = _channel(matter, programme, cues)
    show = page.stated.show or matter.show or programme.show or (podcast_of(channel) if channel else None)
    people = _people(matter, title or "", cues)
    description, promotion = without_promotion(matter.description) if matter.prose else (matter.description, ())
    language = matter.language or spoken_language(cues, matter.language_hint)
    if title is None:
        title, title_source = made_title(show, people, published, description, cues, by_name.title, language)
    source, url = _source(page, matter)
    return Episode(
        title=without_markup(title),
        title_source=title_source,
        page_sha256=page.sha256,
        cleaner_version=CLEANER_VERSION,
        slug=matter.slug,
        number=matter.number,
        guid=page.stated.guid or (without_password(matter.guid) if matter.guid else None),
        show=show,
        channel=channel if channel != show else None,
        published=published,
        description="\n".join(map(without_markup, description.split("\n"))),
        category=matter.category,
        people=people,
        language=language,
        source_url=url,
        platform=source.platform if source else None,
        video_id=source.video_id if source else None,
        duration_ms=matter.duration_ms,
        cues=cues,
        chapters=tuple(map(_plain_title, matter.chapters)) if time_of(cues[0].start_ms) is not None else (),
        removed=(*matter.repair, *_backwards(cues), *promotion, *matter.removed)[:_MOST_REMOVED],
        hints=_hints(programme) if not page.stated.show and not matter.show else (),
        origin=page.origin,
        picture=picture_address(matter.picture, page.stated.url or next(iter(matter.addresses), "")),
    )


def _transcript(page: RawPage, matter: Draft) -> tuple[Cue, ...] | Refusal:
    if _has_too_many_words((matter.description, *(cue.text for cue in matter.cues))):
        return Refusal(page.origin, reason("too-many-words", words=_MOST_WORDS, unlike=_MOST_UNLIKE))
    cues = mark_kinds([_uncorrected(cue) for cue in matter.cues])
    why = _why_no_transcript(cues)
    return Refusal(page.origin, why.reason, shape_lost=True, line=why.line) if why else cues


def _channel(matter: Draft, programme: ShowAndChannel, cues: Sequence[Cue]) -> str | None:
    """What the page states, its prose says, or the recording begins with."""
    stated = matter.channel if matter.channel and not is_placeholder(matter.channel) else None
    if matter.show and not matter.prose:
        return stated
    return programme.channel or stated or station_of(cues[0].text)


def _has_too_many_words(texts: Sequence[str]) -> bool:
    """Whether texts hold more words than anybody says; counted only where they hold as many letters."""
    if sum(map(len, texts)) < 2 * _MOST_UNLIKE:
        return False
    met, count = set[str](), 0
    for found in (words(piece) for text in texts for piece in pieces(text)):
        met.update(found)
        count += len(found)
        if count > _MOST_WORDS or len(met) > _MOST_UNLIKE:
            return True
    return False


def _plain_title(chapter: Chapter) -> Chapter:
    return Chapter(chapter.start_ms, without_markup(unescaped(chapter.title)), chapter.automatic)


def _published(saved: SaveTime, matter: Draft, title: str, by_name: dt.date | None) -> Published | None:
    mention = find_mention(title, matter.description, saved.day)
    return resolve_published(matter.stated, matter.when, mention, saved, by_name)


def _hints(programme: ShowAndChannel) -> tuple[Hint, ...]:
    """What may be the show; one that the prose alone tells says so, since another page may know its whole name."""
    return (Hint("show", programme.show, IN_PROSE),) if programme.show else programme.hints


def _uncorrected(cue: Cue) -> Cue:
    return replace(cue, text=cue.text.removesuffix(CORRECTED)) if cue.text.endswith(CORRECTED) else cue


def _why_no_transcript(cues: Sequence[Cue]) -> Unread | None:
    """Why cues are none of an episode: a stamp was misread, or nothing is said in them."""
    if misread := next((cue for cue in cues if _MISREAD.match(cue.text)), None):
        return Unread(reason("misread-stamp", clock=clock(misread.start_ms), text=misread.text[:80]), misread.text)
    if not any(cue.kind == "speech" and any(character.isalnum() for character in cue.text) for cue in cues):
        return Unread(reason("no-speech"))
    return None


def _backwards(cues: Sequence[Cue]) -> tuple[Removed, ...]:
    """A note where the page's times go back: its order is kept."""
    back = [(before, after) for before, after in pairwise(cues) if after.start_ms < before.start_ms]
    if not back:
        return ()
    before, after = back[0]
    return (Removed("times that go back", f"{len(back)} times: {clock(after.start_ms)} behind {clock(before.start_ms)}"),)


def _people(matter: Draft, title: str, cues: Sequence[Cue]) -> tuple[Person, ...]:
    """Whom the prose names, and whom a list states beside; of one that both name the prose says more."""
    told = find_people(matter.description, title, matter.category, _opening(cues), [person.name for person in matter.people])
    met = {" ".join(words(person.name)) for person in told}
    return (*told, *(person for person in matter.people if " ".join(words(person.name)) not in met))


def _opening(cues: Sequence[Cue]) -> str:
    """What is said first, as far as people are greeted, with who begins to speak where the cues tell that."""
    texts, letters, before = list[str](), 0, None
    for cue in cues:
        if letters > _OPENING:
            break
        begins = cue.speaker and cue.speaker != before and not cue.text.startswith(cue.speaker)
        texts.append(f"{cue.speaker} : {cue.text}" if begins else cue.text)
        before = cue.speaker
        letters += len(cue.text) + 1
    return " ".join(texts)[:_OPENING]


def _stated_title(page: RawPage, matter: Draft) -> tuple[str | None, str]:
    if page.stated.title:
        return page.stated.title, "stated"
    return (" ".join(matter.title.split()), matter.title_source) if matter.title else (None, "")


def _source(page: RawPage, matter: Draft) -> tuple[Source | None, str | None]:
    """The player behind the first address that has one, and the episode's canonical address."""
    addresses = [page.stated.url, *matter.addresses] if page.stated.url else list(matter.addresses)
    source = next((found for address in addresses if (found := source_of(address))), None)
    if source:
        return source, source.url
    return None, next((url for address in addresses if (url := canonical_url(address))), None)
