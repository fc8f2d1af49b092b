"""From one or two pages whose values are given, the others of their publisher are read; what is sure is right."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest

from ingest.sources.forms import days_in, key_of, people_at
from ingest.sources.learning import Lesson, learn, teach_next
from ingest.sources.page_places import Places, places_of
from ingest.sources.rules import Source, end_of, learned, read_by, start_of
from tests.sources.publishers import PUBLISHERS, Page, Publisher

BY_NAME = {publisher.name: publisher for publisher in PUBLISHERS}


def places(page: Page) -> Places:
    return _places(page.text, page.content_type, page.name)


_places = cache(places_of)


def taught(publisher: Publisher, numbers: Sequence[int]) -> tuple[Source, list[Page]]:
    """The source that these pages teach, and the publisher's other pages."""
    pages = publisher.pages()
    lessons = [Lesson(places(pages[at]), pages[at].name, "", pages[at].values) for at in numbers]
    others = [page for at, page in enumerate(pages) if at not in numbers]
    return learn(publisher.name, ["*"], lessons, [places(page) for page in others]), others


def counted(numbers: Sequence[int]) -> Counter[str]:
    """Over all publishers and fields of untaught pages: how many came out right, sure and wrong, invented."""
    counts: Counter[str] = Counter()
    for publisher in PUBLISHERS:
        source, others = taught(publisher, numbers)
        for page in others:
            counts += sum((_judged(source, page, name) for name in page.values), Counter())
    return counts


def _judged(source: Source, page: Page, name: str) -> Counter[str]:
    found, value = read_by(source, places(page)).found.get(name), page.values[name]
    right = found is None if value is None else found is not None and key_of(found.value) == key_of(value)
    return Counter(
        all=1, right=right, sure=found is not None and found.is_sure, invented=found is not None and value is None,
        sure_and_wrong=found is not None and found.is_sure and not right,
    )  # fmt: skip


@pytest.mark.parametrize("numbers", [[0], [5], [11]])
def test_one_page_taught_reads_nineteen_values_in_twenty(numbers: list[int]) -> None:
    counts = counted(numbers)
    assert counts["right"] >= 0.95 * counts["all"], counts
    assert counts["sure_and_wrong"] <= 0.002 * counts["all"], counts


@pytest.mark.parametrize("numbers", [[0, 1], [3, 9], [6, 10]])
def test_two_pages_taught_read_nearly_all(numbers: list[int]) -> None:
    counts = counted(numbers)
    assert counts["right"] >= 0.98 * counts["all"], counts
    assert counts["sure_and_wrong"] <= 0.002 * counts["all"], counts
    assert counts["sure"] >= 0.9 * counts["all"], counts


def test_nothing_is_invented_where_it_was_taught_that_a_page_states_none() -> None:
    publisher = BY_NAME["kontor"]
    pages = publisher.pages()
    without = next(at for at, page in enumerate(pages) if page.values["guests"] is None)
    source, others = taught(publisher, [1, without])
    assert [page.name for page in others if page.values["guests"] is None]
    for page in others:
        assert ("guests" in read_by(source, places(page)).found) == (page.values["guests"] is not None)
    assert taught(BY_NAME["log"], [0])[0].silent == ("hosts",)


def test_the_rules_of_one_source_fit_no_others_pages() -> None:
    sources = {publisher.name: taught(publisher, [0, 1])[0] for publisher in PUBLISHERS}
    fits = [
        (name, page.name)
        for other in PUBLISHERS
        for page in other.pages()
        for name, source in sources.items()
        if name != other.name and read_by(source, places(page)).fits
    ]
    assert fits == []


def _changed(page: Page) -> Page:
    """The page after its site was made anew: other names of classes, another order, other labels."""
    text = page.text.replace("class=", "data-x=").replace("class='", "data-x='").replace("<dt>", "<dt>* ").replace(":", " =", 12)
    text = text.replace("#", "").replace("|", "").replace("h2", "h5").replace("ld+json", "json").replace("datetime", "data-when")
    text = (
        text.replace("mare-", "cais-").replace("mare:", "cais:").replace("meta", "x-meta").replace("N° ", "No ").replace("id=t", "")
    )
    return replace(
        page, text=f"Neu / new / nouveau\n\n{text}", name=f"new{len(text)}.html" if page.name.endswith("html") else "new.txt"
    )


@pytest.mark.parametrize("name", ["harbour", "mare", "carnet"])
def test_a_changed_layout_fits_no_more(name: str) -> None:
    source, others = taught(BY_NAME[name], [0, 1])
    assert all(read_by(source, places(page)).fits for page in others)
    assert not any(read_by(source, places(_changed(page))).fits for page in others)


def test_the_page_that_would_teach_most_is_asked_for() -> None:
    source, others = taught(BY_NAME["kontor"], [1])
    asked = teach_next(source, {page.name: places(page) for page in others})
    assert asked in {page.name for page in others}
    sure, others = taught(BY_NAME["carnet"], [0, 1])
    assert teach_next(sure, {page.name: places(page) for page in others}) is None


def days(text: str, order: str) -> Iterator[str]:
    return (span.value for span in days_in(text, "MDY" if order == "MDY" else "DMY"))


def test_the_order_of_day_and_month_is_the_sources_own() -> None:
    assert list(days("03/04/2013", "DMY")) == ["2013-04-03"]
    assert list(days("03/04/2013", "MDY")) == ["2013-03-04"]
    assert list(days("le 1er mars 2024, 5. Mai 2023, Dec 6, 2022 and 20240229", "DMY")) == [
        "2024-03-01", "2023-05-05", "2022-12-06", "2024-02-29",
    ]  # fmt: skip
    assert list(days("31/31/2020 and 2020-13-01", "DMY")) == []


def test_commas_part_names_only_where_that_is_sure() -> None:
    assert people_at("Anna Varga, Executive Director and CEO", comma=False).names == ("Anna Varga",)
    assert people_at("Anna Varga, Nora Beck", comma=False).names == ("Anna Varga", "Nora Beck")
    assert people_at("Anna Varga (marin) et Nora Beck, gardienne de phare", comma=False).names == ("Anna Varga", "Nora Beck")
    assert people_at("Anna Varga et Nora Beck parlent", comma=False).names == ("Anna Varga", "Nora Beck")
    assert people_at("quelques marins", comma=True).names == ()


def test_fixed_words_are_found_whatever_number_blank_or_case_they_have() -> None:
    assert learned("Folge 12 : ") == "Folge {n} : "
    assert end_of("Folge {n} : ", "FOLGE 347: Die Uhr") == 10
    assert end_of("host", "Ghost: Anna") is None
    assert start_of(" | Radio", "La mer | radio Dune") == 7
    assert end_of("Folge {n}", "Folge") is None


def test_speech_teaches_nothing() -> None:
    page = places_of("Titre\n\n00:01 Bonjour Anna\n00:02 Bonsoir\n00:03 Adieu\nInvité : Paul\n", "text/plain", "x.txt")
    assert page.lines == ["Titre"]
