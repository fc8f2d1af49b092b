"""From the first page of an answer to the last, each episode that is counted stands once, and none is left over."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.model.episode import Cue
from archive.search import Index
from archive.search.filters import NO_FILTERS
from archive.search.index.document_table import Document
from archive.search.index.types import Sort
from archive.search.results.moments import BATCH, moment_batch
from tests.given import published
from tests.search.index.archives import make_document

HOUR = 3_600_000
MANY, SCATTERED = 130, 34


def _common(number: int) -> Document:
    """Says one word now and then, among others; more often, or in a title, as chance has it."""
    chance = random.Random(number)
    said = [" ".join(chance.choice(("tempête", "vent", "vague", "sable")) for _ in range(9)) for _ in range(chance.randrange(2, 9))]
    return make_document(f"common-{number:03d}", "La tempête.", *said, title=chance.choice(("", "", "Une tempête")))


def _scattered(number: int) -> Document:
    """Says three words an hour apart, and what nobody else says."""
    own = _invented(number)
    cues = (Cue(0, f"Le moratoire {own}."), Cue(HOUR, f"Les digues {own}."), Cue(2 * HOUR, f"Le port {own}."))
    return make_document(f"scattered-{number:02d}", cues=cues)


def _lacking(number: int) -> Document:
    """Says two of them together."""
    own = _invented(1000 + number)
    return make_document(f"lacking-{number:02d}", f"Le moratoire sur les digues {own}.", f"Rien que {own}.")


def _invented(number: int) -> str:
    return "".join(random.Random(number).choices("aeioubdlmnprstv", k=9))


def _apart(number: int) -> Document:
    """Says two words again and again, never one right after the other."""
    return make_document(
        f"apart-{number:03d}", *(f"Zéphyr puis goéland, {_invented(3000 + 5 * number + line)} puis zéphyr." for line in range(5))
    )


def _word_for_word() -> Document:
    """Says them together once, among so much else that more than a hundred others come before it as the engine counts."""
    said = [f"Et puis {_invented(2000 + number)} encore." for number in range(60)]
    return make_document("word-for-word", "Un zéphyr goéland.", *said)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("pages")
    close = make_document("close", "Le moratoire sur les digues du port.")
    made = [*map(_common, range(MANY)), *map(_scattered, range(SCATTERED)), close, *map(_lacking, range(8))]
    made += [*map(_apart, range(MANY)), _word_for_word()]
    with published(root, made) as opened:
        yield opened


def paged(index: Index, text: str, limit: int) -> list[str]:
    """The counted episodes of all pages, from the first to the last that the total has."""
    total = index.search(text, limit=limit).total
    pages = (index.search(text, page=page, limit=limit) for page in range(1, -(-total // limit) + 1))
    return [hit.summary.slug for answer in pages for hit in answer.hits if hit.counted]


@pytest.mark.parametrize("text", ["tempête", '"tempête"', "tempête vent", '"tempête" vague'])
@pytest.mark.parametrize("limit", [10, 30, 100])
def test_more_than_are_put_in_order_stand_once_each(index: Index, text: str, limit: int) -> None:
    shown = paged(index, text, limit)
    assert len(shown) > 100 and len(shown) == len(set(shown))
    assert set(shown) == set(index.counted(text))


@pytest.mark.parametrize("limit", [5, 7, 10, 100])
def test_what_lacks_a_word_leaves_no_scattered_episode_over(index: Index, limit: int) -> None:
    shown = paged(index, '"moratoire" "digues" "port"', limit)
    assert shown[0] == "close" and len(shown) == len(set(shown)) == SCATTERED + 1


def test_the_best_that_lacks_a_word_stands_before_scattered_ones(index: Index) -> None:
    hits = index.search('"moratoire" "digues" "port"', limit=10).hits
    assert [bool(hit.lacks) for hit in hits[:3]] == [False, True, True]


def test_the_moments_of_all_episodes_are_as_many_as_are_counted(index: Index) -> None:
    for text in ('"tempête"', '"moratoire" "digues" "port"'):
        total = index.search(text).moments_total
        last = -(-index.search(text).total // BATCH)
        every = [one for number in range(1, last + 1) for one in moment_batch(index, text, NO_FILTERS, number).moments]
        assert len({(one.hit.summary.slug, one.moment.start_ms) for one in every}) == len(every) == total


def test_what_says_the_whole_query_word_for_word_comes_first_however_far_behind(index: Index) -> None:
    answer = index.search("zéphyr goéland", limit=10)
    assert answer.total == MANY + 1
    assert answer.hits[0].summary.slug == "word-for-word"


@pytest.mark.parametrize("text", ["moratoire digues port", "tempête", "zéphyr goéland", "tempête vent"])
@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_every_page_counts_alike_and_shows_the_moments_of_what_it_counts(index: Index, text: str, sort: Sort) -> None:
    first = index.search(text, limit=10, sort=sort)
    pages = [index.search(text, page=number, limit=10, sort=sort) for number in range(1, -(-first.total // 10) + 1)]
    assert {(page.total, page.listed_total, page.partial_total) for page in pages} == {
        (first.total, first.listed_total, first.partial_total)
    }
    shown = [hit for page in pages for hit in page.hits if hit.counted and not hit.lacks]
    assert sorted(hit.summary.slug for hit in shown) == sorted(index.counted(text))
    assert all(hit.moments for hit in shown)


def test_what_only_resembles_a_word_where_another_says_all_is_in_no_page_and_no_count(tmp_path: Path) -> None:
    """Of one episode, fifteen empty pages were promised."""
    both = make_document("both", "Voici Ysoline Carvazot sur le quai.", "Rien.")
    alike = (
        make_document(f"alike-{n}", f"Un carvazo de {_invented(4000 + n)}.", f"Rien que {_invented(5000 + n)}.") for n in range(14)
    )
    with published(tmp_path, (both, *alike)) as index:
        pages = [index.search("Ysoline Carvazot", page=page) for page in (1, 2, 3)]
    lacking = [hit for page in pages for hit in page.hits if hit.lacks]
    assert (pages[0].total, pages[0].partial_total) == (1, len(lacking))
