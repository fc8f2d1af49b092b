"""Who is greeted or handed the word is present; who is spoken of is not."""

import pytest

from archive.analysis.addressed_speakers import AddressedSpeaker, addressed_speakers
from archive.analysis.mentions import SoughtName, link_mentions
from archive.languages.lexicon import Lexicon
from archive.model.episode import Cue, Person
from archive.text.token_stream import token_stream

PEOPLE = (Person("Bérangère Castagnole", "guest"), Person("Wandrille Escoubas", "guest"))


def found(*lines: str, people: tuple[Person, ...] = PEOPLE) -> tuple[AddressedSpeaker, ...]:
    cues = [Cue(1000 * place, line) for place, line in enumerate(lines)]
    said = token_stream(cues)
    return addressed_speakers(
        people, cues, said, link_mentions(said, [SoughtName(person.name, "people") for person in people], Lexicon.of("fr"))
    )


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
    assert found("On commence.", line) == (AddressedSpeaker("Bérangère Castagnole", 1, line),)


@pytest.mark.parametrize("line", ["Le livre de Bérangère Castagnole est sorti.", "C'est ce que dit Bérangère dans son article."])
def test_a_person_spoken_of_is_not_present(line: str) -> None:
    assert found(line) == ()


def test_a_first_name_that_two_bear_tells_nobody() -> None:
    assert found("Bonsoir Anne.", people=(Person("Anne Rouvier", "guest"), Person("Anne Kerlot", "guest"))) == ()


def test_the_first_line_is_the_evidence() -> None:
    (one,) = found("Bonsoir Wandrille.", "Merci Wandrille.")
    assert (one.cue, one.line) == (0, "Bonsoir Wandrille.")
