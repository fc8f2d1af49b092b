"""Who is greeted or handed the word is present; who is spoken of is not."""

import pytest

from archive.episode import Cue, Person
from archive.speech.names import Known, link
from archive.speech.presence import Presence, present
from archive.speech.spoken import spoken

PEOPLE = (Person("Bérangère Castagnole", "guest"), Person("Wandrille Escoubas", "guest"))


def found(*lines: str, people: tuple[Person, ...] = PEOPLE) -> tuple[Presence, ...]:
    cues = [Cue(1000 * place, line) for place, line in enumerate(lines)]
    said = spoken(cues)
    return present(people, cues, said, link(said, [Known(person.name, "people") for person in people], "fr"))


@pytest.mark.parametrize(
    "line",
    [
        "Bonsoir Bérangère.",
        "Bérangère Castagnole, bonsoir.",
        "Merci Bérangère !",
        "Bérangère ?",
        "Avec nous Bérangère Castagnole, du Courrier.",
        "Et Bérangère Castagnole qui est là.",
        "À vous, Bérangère.",
        "Qu'en pensez-vous, Bérangère ?",
        "Nous avons Béranger Castagnol.",
    ],
)
def test_a_person_greeted_or_handed_the_word_is_present(line: str) -> None:
    assert found("On commence.", line) == (Presence("Bérangère Castagnole", 1, line),)


@pytest.mark.parametrize("line", ["Le livre de Bérangère Castagnole est sorti.", "C'est ce que dit Bérangère dans son article."])
def test_a_person_spoken_of_is_not_present(line: str) -> None:
    assert found(line) == ()


def test_a_first_name_that_two_bear_tells_nobody() -> None:
    assert found("Bonsoir Anne.", people=(Person("Anne Rouvier", "guest"), Person("Anne Kerlot", "guest"))) == ()


def test_the_first_line_is_the_evidence() -> None:
    (one,) = found("Bonsoir Wandrille.", "Merci Wandrille.")
    assert (one.cue, one.line) == (0, "Bonsoir Wandrille.")
