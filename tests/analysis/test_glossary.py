"""What a show calls its people and places: confirmed, refused, or learned with evidence."""

from dataclasses import dataclass

import pytest

from archive.analysis.glossary import Candidate, GlossaryName, _is_address, _is_same_word, learn, names_for
from archive.analysis.mentions import NameLink


@dataclass(frozen=True)
class Entry:
    name: str
    heard: str = ""
    show: str | None = None
    state: str = "confirmed"


def test_a_show_has_its_own_names_and_those_for_all() -> None:
    entries = [Entry("Morvelle", "mort vêle"), Entry("Escoubas", show="Autre"), Entry("Castagnole", show="Vent debout")]
    assert names_for("Vent debout", entries) == (GlossaryName("Morvelle", ("mort vêle",)), GlossaryName("Castagnole"))


def test_a_refused_form_stays_with_its_name() -> None:
    entries = [Entry("Morvelle"), Entry("Morvelle", "merveille", state="refused")]
    assert names_for(None, entries) == (GlossaryName("Morvelle", (), ("merveille",)),)


def test_a_name_refused_as_a_whole_is_not_wanted() -> None:
    (one,) = names_for(None, [Entry("Morvelle", state="refused")])
    assert not one.wanted


def test_a_suggestion_counts_once_it_is_confirmed() -> None:
    assert names_for(None, [Entry("Morvelle", "mort vêle", state="suggested")]) == ()


def heard(form: str, distance: float = 0.05) -> NameLink:
    return NameLink("Morvelle", 7, len(form.split()), distance, "title", form)


def test_a_form_heard_in_two_episodes_is_suggested_with_its_evidence() -> None:
    (one,) = learn([("a", "Vent debout", [heard("mort vêle")]), ("b", "Vent debout", [heard("Mort vêle", 0.02)])])
    assert one == Candidate(
        "Morvelle", "Mort vêle", "Vent debout", 2, "heard in 2 episodes: b, word 7, distance 0.02; a, word 7, distance 0.05"
    )


def test_a_form_heard_twice_in_one_episode_is_not_suggested() -> None:
    assert learn([("a", None, [heard("mort vêle"), heard("mort vêle")])]) == ()


def test_the_name_itself_is_no_alias() -> None:
    assert learn([("a", None, [heard("Morvelle", 0.0)]), ("b", None, [heard("morvelle", 0.0)])]) == ()


def linked(name: str, form: str, distance: float) -> NameLink:
    return NameLink(name, 7, len(form.split()), distance, "title", form)


def test_an_everyday_word_for_an_everyday_word_is_no_suggestion() -> None:
    both = [linked("Talk Python", "that Python", 0.1), linked("Talk Python", "tolk Python", 0.1)]
    assert [one.heard for one in learn([("a", None, both), ("b", None, both)])] == ["tolk Python"]


def test_only_what_is_near_once_at_least_is_suggested() -> None:
    far, near = linked("Morvelle", "mort velu", 0.14), linked("Morvelle", "mort velu", 0.11)
    assert learn([("a", None, [far]), ("b", None, [far])]) == ()
    assert len(learn([("a", None, [far]), ("b", None, [near])])) == 1


def suggested(name: str, form: str, others: tuple[str, ...] = (), spoken_in: int = 2) -> bool:
    """Whether a form heard in two episodes is suggested, where other names stand in the archive and so many episodes say it."""
    links = [linked(name, form, 0.05), *(linked(other, other, 0.0) for other in others)]
    return bool(learn([("a", None, links), ("b", None, links)], spoken_in=lambda words: spoken_in))


def test_a_name_heard_as_no_word_of_its_own_is_suggested() -> None:
    assert suggested("Enguérand Roustan", "anguéran rouston")
    assert suggested("Damian Durel", "Damien Durel")


def test_an_ordinary_word_is_a_name_misheard_only_where_it_is_said_nowhere_else() -> None:
    assert suggested("Crolles", "crawl", spoken_in=3)
    assert not suggested("Crolles", "crawl", spoken_in=9)
    links = [linked("Crolles", "crawl", 0.05)]
    assert learn([("a", None, links), ("b", None, links)]) == ()


def test_an_english_word_for_an_english_word_is_never_suggested() -> None:
    assert not any(suggested("Talk Radio", form) for form in ("that Radio", "take Radio", "talk radius"))


def test_another_number_writing_or_part_of_a_name_is_none() -> None:
    assert not any(suggested("Convolutions", form) for form in ("convolution", "Con volutions", "convolutions is"))
    assert not suggested("Anthony Durel", "Anthony")


def test_another_name_of_the_archive_is_none() -> None:
    assert not suggested("Talk Bython", "to Cyborg", others=("Cyborg",))
    assert not suggested("Pipyx", "Pipix", others=("Pipix",))
    assert suggested("Pipyx", "Pipix")


def test_an_address_that_holds_a_name_is_none() -> None:
    assert not any(suggested("Vent Debout", form) for form in ("ventdebout.com", "ventdebou2021"))


@pytest.mark.parametrize(("name", "heard"), [("Morvelles", "morvelle"), ("Le Morvelle", "morvelles")])
def test_the_same_word_in_another_number_is_no_mishearing(name: str, heard: str) -> None:
    assert _is_same_word(name, heard)


@pytest.mark.parametrize(("name", "heard"), [("Max", "Ma"), ("Tess", "Te"), ("Bess", "Be")])
def test_a_short_name_that_ends_in_s_or_x_is_no_plural(name: str, heard: str) -> None:
    assert not _is_same_word(name, heard)


@pytest.mark.parametrize(("name", "heard"), [("Morvelle", "morvelle.example"), ("Route 7", "route 75"), ("F16", "F15")])
def test_an_address_or_another_number_is_no_mishearing(name: str, heard: str) -> None:
    assert _is_address(name, heard)


@pytest.mark.parametrize(("name", "heard"), [("J.P. Morvelle", "J.P. Morvel"), ("Route 75", "route 7"), ("Morvelle", "mort vêle")])
def test_what_the_name_has_itself_is_no_address(name: str, heard: str) -> None:
    assert not _is_address(name, heard)
