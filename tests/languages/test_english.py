"""English pronunciation is rough, and in the sounds of the French one."""

from archive.languages.base import SOUNDS
from archive.languages.english import encode_query, encode_words, pronounce
from archive.languages.french import pronounce as pronounce_french
from archive.languages.phonetic_distance import distance


def test_an_english_name_is_near_what_a_french_machine_wrote() -> None:
    assert distance(pronounce("wheeler"), pronounce_french("ouileur")) < 0.2


def test_every_code_is_made_of_known_sounds() -> None:
    for word in ("knight", "through", "judge", "physics", "xylophone", "queue", "thumb", "yes", "why"):
        assert set(pronounce(word)) <= set(SOUNDS), word


def test_words_run_into_one_another() -> None:
    assert encode_words(["bus", "stop"]) == encode_words(["bustop"])


def test_a_name_with_sz_or_cz_may_be_said_as_in_polish() -> None:
    for typed, heard in {"Łukasz": "wukash", "Lukasz": "lukash", "Mieczan": "miechan", "Szymon": "shymon"}.items():
        assert pronounce(heard) in encode_query(typed)
    assert pronounce("wukash") not in (*encode_query("Lukas"), *encode_query("lukasz")), "nothing says that it is a Polish name"
