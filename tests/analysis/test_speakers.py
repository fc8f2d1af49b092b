"""Labels of voices, linked to the people of an episode."""

from dataclasses import replace

import pytest

from archive.analysis.speakers import NOBODY, may_be_one, names_in, speaker_name, speakers_of, suggested_names, turns_between
from archive.model.episode import Cue, Person
from tests.library.builders import episode

PEOPLE = (
    Person("Jean-Luc Morvan", "host"),
    Person("Sophie Durel", "guest", "juriste"),
    Person("Simon Darcet", "guest"),
    Person("Claire de La Tour", "guest"),
    Person("Rémi Marchal", "cited"),
)
NAMES = names_in(episode(people=PEOPLE), ())


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Sophie Durel", "Sophie Durel"),
        ("SOPHIE DUREL", "Sophie Durel"),
        ("Mme Durel", "Sophie Durel"),
        ("Sophie", "Sophie Durel"),
        ("Sophie Durel (juriste)", "Sophie Durel"),
        ("J.-L. M.", "Jean-Luc Morvan"),
        ("JLM", "Jean-Luc Morvan"),
        ("J.-L. Morvan", "Jean-Luc Morvan"),
        ("Claire de la Tour", "Claire de La Tour"),
        ("C. T.", "Claire de La Tour"),
    ],
)
def test_a_label_that_can_mean_one_person_only_is_theirs(label: str, name: str) -> None:
    assert speaker_name(label, NAMES) == name


@pytest.mark.parametrize("label", ["S. D.", "SD", "Rémi", "Journaliste", "Sophie Martin", "Durel Sophie Anne"])
def test_a_label_that_can_mean_two_people_or_none_stands_for_itself(label: str) -> None:
    assert speaker_name(label, NAMES) == label


@pytest.mark.parametrize("label", ["SPEAKER_00", "Intervenante 2", "speaker a", "Guest-1", "0", "B", "spk_1", "Unknown", "F_S10"])
def test_a_label_that_only_tells_voices_apart_names_nobody(label: str) -> None:
    assert speaker_name(label, NAMES) is None


def test_two_labels_of_one_person_are_one_speaker() -> None:
    cues = (Cue(0, "a", speaker="DUREL"), Cue(1, "b"), Cue(2, "c", speaker="Sophie Durel"), Cue(3, "d", speaker="SPEAKER_01"))
    found = speakers_of(episode(people=PEOPLE, cues=cues))
    assert found.names == ("Sophie Durel",)
    assert found.of_cues == (0, NOBODY, 0, NOBODY)
    assert found.label_of(3, cues[3]) == "SPEAKER_01"


def test_initials_are_those_of_the_one_whom_the_text_names_whole_where_they_begin_to_speak() -> None:
    """The first row had the name, and the others "L. S."; of several whom they fit they stand for themselves."""
    cues = (
        Cue(0, "Lise Sorel : Bonjour. Jean-Luc Morvan : Bonjour."),
        Cue(5000, "L. S. : Merci d'être là.", speaker="L. S."),
        Cue(9000, "J.-L. M. : De rien du tout. L. S. : Vraiment.", speaker="J.-L. M."),
    )
    told = episode(cues=cues, people=PEOPLE)
    assert speakers_of(told).names == ("Lise Sorel", "Jean-Luc Morvan")
    assert [who for who, _ in turns_between(told, range(1, 3))] == ["Lise Sorel", "Jean-Luc Morvan", "Lise Sorel"]
    others = replace(told, cues=(*cues, Cue(12000, "Luc Sanz : Moi aussi.")))
    assert speakers_of(others).names == ("L. S.", "Jean-Luc Morvan")


@pytest.mark.parametrize(
    ("title", "said", "name"),
    [
        ("Kervella au bout du quai", "Anne-Maud Kervella, bonjour.", "Anne-Maud Kervella"),
        ("Au bout du quai", "Anne-Maud Kervella, bonjour.", "AMK"),
        ("Kervella au bout du quai", "Bonjour.", "AMK"),
        ("Kervella et Kermadec au quai", "Anne-Maud Kervella reçoit Alix Marie Kermadec.", "AMK"),
    ],
)
def test_initials_are_those_of_the_one_whom_text_and_title_name(title: str, said: str, name: str) -> None:
    cues = (Cue(0, said, speaker="OV"), Cue(4000, "Merci.", speaker="AMK"))
    assert speakers_of(episode(title=title, cues=cues, people=())).names == ("OV", name)


def test_initials_written_in_several_ways_are_one_voice() -> None:
    cues = tuple(Cue(place, "Oui.", speaker=label) for place, label in enumerate(("AMK", "O. V.", "Amk", "A-M K", "OV")))
    assert speakers_of(episode(cues=cues, people=())).names == ("A-M K", "O. V.")


def test_initials_that_begin_as_a_title_are_initials() -> None:
    """`M. D.` was taken for Monsieur D., who is nobody."""
    cues = (Cue(0, "Bonjour.", speaker="Maud Duval"), Cue(4000, "Merci.", speaker="M. D."), Cue(6000, "Oui.", speaker="C. T."))
    assert speakers_of(episode(cues=cues, people=PEOPLE)).names == ("Maud Duval", "Claire de La Tour")


def test_nobody_is_suggested_whom_the_label_names_already() -> None:
    said = (("Ryan Anderson", "I'm Ryan and I make games."), ("Jonas", "I'm I'm glad."), ("Ben", "My name is Ben Walker."))
    made = episode(cues=tuple(Cue(at * 1000, text, speaker=label) for at, (label, text) in enumerate(said)), people=())
    assert {label: [name for name, _ in names] for label, names in suggested_names(made).items()} == {"Ben": ["Ben Walker"]}


@pytest.mark.parametrize(
    ("named", "speaker"),
    [
        *(("Jean-Luc Kermadec", other) for other in ("Jean-Jacques Goff", "Jean Castel", "Luc Bihan", "Jean-Luc Durel", "Jean G.")),
        ("Samuel Colver", "Samuel Johns"),
        ("Jean-Jacques", "Jean-Luc Kermadec"),
        ("Martin Luther King", "Steve Martin"),
        ("J.-L. K.", "F. L."),
    ],
)
def test_a_first_name_or_letter_in_common_makes_no_two_persons_one(named: str, speaker: str) -> None:
    assert not may_be_one(named, speaker)
    assert not may_be_one(speaker, named)


@pytest.mark.parametrize(
    "named",
    ["Jean-Luc", "Jean", "Kermadec", "M. Kermadec", "J.-L. Kermadec", "JLK", "J.-L. K.", "Jean-Luc K.", "KERMADEC Jean-Luc",
     "Jean-Luc Kermadek", "Jean-Luc Carmadec", "Kermadecq", "Jean-Luc Kermadec Durel", "Jeannot Kermadec", "Jean-Luc de Kermadec"],
)  # fmt: skip
def test_a_name_cut_or_misheard_may_be_the_whole_one(named: str) -> None:
    assert may_be_one(named, "Jean-Luc Kermadec")
    assert may_be_one("Jean-Luc Kermadec", named)
