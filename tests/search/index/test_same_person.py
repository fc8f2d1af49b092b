"""Names of one person: joined where the evidence stands, and nowhere else."""

import pytest

from archive.search.index.same_person import JoinedNameJson, other_names

MANY = "Michèle Kergadenn"


def joined(*others: tuple[str, int], together: tuple[str, ...] = ()) -> list[tuple[str, JoinedNameJson]]:
    return list(other_names({MANY: 40} | dict(others), lambda name: set(together)))


def test_a_name_cut_short_is_the_same_persons() -> None:
    assert joined(("Michèle Kerga", 1)) == [(MANY, JoinedNameJson("Michèle Kerga", 1, True))]
    assert joined(("Michèle Kergaloup", 1)) == []


def test_a_name_with_one_letter_wrong_is_the_same_persons() -> None:
    assert joined(("Michèle Kergademn", 2))[0][1].cut is False


@pytest.mark.parametrize(
    ("name", "episodes"),
    [("Michèle Ker", 1), ("Michel Kergadenn", 1), ("Michèle Kerga", 9), ("Kergadenn", 1), ("Michèle-Anne Kerga", 1)],
)
def test_without_the_evidence_two_names_are_two_people(name: str, episodes: int) -> None:
    assert joined((name, episodes)) == []


def test_two_who_stand_in_one_episode_are_two_people() -> None:
    assert joined(("Michèle Kerga", 1), together=(MANY,)) == []


def test_a_name_that_two_others_fit_is_joined_to_neither() -> None:
    assert list(other_names({"Pierre Bern": 1, "Pierre Bernard": 20, "Pierre Bernier": 900}, lambda _: ())) == []


def test_no_name_is_joined_to_one_that_is_itself_anothers() -> None:
    found = list(other_names({"Aline Dupo": 1, "Aline Dupon": 20, "Aline Dupont": 900}, lambda _: ()))
    assert {(kept, other.name) for kept, other in found} == {("Aline Dupont", "Aline Dupo"), ("Aline Dupont", "Aline Dupon")}
