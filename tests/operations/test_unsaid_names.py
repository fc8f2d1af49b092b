"""A guest whose name is only a part of other words is not heard."""

from archive.model.episode import Cue, Episode, Person
from archive.operations.glossary import unsaid


def episode(said: str, *guests: str) -> Episode:
    people = tuple(Person(name, "guest") for name in guests)
    return Episode("t", "page", "0" * 64, 1, people=people, cues=(Cue(0, said),))


def test_a_name_within_a_longer_word_is_not_said() -> None:
    assert unsaid(episode("Le royaume des marées.", "Anne Roy")) == ("Anne Roy",)
    assert unsaid(episode("Merci, Anne Roy.", "Anne Roy")) == ()


def test_accents_and_capitals_hide_no_name() -> None:
    assert unsaid(episode("Merci TREVEREC, et à l'Éguiner.", "Maël Trévérec", "Jo Eguiner")) == ()


def test_an_episode_without_words_says_nothing_of_its_guests() -> None:
    assert unsaid(Episode("t", "page", "0" * 64, 1, people=(Person("Anne Roy", "guest"),))) == ()
