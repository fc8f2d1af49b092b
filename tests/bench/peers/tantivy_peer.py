"""tantivy, the Rust engine, through its own Python package; one document an episode, its captions beside it."""

from pathlib import Path

import tantivy

from tests.bench.peers.base import PAGE, Captions, Found, Searched, day_of, nothing, number_of, year_of
from tests.bench.queries import Asked

FIELD = "spoken"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(FIELD, tokenizer_name="folded", index_option="position")
    builder.add_unsigned_field("number", stored=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_text_field("show", tokenizer_name="raw", fast=True)
    builder.add_text_field("year", tokenizer_name="raw", fast=True)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return simple.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


class Tantivy:
    """As a search page needs it: the ten best and the number of all."""

    TOTAL = True

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._folder = folder / "tantivy"
        self._captions = Captions(folder)

    def build(self, episodes: Path) -> None:
        """Indexes the episodes with as many threads as tantivy likes."""
        self._folder.mkdir()
        index = tantivy.Index(_schema(), str(self._folder))
        index.register_tokenizer("folded", _analyzer())
        writer = index.writer()
        for episode in self._captions.build(episodes):
            text = "\n".join(cue.text for cue in episode.cues)
            document = tantivy.Document(spoken=text, number=number_of(episode), show=episode.show, year=year_of(episode))
            document.add_integer("day", day_of(episode))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Opens index and captions."""
        self._index = tantivy.Index.open(str(self._folder))
        self._index.register_tokenizer("folded", _analyzer())
        self._searcher = self._index.searcher()
        self._captions.open()

    def close(self) -> None:
        """Closes the captions."""
        self._captions.close()

    def ask(self, query: Asked, searched: Searched = nothing) -> Found:
        """The ten best episodes by BM25, with three moments each."""
        wanted = self._query(query)
        result = self._searcher.search(wanted, PAGE, count=self.TOTAL, offset=(query.page - 1) * PAGE)
        numbers = [self._searcher.doc(address)["number"][0] for _, address in result.hits]
        searched()
        found = tuple((number, self._captions.moments(number, query)) for number in numbers)
        return Found(result.count if self.TOTAL else None, found, self._facets(wanted) if query.facets else None)

    def count(self, query: Asked) -> int:
        """In how many episodes a query is met."""
        return int(self._searcher.search(self._query(query), 1, count=True).count)

    def _query(self, query: Asked) -> tantivy.Query:
        words = self._words(query)
        if not query.after or not query.before:
            return words
        days = tantivy.Query.range_query(
            self._index.schema, "day", tantivy.FieldType.Integer, query.after.toordinal(), query.before.toordinal()
        )
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, words), (tantivy.Occur.Must, tantivy.Query.const_score_query(days, 0))]
        )

    def _words(self, query: Asked) -> tantivy.Query:
        schema, (first, *_) = self._index.schema, query.words
        if query.kind == "phrase":
            return tantivy.Query.phrase_query(schema, FIELD, list(query.words))
        if query.kind == "prefix":
            return tantivy.Query.regex_query(schema, FIELD, f"{first}.*")
        if query.kind == "typo":
            return tantivy.Query.fuzzy_term_query(schema, FIELD, first, distance=1)
        terms = [tantivy.Query.term_query(schema, FIELD, word) for word in query.words]
        return terms[0] if len(terms) == 1 else tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])

    def _facets(self, wanted: tantivy.Query) -> dict[str, dict[str, int]]:
        asked = {facet: {"terms": {"field": facet, "size": 100}} for facet in ("show", "year")}
        counted = self._searcher.aggregate(wanted, asked)
        return {facet: {one["key"]: one["doc_count"] for one in counted[facet]["buckets"]} for facet in asked}


class TantivyWithoutTotal(Tantivy):
    """The ten best alone: tantivy may then leave most of a common word's episodes unread."""

    TOTAL = False
