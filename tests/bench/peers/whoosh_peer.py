"""Whoosh as it comes, one document an episode with positions, its captions beside it."""

from pathlib import Path

from whoosh import index, query
from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.support.charset import accent_map

from tests.bench.peers.base import PAGE, Captions, Found, Searched, day_of, nothing, number_of, year_of
from tests.bench.queries import Asked

FIELD = "spoken"


def _schema() -> Schema:
    analyzer = RegexTokenizer(r"\w+") | LowercaseFilter() | CharsetFilter(accent_map)
    speech = TEXT(analyzer=analyzer, phrase=True)
    name = ID(sortable=True)
    return Schema(spoken=speech, number=NUMERIC(stored=True), day=NUMERIC(), show=name, year=name)


class StockWhoosh:
    """Whoosh 2.7.4 without any of our code."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._folder = folder / "whoosh"
        self._captions = Captions(folder)

    def build(self, episodes: Path) -> None:
        """Indexes the episodes with the ordinary writer."""
        self._folder.mkdir()
        writer = index.create_in(self._folder, _schema()).writer(limitmb=512)
        for episode in self._captions.build(episodes):
            text = "\n".join(cue.text for cue in episode.cues)
            writer.add_document(
                spoken=text, number=number_of(episode), day=day_of(episode), show=episode.show, year=year_of(episode)
            )
        writer.commit()

    def open(self) -> None:
        """Opens index and captions."""
        self._searcher = index.open_dir(self._folder).searcher()
        self._captions.open()

    def close(self) -> None:
        """Closes index and captions."""
        self._searcher.close()
        self._captions.close()

    def ask(self, asked: Asked, searched: Searched = nothing) -> Found:
        """The ten best episodes by BM25F, with three moments each."""
        grouped = {"groupedby": ["show", "year"]} if asked.facets else {}
        results = self._searcher.search(_words(asked), limit=asked.page * PAGE, filter=_days(asked), **grouped)
        hits = results[(asked.page - 1) * PAGE : asked.page * PAGE]
        numbers = [hit["number"] for hit in hits]
        searched()
        found = tuple((number, self._captions.moments(number, asked)) for number in numbers)
        return Found(None, found, _facets(results) if asked.facets else None)

    def count(self, asked: Asked) -> int:
        """In how many episodes a query is met."""
        return len(self._searcher.search(_words(asked), limit=None, filter=_days(asked)))


def _days(asked: Asked) -> query.Query | None:
    if not asked.after or not asked.before:
        return None
    return query.NumericRange("day", asked.after.toordinal(), asked.before.toordinal())


def _words(asked: Asked) -> query.Query:
    if asked.kind == "phrase":
        return query.Phrase(FIELD, list(asked.words))
    if asked.kind == "prefix":
        return query.Prefix(FIELD, asked.words[0])
    if asked.kind == "typo":
        return query.FuzzyTerm(FIELD, asked.words[0], maxdist=1)
    return query.And([query.Term(FIELD, word) for word in asked.words])


def _facets(results: object) -> dict[str, dict[str, int]]:
    return {facet: {str(key): len(docs) for key, docs in results.groups(facet).items()} for facet in ("show", "year")}  # type: ignore[attr-defined]
