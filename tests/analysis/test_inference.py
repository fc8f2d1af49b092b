"""What a show's pages repeat is known of the show, with the evidence, and never as stated."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from archive.analysis.analyze import CorpusStatistics, analyze, collect_statistics
from archive.analysis.inference import Inferred, Learned, Learner, infer, with_inferred, without_gone
from archive.model.episode import IN_PROSE, Episode, Hint, Person


def page(slug: str, **fields: Any) -> Episode:
    return Episode(title=slug, title_source="page", page_sha256="", cleaner_version=1, slug=slug, **fields)


def learned(*episodes: Episode) -> Learned:
    learner = Learner()
    assert list(learner.through(episodes)) == list(episodes)
    return learner.learned()


CAMILLE = Person("Camille Roussel", "host")
STATED = [page(f"marees-{n}", show="Marées", channel="Radio Brume", category="News", people=(CAMILLE,)) for n in range(3)]
HINTED = [page(f"quart-{n}", hints=(Hint("show", "LeQuart", "a hashtag: #LeQuart"),)) for n in range(2)]


def told(found: tuple[Inferred, ...]) -> dict[str, str]:
    return {one.field: one.value for one in found}


def test_a_show_leaves_host_channel_and_category_to_its_other_pages() -> None:
    bare = page("marees-9", show="Marées")
    found = infer(bare, learned(*STATED, bare))
    assert told(found) == {"host": "Camille Roussel", "channel": "Radio Brume", "category": "News"}
    assert all("marees-0" in one.evidence for one in found)


def test_what_a_page_states_is_never_inferred() -> None:
    assert infer(STATED[0], learned(*STATED)) == ()


def test_one_page_is_no_habit() -> None:
    bare = page("marees-9", show="Marées")
    assert infer(bare, learned(STATED[0], bare)) == ()


def test_a_show_with_a_host_for_each_day_has_none_of_its_own() -> None:
    others = [replace(STATED[0], slug=f"o{n}", people=(Person(f"Ida Cour-{n}", "host"),)) for n in range(3)]
    assert "host" not in told(infer(page("marees-9", show="Marées"), learned(*STATED, *others)))


def test_a_hint_counts_once_two_pages_agree() -> None:
    assert told(infer(HINTED[0], learned(HINTED[0]))) == {}
    (found,) = infer(HINTED[0], learned(*HINTED))
    assert (found.field, found.value) == ("show", "LeQuart")
    assert "quart-1" in found.evidence


def test_a_hint_counts_where_another_page_states_it() -> None:
    found = infer(page("x", hints=(Hint("show", "marees", "an address: /emissions/marees"),)), learned(*STATED))
    assert told(found)["show"] == "Marées"


def in_prose(slug: str, show: str, description: str = "") -> Episode:
    """A page whose sentences alone tell its show."""
    return page(slug, show=show, description=description, hints=(Hint("show", show, IN_PROSE),))


LONG = [page(f"t{n}", show="Talk Tides To Me") for n in range(5)]


@pytest.mark.parametrize(
    ("show", "description", "whole"),
    [
        ("Talk Tides To Me to Count Them", "Join us on Talk Tides To Me to Count Them.", "Talk Tides To Me"),
        ("Talk Ti", "A long text. Welcome to Talk Ti", "Talk Tides To Me"),
        ("Talk Ti", "Welcome to Talk Ti, a show of its own.", None),
        ("Talk Radio", "Welcome to Talk Radio", None),
    ],
)
def test_a_show_told_by_more_or_less_than_its_name_has_its_name(show: str, description: str, whole: str | None) -> None:
    odd = in_prose("odd", show, description)
    found = infer(odd, learned(*LONG, odd))
    assert with_inferred(odd, found).show == (whole or show)
    assert all("t0" in one.evidence for one in found)


def test_what_a_field_states_is_the_show_however_it_begins() -> None:
    stated = page("odd", show="Talk Tides To Me Live")
    assert infer(stated, learned(*LONG, stated)) == ()
    twice = [in_prose(f"odd{n}", "Talk Tides To Me Live") for n in range(2)]
    assert infer(twice[0], learned(*LONG, *twice)) == (), "nor is what two pages tell"


def test_an_address_alone_names_no_show() -> None:
    hints = (Hint("show", "Linterview de 8h", "an address: /emissions/linterview-de-8h"),)
    pages = [page(f"p{n}", hints=hints) for n in range(3)]
    assert infer(pages[0], learned(*pages)) == ()


def test_the_show_of_a_host_with_one_show_is_known() -> None:
    assert told(infer(page("x", people=(CAMILLE,)), learned(*STATED)))["show"] == "Marées"
    elsewhere = replace(STATED[0], slug="y", show="Les Vents")
    assert "show" not in told(infer(page("x", people=(CAMILLE,)), learned(*STATED, elsewhere)))


def test_titles_that_count_on_are_of_one_show() -> None:
    pages = [page(f"m-{n}", show="Marées Basses", people=()) for n in range(3)]
    pages = [replace(one, title=f"Marées #{n} : le port") for n, one in enumerate(pages)]
    bare = replace(page("x"), title="marées n° 41")
    (found,) = infer(bare, learned(*pages, bare))
    assert (found.field, found.value, found.evidence) == ("show", "Marées Basses", "titled marées #; stated by m-0 and 2 more")
    assert infer(replace(bare, title="Marées du soir #41"), learned(*pages)) == ()
    assert infer(bare, learned(*pages[:2], replace(pages[2], show="Autre"))) == ()


def test_a_host_whom_the_page_only_names_is_among_its_people_and_one_it_does_not_name_is_not() -> None:
    naming = page("marees-8", show="Marées", description="Avec la voix de Camille Roussel.")
    assert [one.named for one in infer(naming, learned(*STATED)) if one.field == "host"] == [True]
    (host,) = with_inferred(naming, infer(naming, learned(*STATED))).people
    assert (host.name, host.kind) == ("Camille Roussel", "host")
    assert host.evidence.startswith("inferred: ")
    silent = page("marees-9", show="Marées")
    assert with_inferred(silent, infer(silent, learned(*STATED))).people == ()


def test_what_is_learned_survives_being_written_down() -> None:
    statistics = collect_statistics([*STATED, *HINTED])
    again = msgspec.json.decode(msgspec.json.encode(statistics), type=CorpusStatistics)
    assert analyze(HINTED[0], (), again).inferred == analyze(HINTED[0], (), statistics).inferred != ()


APP = "Écoutez nos balados où vous voulez, l'application est gratuite."


def described(number: int, *lines: str) -> Episode:
    return page(f"m-{number}", show="Marées", description="\n".join((f"Le port numéro {number}.", *lines)), people=(CAMILLE,))


def test_a_line_that_a_shows_pages_repeat_leaves_the_description_and_is_told() -> None:
    pages = [described(n, "", APP) for n in range(4)]
    found = infer(pages[3], learned(*pages))
    assert [(one.field, one.value) for one in found] == [("promotion", APP)]
    assert "m-0" in found[0].evidence
    assert with_inferred(pages[3], found).description == "Le port numéro 3."


def test_a_line_on_the_parts_of_one_programme_stays() -> None:
    parts = [described(n, "Une nuit au phare.") for n in range(3)]
    others = [described(n) for n in range(3, 9)]
    assert infer(parts[0], learned(*parts, *others)) == ()


def test_a_line_that_names_somebody_of_the_programme_stays() -> None:
    pages = [described(n, "Marées, avec Camille Roussel.") for n in range(4)]
    assert infer(pages[0], learned(*pages)) == ()


def test_a_description_is_never_emptied() -> None:
    pages = [page(f"m-{n}", show="Marées", description=APP) for n in range(4)]
    assert infer(pages[0], learned(*pages)) == ()


@pytest.mark.parametrize(
    "evidence",
    [
        "repeated by {}",
        "a jingle: x; stated by {} and 3 more",
        "a jingle: x; so does {}",
        "Camille Roussel hosts it on {} and 12 more",
        "named here; host on {}",
        "of Le Quart on {} and 1 more",
    ],
)
def test_evidence_names_no_page_that_is_gone(evidence: str) -> None:
    told = [Inferred("show", "Le Quart", evidence.format(slug)) for slug in ("2026-01-02-la-mer", "2026-01-03-le-port")]
    there, gone = without_gone(told, lambda slug: slug == "2026-01-02-la-mer")
    assert there.evidence == evidence.format("2026-01-02-la-mer")
    assert gone.evidence == evidence.format("a page that is gone")
