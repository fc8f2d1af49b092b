"""The people that a head above a text lists are read, and nobody else."""

import itertools
import time

import pytest

from archive.model.episode import Episode
from ingest.formats.front_matter import split_front_matter
from ingest.formats.record import Record
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


def facts_of(head: str) -> Record:
    facts, body = split_front_matter(f"---\n{head}\n---\ntexte")
    assert facts
    assert body == "texte"
    return facts


def test_a_folded_title_is_one_line() -> None:
    assert facts_of("title: >-\n  Les marées\n  montent encore").title == "Les marées montent encore"
    assert facts_of('title: "Les \\"marées\\" : la suite"').title == 'Les "marées" : la suite'


def test_what_generators_call_their_fields_is_understood() -> None:
    facts = facts_of(
        "episode_title: Les marées\npodcast: Le Phare\nchannel: Radio Dune\npublish_date: 2024-03-05\nlanguage: fra\n"
        "video_url: /local/only\nyoutube_url: https://www.youtube.com/watch?v=abcdefghijk\nduration: '12:30'"
    )
    assert (facts.title, facts.show, facts.channel, facts.date) == ("Les marées", "Le Phare", "Radio Dune", "2024-03-05")
    assert (facts.language, facts.url, facts.duration_ms) == ("fr", "https://www.youtube.com/watch?v=abcdefghijk", 750_000)


def test_published_true_is_no_day() -> None:
    assert facts_of("published: true\ndate: 2024-03-05").date == "2024-03-05"


def test_a_head_that_is_no_yaml_as_a_whole_is_read_key_by_key() -> None:
    facts = facts_of("title: Marées : la suite: un\ndate: 2024-03-05\nguests:\n  - Maël Tanguy")
    assert (facts.title, facts.date) == ("Marées : la suite: un", "2024-03-05")
    assert [person.name for person in facts.people] == ["Maël Tanguy"]


def test_several_people_in_one_line_are_each_named() -> None:
    assert people_of("guests: Maël Tanguy, Solenn d'Arvor & Anne Roy") == [
        ("Maël Tanguy", "guest"), ("Solenn d'Arvor", "guest"), ("Anne Roy", "guest"),
    ]  # fmt: skip
    assert people_of("hosts:\n  - name: Maël Tanguy\n    url: https://x.example") == [("Maël Tanguy", "host")]


def test_a_head_of_toml_is_read_too() -> None:
    facts, body = split_front_matter('+++\ntitle = "Les marées"\ndate = 2024-03-05\nhosts = ["Maël Tanguy"]\n+++\ntexte')
    assert facts
    assert (facts.title, facts.date, body) == ("Les marées", "2024-03-05", "texte")


@pytest.mark.parametrize(
    "head",
    [
        "a: &a [x,x,x,x,x,x,x,x]\n"
        + "\n".join(f"{n}: &{n} [{','.join(['*' + m] * 9)}]" for m, n in itertools.pairwise("abcdefghij")),
        "title: " + "[" * 9000,
        "title: !!python/object/apply:os.system ['exit 1']",
        "title: {a: " * 3000,
    ],
)
def test_a_hostile_head_does_nothing(head: str) -> None:
    began = time.process_time()
    facts, _ = split_front_matter(f"---\n{head}\n---\ntexte")
    assert time.process_time() - began < 2
    assert facts is None or len(facts.title or "") < 70_000
