"""The words of an archive: counted, begun, matched; those of children too."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.index.vocabulary import Table, Vocabulary, merged, table_of_sets
from archive.storage.array_file import map_arrays, write_arrays
from tests.search.index.archives import engine_of, make_document


def vocabulary_of(*episodes: str, gone: tuple[str, ...] = (), added: tuple[str, ...] = ()) -> Vocabulary:
    """Words of a full generation, less those of episodes gone, and those of episodes added."""
    base = merged([table_of_sets([("fr", set(text.split()))], 1) for text in episodes])
    changed = [table_of_sets([("fr", set(text.split()))], sign) for texts, sign in ((gone, -1), (added, 1)) for text in texts]
    changes = merged(changed)
    return Vocabulary(Table(base), Table(changes), lambda _: 0)


def test_the_commonest_stand_first_and_equals_in_order() -> None:
    vocabulary = vocabulary_of("souverain souvent", "souvent souvenir", "souvenir souvent autre")
    assert vocabulary.starting("souv", 9) == ("souvent", "souvenir", "souverain")
    assert vocabulary.starting("souv", 1) == ("souvent",)
    assert vocabulary.starting("zz", 9) == ()


def test_what_is_gone_is_no_word_and_what_is_added_is_one() -> None:
    vocabulary = vocabulary_of("souvent rare", "souvent", gone=("souvent rare",), added=("souverain souvent", "souverain"))
    assert [vocabulary.count(word) for word in ("souvent", "rare", "souverain")] == [2, 0, 2]
    assert vocabulary.starting("", 9) == ("souvent", "souverain")
    assert vocabulary.starting("", 1) == ("souvent",)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("souv*ain", ("souverain",)),
        ("souv*ain*", ("souverain", "souverainete")),
        ("*ain", ("souverain", "train")),
        ("s*v*t", ("souvent",)),
        ("souvent", ("souvent",)),
        ("jamais", ()),
        ("a.b*", ()),
    ],
)
def test_a_star_stands_for_any_letters(pattern: str, expected: tuple[str, ...]) -> None:
    vocabulary = vocabulary_of("souverain souvent", "souverain souverainete train", "axb")
    assert vocabulary.matching(pattern, 9) == expected


def test_many_stars_are_read_in_one_pass() -> None:
    vocabulary = vocabulary_of("a" * 60, "a" * 60 + "b")
    assert vocabulary.matching("*a" * 20 + "*c", 9) == ()
    assert vocabulary.matching("*a" * 20 + "*b", 9) == ("a" * 60 + "b",)


@given(
    pattern=st.text("ab*", min_size=2, max_size=8).filter(lambda text: text.strip("*")),
    words=st.sets(st.text("ab", min_size=1, max_size=8), min_size=1),
)
def test_a_pattern_is_met_by_what_its_expression_matches(pattern: str, words: set[str]) -> None:
    like = re.compile(".*".join(map(re.escape, pattern.split("*"))))
    assert set(vocabulary_of(" ".join(words)).matching(pattern, 1000)) == {word for word in words if like.fullmatch(word)}


def test_a_word_of_several_fields_counts_once_an_episode(tmp_path: Path) -> None:
    documents = [make_document("un", "mot mot", title="mot", description="mot"), make_document("deux", title="mot", language="fr")]
    vocabulary = engine_of(tmp_path, documents).vocabulary
    assert (vocabulary.count("mot"), vocabulary.frequency("mot")) == (2, 5)


def test_counts_are_kept_by_language(tmp_path: Path) -> None:
    table = merged([table_of_sets([("fr", {"chat", "table"}), ("en", {"table"})], 1), table_of_sets([("fr", {"table"})], 1)])
    write_arrays(tmp_path / "words", table)
    assert Table(map_arrays(tmp_path / "words")).by_language() == {"en": {"table": 1}, "fr": {"chat": 1, "table": 2}}
