"""Words as people misspell them: what sounds the same in its own language comes first, in an episode as in the archive."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.model.episode import Person
from archive.search import Index
from archive.search.results.explain import resemblances
from tests.given import published
from tests.search.index.archives import make_document

FRENCH = {
    "bottle": "Un bidon de glyphosate a été renversé.",
    **{f"farm-{number}": f"Les glyphosates ont été épandus {number} fois." for number in range(4)},
    **{f"ukraine-{number}": f"La guerre en Ukraine dure depuis {number} mois." for number in range(11)},
    **{f"reasons-{number}": f"Il y a des raisons de douter, {number} raisons." for number in range(8)},
    **{f"ears-{number}": f"Les murs ont des oreilles, {number} en tout." for number in range(4)},
    **{f"some-{number}": f"Il les prit les unes après les autres, {number} fois." for number in range(8)},
    "resounds": "Que la trompette résonne encore.",
}
ENGLISH = {
    "notebook": "Then you see another unrun cell in the notebook.",
    **{f"coin-{number}": f"We paid {number} bitcoin for the pizza." for number in range(8)},
    **{f"enter-{number}": f"People were entering through {number} doors." for number in range(6)},
    "habits": "These habits are entrined for life.",
    **{f"async-{number}": f"We wrote {number} servers with asyncio." for number in range(6)},
    **{f"runner-{number}": f"The runner came in after {number} hours." for number in range(5)},
    "heard": "They support a syncio these days.",
    "button": "We called it btn dot dev back then.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("words")
    french = [make_document(slug, text, language="fr") for slug, text in FRENCH.items()]
    french.append(
        make_document("guest", "Bonsoir Monsieur Morel.", people=(Person("Daniel Morel", "guest", "test"),), language="fr")
    )
    english = (make_document(slug, text, language="en") for slug, text in ENGLISH.items())
    with published(root, [*french, *english]) as opened:
        yield opened


def shown(index: Index, typed: str) -> set[str]:
    return {hit.summary.slug for hit in index.search(typed, limit=50).hits}


@pytest.mark.parametrize(("typed", "slug"), [("glifosate", "farm-1"), ("rèsons", "reasons-2"), ("ukrène", "ukraine-3")])
def test_what_sounds_the_same_is_found_in_the_archive_and_in_an_episode(index: Index, typed: str, slug: str) -> None:
    assert slug in shown(index, typed)
    found = index.search_episode(typed, slug)
    assert found and found.hit.moments_total


@pytest.mark.parametrize("typed", ["ukrène", "ukrene", "Ukrène", "rèsons"])
def test_what_sounds_the_same_in_its_language_comes_before_chance_likeness(index: Index, typed: str) -> None:
    answer = index.search(typed)
    heard = {one.text.lower() for hit in answer.hits for one in resemblances(answer.explanation, hit)}
    assert heard <= {"ukraine", "raisons"} and heard
    assert resemblances(answer.explanation, answer.hits[0])[0].nearness == "same"


def test_two_letters_swapped_are_nearer_than_what_sounds_somewhat_alike(index: Index) -> None:
    answer = index.search("bitcion")
    assert resemblances(answer.explanation, answer.hits[0])[0].text == "bitcoin"


def test_a_word_in_small_letters_that_sounds_as_another_is_heard_in_no_last_name_farther_off(index: Index) -> None:
    assert shown(index, "oreils") == {f"ears-{number}" for number in range(4)}
    assert "guest" in shown(index, "morell")


def test_a_single_slip_of_a_word_often_said_stands_before_what_only_sounds_so(index: Index) -> None:
    near = {near.text: near.distance for near in index.search("entring").explanation.words[0].near}
    assert near["entering"] < near["entrined"]
    near = {near.text: near.distance for near in index.search("hunner").explanation.words[0].near}
    assert min(near, key=near.__getitem__) == "runner", "half as often said is often enough"


def test_a_single_slip_of_a_word_often_said_stands_before_several_words_that_sound_so(index: Index) -> None:
    answer = index.search("assyncio")
    near = {near.text: near.distance for near in answer.explanation.words[0].near}
    assert near["asyncio"] < near["a syncio"]
    assert resemblances(answer.explanation, answer.hits[0])[0].text == "asyncio"


def test_a_short_word_that_is_right_is_no_slip_for_what_another_language_says(tmp_path: Path) -> None:
    """gilet, where an English episode has Gimlet; a long one may be the same word, and a name is heard anywhere."""
    said = {"podcast": ("The founder of Gimlet is here.", "en"), "life": ("He spoke of longevity.", "en"), "mur": ("Un mur.", "fr")}
    made = [make_document(slug, text, language=tongue) for slug, (text, tongue) in said.items()]
    with published(tmp_path, made) as index:
        near = {
            typed: [one.text for one in index.search(typed).explanation.words[0].near] for typed in ("gilet", "Gilet", "longevite")
        }
    assert near == {"gilet": [], "Gilet": ["gimlet"], "longevite": ["longevity"]}


def test_a_long_word_that_is_right_is_not_heard_in_one_that_lacks_much_of_it(tmp_path: Path) -> None:
    """hippopotames, popotes; a slip of it, as long, is found."""
    said = {"popotes": "Il fait la tournée des popotes.", "right": "Mélenchon parle."}
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as opened:
        near = {
            typed: [one.text for one in opened.search(typed).explanation.words[0].near] for typed in ("hippopotames", "melanchon")
        }
    assert near == {"hippopotames": [], "melanchon": ["melenchon"]}
