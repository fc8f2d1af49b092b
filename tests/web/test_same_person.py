"""Names of one person: joined where the evidence stands, and nowhere else."""

import pytest

from archive.web.same_person import OtherName, other_names

MANY = ("Michèle Kergadenn", 40)


def joined(*others: tuple[str, str, int], together: tuple[str, ...] = ()) -> list[tuple[str, OtherName]]:
    counts = {"michele-kergadenn": MANY} | {key: (name, episodes) for key, name, episodes in others}
    return list(other_names(counts, lambda name: set(together)))


def test_a_name_cut_short_is_the_same_persons() -> None:
    assert joined(("michele-kerga", "Michèle Kerga", 1)) == [
        ("michele-kergadenn", OtherName("michele-kerga", "Michèle Kerga", 1, True))
    ]
    assert joined(("michele-kergaloup", "Michèle Kergaloup", 1)) == []


def test_a_name_with_one_letter_wrong_is_the_same_persons() -> None:
    assert joined(("michele-kergademn", "Michèle Kergademn", 2))[0][1].cut is False


@pytest.mark.parametrize(
    ("key", "episodes"),
    [("michele-ker", 1), ("michel-kergadenn", 1), ("michele-kerga", 9), ("kergadenn", 1), ("michele-anne-kerga", 1)],
)
def test_without_the_evidence_two_names_are_two_people(key: str, episodes: int) -> None:
    assert joined((key, key, episodes)) == []


def test_two_who_stand_in_one_episode_are_two_people() -> None:
    assert joined(("michele-kerga", "Michèle Kerga", 1), together=("michele-kergadenn",)) == []
