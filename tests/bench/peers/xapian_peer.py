"""Xapian, the C++ engine, one document an episode with positions, its captions beside it."""

import shutil
from pathlib import Path

import xapian

from archive.model.episode import Episode
from archive.text.tokenizer import words
from tests.bench.peers.base import PAGE, Captions, Found, Searched, day_of, nothing, number_of, year_of
from tests.bench.queries import Asked

DAY, SHOW, YEAR = 0, 1, 2


class Xapian:
    """Xapian's ordinary database; it has no query for words within an edit."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._path = str(folder / "xapian")
        self._captions = Captions(folder)

    def build(self, episodes: Path) -> None:
        """Indexes the episodes and makes the database compact."""
        database = xapian.WritableDatabase(self._path + "-loose", xapian.DB_CREATE)
        for episode in self._captions.build(episodes):
            database.add_document(_document(episode))
        database.commit()
        database.compact(self._path)
        database.close()
        shutil.rmtree(self._path + "-loose")

    def open(self) -> None:
        """Opens database and captions."""
        self._database = xapian.Database(self._path)
        self._captions.open()

    def close(self) -> None:
        """Closes the captions."""
        self._captions.close()

    def ask(self, query: Asked, searched: Searched = nothing) -> Found | None:
        """The ten best episodes by BM25, with three moments each."""
        if query.kind == "typo":
            return None
        enquire, spies = self._enquire(query), {}
        if query.facets:
            spies = {"show": xapian.ValueCountMatchSpy(SHOW), "year": xapian.ValueCountMatchSpy(YEAR)}
            for spy in spies.values():
                enquire.add_matchspy(spy)
        found = enquire.get_mset((query.page - 1) * PAGE, PAGE, self._database.get_doccount() if spies else 0)
        numbers = [int(match.document.get_data()) for match in found]
        searched()
        facets = {name: {one.term.decode(): one.termfreq for one in spy.values()} for name, spy in spies.items()}
        return Found(None, tuple((number, self._captions.moments(number, query)) for number in numbers), facets or None)

    def count(self, query: Asked) -> int | None:
        """In how many episodes a query is met."""
        if query.kind == "typo":
            return None
        everything = self._database.get_doccount()
        return int(self._enquire(query).get_mset(0, 1, everything).get_matches_estimated())

    def _enquire(self, query: Asked) -> xapian.Enquire:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(_query(query))
        return enquire


def _document(episode: Episode) -> xapian.Document:
    document = xapian.Document()
    for position, word in enumerate(words("\n".join(cue.text for cue in episode.cues))):
        document.add_posting(word, position)
    document.set_data(str(number_of(episode)))
    document.add_value(DAY, f"{day_of(episode):08d}")
    document.add_value(SHOW, episode.show or "")
    document.add_value(YEAR, year_of(episode))
    return document


def _query(query: Asked) -> xapian.Query:
    terms = list(query.words)
    if query.kind == "prefix":
        wanted = xapian.Query(xapian.Query.OP_WILDCARD, terms[0], 0, xapian.Query.WILDCARD_LIMIT_ERROR)
    else:
        wanted = xapian.Query(xapian.Query.OP_PHRASE if query.kind == "phrase" else xapian.Query.OP_AND, terms)
    if not query.after or not query.before:
        return wanted
    first, last = (f"{day.toordinal():08d}" for day in (query.after, query.before))
    return xapian.Query(xapian.Query.OP_FILTER, wanted, xapian.Query(xapian.Query.OP_VALUE_RANGE, DAY, first, last))
