"""The glossary: a table that people edit elsewhere, what listeners' unanswered questions suggest for it, and what an
entry would add before it is kept: the moments that would be linked to its name, and are not found by it yet.
And names of guests that nobody finds in their transcript: the machine wrote them in a way that not even their sound
tells."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from archive.analysis.glossary import LANGUAGES
from archive.analysis.mentions import NameLink, nearest_mention
from archive.languages import is_function_word
from archive.languages.frequency import zipf
from archive.languages.lexicon import Lexicon
from archive.library import GlossaryEntry, GlossaryState, Library, StoredEpisode, Touched
from archive.model.episode import Episode
from archive.operations.document_source import analyses_with
from archive.operations.errors import OperationError
from archive.operations.query_counts import CountedQuery
from archive.search.api import Index
from archive.search.filters import Filters
from archive.search.generations import known_words
from archive.search.results.answer import Hit, Moment
from archive.text.token_stream import TokenStream, token_stream
from archive.text.tokenizer import fold, words

if TYPE_CHECKING:
    from archive.search.api import Index

COLUMNS = ("name", "heard", "show", "state", "evidence")
_STATES = get_args(GlossaryState)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that listeners asked in vain, and the nearest thing the archive holds (`near` empty where it holds
    none)."""

    words: str
    asked: int
    near: str = ""
    kind: str = ""
    episodes: int = 0

    def entry(self) -> GlossaryEntry | None:
        """The glossary entry it makes, for staff to confirm; None where nothing is near."""
        if not self.near:
            return None
        evidence = f"asked {self.asked} times without an answer; {self.kind}: {self.near} ({self.episodes} episodes)"
        return GlossaryEntry(self.words, self.near, None, "suggested", evidence)


def as_csv(entries: Iterable[GlossaryEntry]) -> str:
    """The entries as CSV with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (_safe(entry.name), _safe(entry.heard), _safe(entry.show or ""), entry.state, _safe(entry.evidence)) for entry in entries
    )
    return out.getvalue()


def of_csv(text: str) -> tuple[GlossaryEntry, ...]:
    """The entries of a CSV (or TSV) whose header names at least `name`; raises OperationError with the line that cannot
    be read."""
    text = text.removeprefix("\ufeff")
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if "name" not in (rows.fieldnames or ()):
        raise OperationError(
            f"the first line must name the columns: {', '.join(COLUMNS)} (only name is required)", code="no-columns"
        )
    return tuple(_entries(rows))


def _entries(rows: "csv.DictReader[str]") -> Iterator[GlossaryEntry]:
    for row in rows:
        fields = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if not any(fields.values()):
            continue
        state = fields["state"] or "confirmed"
        if not fields["name"] or state not in _STATES:
            words = f"line {rows.line_num}: it needs a name, and one of the states {', '.join(_STATES)} (not {state!r})"
            raise OperationError(words, code="bad-entry", line=rows.line_num)
        evidence = _plain(fields["evidence"]) or "imported"
        yield GlossaryEntry(
            _plain(fields["name"]), _plain(fields["heard"]), _plain(fields["show"]) or None, cast(GlossaryState, state), evidence
        )


def suggestions(index: Index, asked: Iterable[CountedQuery], most: int = 30) -> tuple[Suggestion, ...]:
    """For each question without (or with only a partial) answer, the nearest form that the archive holds, as the
    receipt of its answer tells it. Those with a near form first, the most asked first."""
    found = [_suggestion(index, one) for one in list(asked)[:most]]
    return tuple(sorted(found, key=lambda one: (not one.near, -one.asked, one.words)))


def _suggestion(index: Index, asked: CountedQuery) -> Suggestion:
    explanation = index.search(asked.words, limit=1, moments=0, aggregations=True).explanation
    near = [form for word in explanation.words if not word.excluded and not word.episodes for form in word.near]
    best = max(near, key=lambda form: form.episodes, default=None)
    times = asked.unanswered + asked.partly
    return Suggestion(asked.words, times, best.text, best.kind, best.episodes) if best else Suggestion(asked.words, times)


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text


def _plain(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


# -- what an entry would add


MOST_EPISODES = 40
"""So many episodes are read out anew for a preview, some hundredths of a second each; where more may hold the form, it
says so."""


@dataclass(frozen=True, slots=True)
class AddedMoment:
    """A place that an entry would link to its name: the episode, when the line begins, the line, and what was heard in
    it."""

    name: str
    slug: str
    title: str
    start_ms: int
    text: str
    heard: str


@dataclass(frozen=True, slots=True)
class EverydayForm:
    """A form of everyday words alone, and the episodes that say it: under a name all of them would be found."""

    heard: str
    episodes: int
    of: int


@dataclass(frozen=True, slots=True)
class GlossaryPreview:
    """The moments that entries would add, and how many of the episodes that may hold them were read."""

    moments: tuple[AddedMoment, ...]
    read: int
    candidates: int
    everyday: "tuple[EverydayForm, ...]" = ()

    @property
    def nothing(self) -> Literal["", "unsaid", "found"]:
        """Why no moment would be added: nobody says the words, or what says them is found by the name already."""
        return "" if self.moments else "found" if self.candidates else "unsaid"

    @property
    def whole(self) -> bool:
        """Whether every episode that may hold a moment was read."""
        return self.read == self.candidates


def preview(library: Library, index: Index, entries: Sequence[GlossaryEntry]) -> GlossaryPreview:
    """The moments that entries would add if they were confirmed. Nothing is written. Raises SearchError where the index
    cannot be asked."""
    wanted = [replace(one, state="confirmed") for one in entries]
    found = tuple(dict.fromkeys(slug for one in wanted for slug in _candidates(index, one)))
    read = found[:MOST_EPISODES]
    names = {" ".join(words(one.name)) for one in wanted}
    moments = tuple(_added(library, index, read, wanted, names))
    return GlossaryPreview(moments, len(read), len(found), everyday_forms(library, index, wanted))


EVERYDAY = 5.0
"""Zipf: a word said a hundred times in a million. "crawl" has 2.6, "violon" 3.8; "bon" 5.9, "vie" 5.9."""


def everyday_forms(library: Library, index: Index, entries: Iterable[GlossaryEntry]) -> tuple[EverydayForm, ...]:
    """The forms of entries that are everyday words, each in how many episodes it is said."""
    forms = dict.fromkeys(one.heard for one in entries if one.heard and _is_everyday(one.heard, known_words(library.directory)))
    said = ((form, len(index.counted(f'"{" ".join(words(form))}"'))) for form in forms)
    return tuple(EverydayForm(form, episodes, index.episodes) for form, episodes in said if episodes)


def _is_everyday(form: str, known: Path) -> bool:
    """Whether each of its words is one that everybody says, of one language."""
    said = words(form)
    return any(
        all(is_function_word(word) or common.get(word, 0.0) >= EVERYDAY for word in said)
        for common in (zipf(language, known) for language in LANGUAGES)
    )


def refuse_everyday(library: Library, index: Index, entries: Iterable[GlossaryEntry]) -> None:
    """Raises OperationError where a form is everyday words, with what it would find."""
    for one in everyday_forms(library, index, entries):
        said = f"“{one.heard}” are everyday words, said in {one.episodes} of {one.of} episodes: the name would find them all"
        facts: dict[str, str | int] = {"heard": one.heard, "episodes": one.episodes, "of": one.of}
        raise OperationError(f"{said}; --preview shows where, --anyway adds it", code="everyday", **facts)


def _candidates(index: Index, entry: GlossaryEntry) -> Iterator[str]:
    """The slugs of the episodes that may say it: the words as they were heard, then what resembles the name."""
    filters = Filters.of(show=entry.show)
    if entry.heard:
        yield from sorted(index.counted(f'"{" ".join(words(entry.heard))}"', filters=filters))
    answer = index.search(entry.name, filters=filters, limit=100, moments=0, aggregations=False)
    yield from (hit.summary.slug for hit in answer.hits if hit.counted or hit.found_as)


def _added(
    library: Library, index: Index, slugs: Sequence[str], entries: Sequence[GlossaryEntry], names: set[str]
) -> Iterator[AddedMoment]:
    for stored, analysis in analyses_with(library, slugs, entries):
        now = index.analysis(stored.slug)
        linked = {(one.name, one.position) for one in (now.links if now else ())}
        new = [one for one in analysis.links if (one.name, one.position) not in linked and _is_wanted(one, names)]
        stream = token_stream(stored.episode.cues) if new else None
        yield from (_moment(stored, stream, one) for one in new if stream)


def _is_wanted(link: NameLink, names: set[str]) -> bool:
    """Whether a link is of one of the names, and of words that are not the name itself: those are found anyhow."""
    name = " ".join(words(link.name))
    return name in names and " ".join(words(link.heard)) != name


def _moment(stored: StoredEpisode, stream: TokenStream, link: NameLink) -> AddedMoment:
    cue = stored.episode.cues[int(stream.cues[link.position])]
    return AddedMoment(link.name, stored.slug, stored.episode.title, cue.start_ms, cue.text, link.heard)


def passages(index: Index, entry: GlossaryEntry, most: int = 1) -> tuple[AddedMoment, ...]:
    """Where the form of an entry is heard, to be listened to: at most so many moments, none where the words are not
    said."""
    filters = Filters.of(show=entry.show)
    said = entry.heard or entry.name
    found = index.search(f'"{" ".join(words(said))}"', filters=filters, limit=most, moments=1, aggregations=False)
    return tuple(_heard(entry, one) for one in ((hit, moment) for hit in found.hits for moment in hit.moments[:1]))


def _heard(entry: GlossaryEntry, at: tuple[Hit, Moment]) -> AddedMoment:
    hit, moment = at
    return AddedMoment(entry.name, hit.summary.slug, hit.summary.title, moment.start_ms, moment.text, entry.heard)


# -- what staff decide


def put_entries(library: Library, entries: Iterable[GlossaryEntry]) -> int:
    """Adds or replaces entries as one decision, and says how many changed."""
    wanted = list(entries)
    names = [Touched("glossary", one.name.strip()) for one in wanted]
    with library.deciding("glossary", names, entries=[f"{one.name}: {one.heard or '-'} {one.state}" for one in wanted[:20]]):
        return library.put_entries(wanted)


def decide_name(library: Library, name: str, state: GlossaryState, heard: str | None, show: str | None) -> int:
    """Confirms or refuses the entries of a name as one decision, and says how many changed."""
    with library.deciding("glossary", [Touched("glossary", name)], entries=[f"{name}: {heard or '-'} {state}"]):
        return library.decide(name, state, heard, show)


NAMED_BY = "named by the page"
"""How the evidence of a guest begins whom only the page names."""


@dataclass(frozen=True, slots=True)
class UnheardName:
    """A guest of an episode whose name is linked nowhere in its transcript; the words that sound nearest to it as they
    are written, when they are said, and what tells so: empty where nothing is near enough to be the name."""

    name: str
    slug: str
    title: str
    show: str | None = None
    heard: str = ""
    start_ms: int = 0
    evidence: str = ""

    def entry(self) -> GlossaryEntry | None:
        """The glossary entry that what sounds nearest makes, for staff to hear and confirm; None where nothing sounds
        near."""
        return GlossaryEntry(self.name, self.heard, self.show, "suggested", self.evidence) if self.heard else None


def unsaid(episode: Episode) -> tuple[str, ...]:
    """The guests whose last names do not stand in the transcript as they are spelt: told fast, some of them heard after
    all."""
    guests = [person.name for person in episode.people if person.kind == "guest"]
    if not guests or not episode.cues:
        return ()
    spoken = fold(" ".join(cue.text for cue in episode.cues))
    return tuple(name for name in guests if not _stands_in(words(name)[-1:], spoken))


def _stands_in(last: list[str], spoken: str) -> bool:
    """Whether a name's last word stands in a folded text, as a word of its own: Roy is not said by who says royaume."""
    return not last or re.search(rf"(?<!\w){re.escape(last[0])}(?!\w)", spoken) is not None


def unheard_names(library: Library, index: "Index", unsaid_in: Mapping[str, tuple[str, ...]]) -> tuple[UnheardName, ...]:
    """Of the names that `unsaid` gave (by slug), those that nobody finds: no link leads to them, and no accents hide
    them."""
    slugs = [slug for slug, names in unsaid_in.items() if names]
    return (
        tuple(one for stored in library.stored(slugs) for one in _unheard(stored, index, unsaid_in[stored.slug])) if slugs else ()
    )


def _unheard(stored: StoredEpisode, index: "Index", names: Iterable[str]) -> Iterator[UnheardName]:
    analysis = index.analysis(stored.slug)
    linked = {_key(link.name) for link in (analysis.links if analysis else ())}
    spoken = {word for cue in stored.episode.cues for word in words(cue.text)}
    for name in names:
        if _key(name) not in linked and words(name)[-1:] and words(name)[-1] not in spoken:
            yield UnheardName(name, stored.slug, stored.episode.title, stored.episode.show)


def with_nearest(library: Library, names: Sequence[UnheardName], known: Path) -> tuple[UnheardName, ...]:
    """The names, each with what sounds nearest to it in its transcript. Reads every transcript again: ask for as many
    as are shown. `known`: the directory in which the words of languages are kept."""
    episodes = {stored.slug: stored.episode for stored in library.stored(sorted({one.slug for one in names}))}
    return tuple(_with_nearest(one, episodes[one.slug], known) if one.slug in episodes else one for one in names)


def _with_nearest(name: UnheardName, episode: Episode, known: Path) -> UnheardName:
    stream = token_stream(episode.cues)
    link = nearest_mention(stream, name.name, Lexicon.of(episode.language, known))
    if link is None:
        return name
    start_ms = episode.cues[int(stream.cues[link.position])].start_ms
    evidence = f"{NAMED_BY}: {name.slug}, word {link.position}, distance {link.distance:.2f}"
    return replace(name, heard=link.heard, start_ms=start_ms, evidence=evidence)


def _key(name: str) -> tuple[str, ...]:
    return tuple(words(name))
