"""What somebody says: found in their turns and nowhere else, in one segment or several, before and after a merge."""

from pathlib import Path

import pytest

from archive.model.episode import Cue, Person
from archive.search.filters import Filters
from archive.search.index.document_table import Document
from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition, said_by
from archive.search.index.write.merging import merge_segments
from tests.search.index.archives import engine_of, make_document, open_archive, write_segment


def turns(slug: str, *said: tuple[str | None, str], people: tuple[str, ...] = ()) -> Document:
    cues = tuple(Cue(number * 20_000, text, speaker=name) for number, (name, text) in enumerate(said))
    return make_document(slug, cues=cues, title="le budget", people=tuple(Person(name, "guest") for name in people))


DEBATE = turns(
    "débat", ("Durel", "le budget de la ville"), ("Morvan", "la dette"), ("Durel", "et le budget"), people=("Sophie Durel",)
)
OTHER = turns("autre", ("Morvan", "le budget de la ville"), (None, "la dette de Durel"))
SILENT = turns("muet", (None, "le budget"), (None, "la dette"))
LATER = turns("plus tard", ("Tiers", "rien"), ("SOPHIE DUREL", "la dette pèse"))
ARCHIVES = [([DEBATE, OTHER], [SILENT, LATER]), ([SILENT, OTHER, DEBATE, LATER],)]


def clause(*words: str, **pattern: object) -> Clause:
    slots = tuple(TermPosition(word, (Expansion((word,)),)) for word in words)
    return Clause(" ".join(words), (Pattern(slots, **pattern),))  # type: ignore[arg-type]


def found(engine: Engine, *speakers: str, clauses: tuple[Clause, ...]) -> dict[str, list[int]]:
    """Slug -> the cues in which a clause is met, as these speakers say it."""
    asked = tuple(said_by(speakers, one) for one in clauses)
    docs = engine.evaluate(Request(asked, filters=Filters.of(speaker=speakers))).full.doc
    places = engine.occurrences(asked, docs)
    slugs = [one.slug for one in engine.summaries_of(docs.tolist())]
    return {slug: places.cue[places.row == row].tolist() for row, slug in enumerate(slugs)}


@pytest.fixture(params=ARCHIVES, ids=["two segments", "one"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return engine_of(tmp_path, *request.param)


def test_a_word_is_found_in_the_turns_of_who_says_it(engine: Engine) -> None:
    assert found(engine, "Sophie Durel", clauses=(clause("budget"),)) == {"débat": [0, 2]}
    assert found(engine, "sophie durel", clauses=(clause("dette"),)) == {"plus tard": [1]}
    assert found(engine, "Morvan", clauses=(clause("budget"),)) == {"autre": [0]}


def test_a_phrase_and_words_near_each_other_are_said_by_one_voice(engine: Engine) -> None:
    assert found(engine, "Sophie Durel", clauses=(clause("le", "budget"),)) == {"débat": [0, 2]}
    assert found(engine, "Sophie Durel", clauses=(clause("budget", "dette", within_ms=60_000),)) == {}
    assert found(engine, "Sophie Durel", "Morvan", clauses=(clause("budget", "dette", within_ms=60_000),)) == {"débat": [0, 1, 2]}


def test_a_title_is_said_by_nobody(engine: Engine) -> None:
    assert found(engine, "Tiers", clauses=(clause("budget"),)) == {}
    assert found(engine, clauses=(clause("budget"),)).keys() == {"débat", "autre", "muet", "plus tard"}


def test_an_answer_counts_who_speaks_and_what_the_filter_takes_away(engine: Engine) -> None:
    asked = said_by(("Sophie Durel",), clause("budget"))
    counted = engine.evaluate(Request((asked,), filters=Filters.of(speaker=("Sophie Durel",)))).aggregations
    assert dict(counted.facets["speaker"]) == {"Sophie Durel": 1, "Morvan": 1}
    assert counted.removed == {"speaker": 3}
    assert counted.clauses == ((4, 1),)
    assert counted.moments == 2


def test_a_merge_keeps_who_speaks(tmp_path: Path) -> None:
    segments = [write_segment(tmp_path, [OTHER, DEBATE], deleted=["autre"]), write_segment(tmp_path, [LATER, SILENT])]
    engine = open_archive(tmp_path, list(merge_segments(tmp_path, segments, {})))
    assert found(engine, "Sophie Durel", clauses=(clause("budget"),)) == {"débat": [0, 2]}
    assert found(engine, "Sophie Durel", clauses=(clause("dette"),)) == {"plus tard": [1]}
    assert found(engine, "Morvan", clauses=(clause("dette"),)) == {"débat": [1]}


def test_who_says_the_words_between_two_places(tmp_path: Path) -> None:
    wordless = make_document("sans parole", cues=(), title="le budget")
    engine = engine_of(tmp_path, [DEBATE, wordless, LATER])
    assert engine.speakers_at(0, 0, 40) == ("Sophie Durel", "Morvan")
    assert engine.speakers_at(1, 0, 40) == ()
    assert engine.speakers_at(2, 1, 40) == ("SOPHIE DUREL",)
    assert engine_of(tmp_path / "alone", [wordless]).speakers_at(0, 0, 40) == ()


def test_the_turns_of_a_speaker_are_their_words_from_place_to_place(engine: Engine) -> None:
    docs = {summary.slug: doc for doc, summary in enumerate(engine.summaries_of(range(4)))}
    assert engine.turns_of(docs["débat"], ["sophie durel"]) == [(0, 5), (7, 10)]
    assert engine.turns_of(docs["débat"], ["Morvan", "Sophie Durel"]) == [(0, 10)]
    assert engine.turns_of(docs["muet"], ["Morvan"]) == []
