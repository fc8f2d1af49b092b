"""An index of ours is an ordinary Whoosh 2.7.4 index: stock `open_dir` finds the same episodes as we do.

The episodes, the generations and the questions are random; `THOROUGH=1` asks more than the 50 of every run.
"""

import random
import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.search.generations import Generation, current, publish_full, publish_incremental
from archive.search.generations.generation import open_engine
from archive.search.index.read.engine import Engine
from archive.search.index.types import FIELDS, Clause, Expansion, Field, Pattern, Request, TermPosition
from archive.search.index.whoosh_format import register
from archive.text.tokenizer import words as folded_words
from tests.amounts import cases
from tests.given import Given
from tests.search.index.archives import LETTERS, random_document

CASES = cases(50, 2000)
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "stock_whoosh.py"


@dataclass(frozen=True)
class Both:
    """One generation, open in our engine and in a searcher of stock Whoosh."""

    engine: Engine
    searcher: Any

    def of_ours(self, *clauses: Clause) -> set[str]:
        """The episodes that meet all clauses."""
        found = self.engine.evaluate(Request(clauses, aggregations=False, candidates=10_000))
        return {one.slug for one in self.engine.summaries_of(found.full.doc.tolist())}

    def of_whoosh(self, query: Any) -> set[str]:
        """The episodes that meet a query, by Whoosh's own matchers."""
        return {hit["slug"] for hit in self.searcher.search(query, limit=None)}

    def words(self, field: Field) -> list[str]:
        """All words of a field, by Whoosh's own reader."""
        return [word.decode() for word in self.searcher.reader().lexicon(field)]


def opened(generation: Generation) -> Iterator[Both]:
    register()
    from whoosh.index import open_dir

    with open_dir(str(generation.path), readonly=True).searcher() as searcher:
        yield Both(open_engine(generation), searcher)


@pytest.fixture(scope="module", params=["full", "incremental"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Sixty random episodes in one segment; or so many less some that were replaced or taken away, in three."""
    chance, root = random.Random(2026), tmp_path_factory.mktemp("stock")
    documents = [random_document(f"e{number:02d}", chance) for number in range(60)]
    generation = publish_full(root, Given(documents), revision=1)
    if request.param == "incremental":
        again = [random_document(f"e{number:02d}", chance) for number in (3, 17, 61)]
        publish_incremental(root, again, ["e00", "e42"], revision=2)
        generation = publish_incremental(root, [random_document("e62", chance)], ["e61", "e43"], revision=3)
    yield from opened(generation)


@pytest.fixture(scope="module")
def sample(sample_library: Path) -> Iterator[Both]:
    """The sample archive."""
    generation = current(sample_library)
    assert generation is not None
    yield from opened(generation)


def of_words(field: Field, *slots: tuple[str, ...]) -> Clause:
    """A phrase of slots in one field, each met by any of its words; no slot is met by no word."""
    positions = tuple(TermPosition("", tuple(Expansion((word,)) for word in words)) for words in slots)
    return Clause("", (Pattern(positions, fields=(field,)),))


def ask_at_random(both: Both, chance: random.Random, words: dict[Field, list[str]]) -> None:
    """One question of each kind; the words are those of the archive, and one that it does not hold."""
    from whoosh.query import And, Phrase, Prefix, Term

    field = chance.choice(FIELDS)
    one, two, three = (chance.choice([*words[field], "xyzzy"]) for _ in range(3))
    assert both.of_whoosh(Term(field, one)) == both.of_ours(of_words(field, (one,)))
    assert both.of_whoosh(And([Term(field, one), Term(field, two)])) == both.of_ours(
        of_words(field, (one,)), of_words(field, (two,))
    )
    for said in ((one, two), (one, two, three)):
        assert both.of_whoosh(Phrase(field, said)) == both.of_ours(of_words(field, *((word,) for word in said)))
    beginning = one[: chance.randrange(1, 4)]
    starting = tuple(word for word in words[field] if word.startswith(beginning))
    assert both.of_whoosh(Prefix(field, beginning)) == both.of_ours(of_words(field, starting))


def test_random_archives_answer_alike(both: Both) -> None:
    chance = random.Random(7)
    words: dict[Field, list[str]] = {field: both.words(field) for field in FIELDS}
    assert set(words["speech"]) == {"ab", "cd", "ef", "gh", "ete"}
    for _ in range(CASES):
        ask_at_random(both, chance, words)


@pytest.mark.slow
def test_the_sample_archive_answers_alike(sample: Both) -> None:
    chance = random.Random(8)
    words: dict[Field, list[str]] = {field: both_words for field in FIELDS if (both_words := sample.words(field))}
    assert set(words) == set(FIELDS)
    for _ in range(CASES):
        ask_at_random(sample, chance, words)


@pytest.mark.slow
def test_phrases_that_are_said_in_the_sample_archive_are_found_alike(sample: Both) -> None:
    from whoosh.query import Phrase

    chance = random.Random(9)
    for doc in range(sample.engine.episodes):
        said = " ".join(sample.engine.captions_of([doc])[0].texts).split()
        for _ in range(4):
            first = chance.randrange(max(1, len(said) - 3))
            words = [word for text in said[first : first + 3] for word in folded_words(text)]
            phrase = of_words("speech", *((word,) for word in words))
            assert sample.of_whoosh(Phrase("speech", words)) == sample.of_ours(phrase)


def test_the_words_of_several_segments_are_all_there(both: Both) -> None:
    """Whoosh merges them by field and word: where the fields of a segment stand in another order, it loses some."""
    for field in FIELDS:
        assert {word.encode() for word in both.words(field)} == {
            word for leaf, _ in both.searcher.reader().leaf_readers() for word in leaf.lexicon(field)
        }


def test_whooshs_own_query_parser_folds_as_we_do(both: Both) -> None:
    from whoosh.qparser import QueryParser

    typed = QueryParser("speech", both.searcher.schema).parse('"ÉTÉ AB" gh')
    assert both.of_whoosh(typed) == both.of_ours(of_words("speech", ("ete",), ("ab",)), of_words("speech", ("gh",)))


def test_deleted_documents_are_deleted_for_whoosh_too(both: Both) -> None:
    assert both.searcher.reader().doc_count() == both.engine.episodes


def test_whoosh_leaves_no_file_in_a_generation(tmp_path: Path) -> None:
    generation = publish_full(tmp_path, Given([random_document("un", random.Random(1))]), revision=1)
    before = sorted(path.name for path in generation.path.iterdir())
    for both in opened(generation):
        both.words("speech")
    assert sorted(path.name for path in generation.path.iterdir()) == before


def test_the_example_of_the_documents_finds_what_it_says(tmp_path: Path) -> None:
    chance = random.Random(5)
    documents = [random_document(f"e{number}", chance) for number in range(20)]
    publish_full(tmp_path, Given(documents), revision=1)
    spoken = {one.slug: " ".join(cue.text for cue in one.episode.cues if cue.kind == "speech").split() for one in documents}
    wanted = sorted(slug for slug, words in spoken.items() if LETTERS[0] in words and LETTERS[1] in words)
    assert wanted
    assert runpy.run_path(str(EXAMPLE))["slugs_holding"](tmp_path, [LETTERS[0], LETTERS[1]]) == wanted
