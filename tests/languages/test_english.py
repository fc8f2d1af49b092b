"""English readings are rough, and in the sounds of the French ones."""

from archive.languages.english import heard_run, say
from archive.languages.french import SOUNDS
from archive.languages.french import say as say_french
from archive.languages.phonetic_distance import apart


def test_an_english_name_is_near_what_a_french_machine_wrote() -> None:
    assert apart(say("wheeler"), say_french("ouileur")) < 0.2


def test_every_code_is_made_of_known_sounds() -> None:
    for word in ("knight", "through", "judge", "physics", "xylophone", "queue", "thumb", "yes", "why"):
        assert set(say(word)) <= set(SOUNDS), word


def test_words_run_into_one_another() -> None:
    assert heard_run(["bus", "stop"]) == heard_run(["bustop"])
