"""A word typed with the accent that tells it from another is counted where it is written so; an accent loses no answer."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.search import Index, open_index
from archive.search.generations import publish_full, publish_incremental
from archive.search.index.document_table import Document
from tests.given import Given
from tests.search.index.archives import make_document

SAID = {
    "market": "Le marché couvert rouvre demain.",
    "markets": "Les marchés couverts rouvrent.",
    "walk": "Une longue marche dans la neige.",
    "both": "La marche vers le marché noir.",
    "walked": "Nous avons réformé la loi.",
    "reform": "La réforme de la loi.",
    "forest": "La forêt brûle encore.",
    "decomposed": "Le marche\u0301 aux fleurs est ferme\u0301.",
    "born": "Elle est née ici, et lui, il est né à Brest.",
    "births": "Des enfants naissent.",
    "not": "Il ne vient pas.",
    "fair": "Une foire, un C# et du R&B au marché couvert.",
}


def french(slug: str, text: str, title: str = "") -> Document:
    return make_document(slug, text, title=title, language="fr")


def episodes() -> list[Document]:
    titled = french("titled", "Rien que des étals.", title="Au marché de Kernac")
    other = french("other-title", "Rien que des pas.", title="En marche vers Kernac")
    return [*(french(slug, text) for slug, text in SAID.items()), titled, other]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("accents")
    publish_full(root, Given(episodes()), revision=1)
    return root


@pytest.fixture(scope="module")
def index(root: Path) -> Iterator[Index]:
    opened = open_index(root)
    yield opened
    opened.close()


MARKETS = {"market", "markets", "both", "decomposed", "fair", "titled"}


def counted(index: Index, typed: str) -> set[str]:
    answer = index.search(typed, limit=20)
    assert len({hit.summary.slug for hit in answer.hits if hit.counted and not hit.lacks}) == answer.total
    return {hit.summary.slug for hit in answer.hits if hit.counted and not hit.lacks}


def test_what_is_typed_with_its_accent_is_counted_where_it_is_written_so(index: Index) -> None:
    assert counted(index, "marché") == MARKETS
    assert counted(index, "Marché couvert") == {"market", "markets", "fair"}


def test_an_accent_tells_a_word_from_one_of_grammar(index: Index) -> None:
    assert counted(index, "né") == {"born", "births"}
    assert counted(index, "né à Brest") == {"born"}


def test_the_forms_of_a_word_beside_grammar_find_each_other(index: Index) -> None:
    assert counted(index, "née") == counted(index, "né") == counted(index, "naître") == {"born", "births"}


def test_what_is_left_out_with_its_accent_leaves_the_other_word(index: Index) -> None:
    assert counted(index, "brest -né") == set() and counted(index, "vient -né") == {"not"}
    assert counted(index, "marche -marché") == {"walk", "other-title", "markets"}
    assert counted(index, "marché -marche") == {"markets"}


def test_the_other_word_is_listed_behind_as_a_slip(index: Index) -> None:
    answer = index.search("marché", limit=20)
    assert {(hit.summary.slug, hit.found_as) for hit in answer.hits if not hit.counted} == {
        ("walk", "typo"),
        ("other-title", "typo"),
    }
    assert [hit.counted for hit in answer.hits] == [True] * len(MARKETS) + [False, False]
    assert answer.total_is == "said"


def test_each_mark_says_whether_it_is_the_word_or_the_slip(index: Index) -> None:
    (hit,) = (hit for hit in index.search("marché", limit=20).hits if hit.summary.slug == "both")
    assert [mark.kind for moment in hit.moments for mark in moment.marks] == ["exact"]


def test_without_an_accent_both_are_counted(index: Index) -> None:
    assert counted(index, "marche") == MARKETS | {"walk", "other-title"}


def test_the_participle_of_a_verb_is_a_form_of_it(index: Index) -> None:
    assert counted(index, "réformé") == counted(index, "réforme") == {"walked", "reform"}


def test_where_only_one_of_the_two_is_said_an_accent_changes_nothing(index: Index) -> None:
    assert counted(index, "forêt") == counted(index, "foret") == {"forest"}
    assert counted(index, "mârche") == counted(index, "marche")


def test_moments_facets_and_the_episode_agree(index: Index) -> None:
    answer = index.search("marché", limit=20)
    assert answer.moments_total == sum(hit.moments_total for hit in answer.hits if hit.counted)
    assert index.search_episode("marché", "both").matches[0].position == 4  # type: ignore[union-attr]


def test_an_increment_and_a_merge_keep_what_is_written(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "library"
    shutil.copytree(root, copy)
    publish_incremental(copy, [french("later", "Un marché de plus."), french("both", "Le marché noir.")], ["market"], revision=2)
    publish_incremental(copy, [french("last", "Le bon marché.")], (), revision=3, restore_point=True)
    opened = open_index(copy)
    assert counted(opened, "marché") == MARKETS - {"market"} | {"later", "last"}
    assert [mark.kind for hit in opened.search("marché").hits for moment in hit.moments[:1] for mark in moment.marks[:1]] == [
        "exact"
    ] * 5 + ["inflected", "misspelt"]
    opened.close()


def test_words_and_their_counts_know_nothing_of_accents(root: Path, index: Index) -> None:
    vocabulary = index._opened.engine.vocabulary
    assert vocabulary.starting("march", 20) == ("marche", "marches")
    assert vocabulary.count("marché") == 0
