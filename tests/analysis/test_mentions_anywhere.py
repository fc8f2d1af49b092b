"""What the speech of a whole archive is asked at once is what every episode is asked by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.analysis.mentions import SoughtName, link_mentions
from archive.analysis.phoneme_search import exact_places, near_places
from archive.languages.lexicon import Lexicon
from archive.library import Library
from archive.search.generations import Generation, usable
from archive.text.token_stream import token_stream

WHOLE_NAMES = (
    *("Léontin Fargeaud", "Wandrille Escoubas", "Bérengère Castagnol", "Citergne", "Morvelle", "Hydrosylve", "Tréhorenteuc"),
    *(
        "Quéromès",
        "Kerbrizh",
        "OVHcloud",
        "Le Kiosque",
        "Grand Angle",
        "Brique Bec",
        "Idriss Tellouche",
        "Django",
        "S3NS",
        "que le vent",
    ),
)


@pytest.fixture(scope="module")
def generation(sample_library: Path) -> Iterator[Generation]:
    opened = usable(sample_library)
    assert opened
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library, read_only=True) as opened:
        yield opened


def said(generation: Generation, sought: SoughtName) -> set[str]:
    found: set[str] = set()
    for spoken in generation.stored.speech() or ():
        found |= spoken.episodes(exact_places(spoken, [sought]))
        for language in spoken.languages:
            found |= spoken.episodes(near_places(spoken, [sought], Lexicon.of(language)), language)
    return found


def linked_alone(library: Library, sought: SoughtName) -> set[str]:
    """One episode after the other."""
    return {
        one.slug
        for one in library.stored()
        if link_mentions(token_stream(one.episode.cues), [sought], Lexicon.of(one.episode.language))
    }


def names_said(library: Library) -> list[str]:
    """Names made of what is said: each seventh word of an episode, alone and with the next, a letter changed."""
    made = []
    for stored in library.stored():
        spoken = token_stream(stored.episode.cues).words[:300:23]
        made += [word[:-1].title() + "o" for word in spoken if len(word) > 4]
        made += [f"{one} {other}".title() for one, other in zip(spoken[::2], spoken[1::2], strict=False)]
    return made[::5][:40]


def test_no_episode_is_missed_in_which_a_name_would_be_linked(library: Library, generation: Generation) -> None:
    found_any = 0
    for name in (*WHOLE_NAMES, *names_said(library)):
        sought = SoughtName(name, "glossary")
        truth = linked_alone(library, sought)
        found_any += len(truth)
        assert truth <= said(generation, sought), name
    assert found_any > 50


def test_only_a_word_of_grammar_alone_may_be_one_more(library: Library, generation: Generation) -> None:
    for name in names_said(library):
        sought = SoughtName(name, "glossary")
        assert len(said(generation, sought) - linked_alone(library, sought)) <= 1, name


def test_a_form_is_found_wherever_it_is_said(library: Library, generation: Generation) -> None:
    sought = SoughtName("Zzyzx", "glossary", ("parce que",))
    assert said(generation, sought) == linked_alone(library, sought) != set()
    assert not said(generation, SoughtName("Zzyzx", "glossary", ("mot inconnu partout",)))
