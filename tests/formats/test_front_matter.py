"""The people that a head above a text lists are read, and nobody else."""

from archive.model.episode import Episode
from ingest.formats.front_matter import split_front_matter
from tests.formats.reading import FOLDER, read_all


def people_of(head: str) -> list[tuple[str, str]]:
    facts, _ = split_front_matter(f"---\ntitle: Les marées\n{head}\n---\ntexte")
    assert facts
    return [(person.name, person.kind) for person in facts.people]


def test_who_speaks_is_read_from_the_head_of_a_transcript() -> None:
    (episode,) = read_all(FOLDER / "speakers-list.md").values()
    assert isinstance(episode, Episode)
    found = {person.name: (person.kind, person.evidence) for person in episode.people}
    assert found == {
        "Nolwenn Kerval": ("host", "hosts: Nolwenn Kerval"),
        "Maël Tanguy": ("guest", "speakers: Maël Tanguy"),
        "Solenn d'Arvor": ("guest", "speakers: Solenn d'Arvor"),
    }


def test_lists_are_read_in_each_way_of_writing_them() -> None:
    both = [("Maël Tanguy", "guest"), ("Solenn d'Arvor", "guest")]
    assert people_of('speakers: ["Maël Tanguy", "Solenn d\'Arvor"]') == both
    assert people_of("speakers: ['Maël Tanguy', 'Solenn d''Arvor']") == both
    assert people_of("speakers: [Maël Tanguy, Solenn d'Arvor]") == both
    assert people_of('guests:\n  - Maël Tanguy\n  - "Solenn d\'Arvor"') == both
    assert people_of("speaker: Maël Tanguy\nguest: Solenn d'Arvor") == both


def test_nobody_is_taken_from_a_voice_a_tag_or_an_address() -> None:
    assert people_of('speakers: ["Speaker 1", "unknown", "", "http://phare.example", "un gardien de phare", "Maël Tanguy"]') == [
        ("Maël Tanguy", "guest")
    ]
    assert people_of('tags: ["Maël Tanguy"]\nauthor: Maël Tanguy') == []


def test_a_host_that_speaks_too_is_named_once() -> None:
    assert people_of('speakers: ["Maël Tanguy", "MAËL TANGUY"]\nhosts: [Maël Tanguy]') == [("Maël Tanguy", "host")]


def test_who_is_named_in_prose_is_not_named_twice() -> None:
    (episode,) = read_all(FOLDER / "front-matter.md").values()
    assert isinstance(episode, Episode)
    assert [person.name for person in episode.people] == ["Camille Roussel", "Odilon Vasseur"]
