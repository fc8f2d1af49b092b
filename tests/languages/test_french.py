"""Names that sound alike have codes that are the same or near."""

import pytest

from archive.languages.base import plural_forms
from archive.languages.french import encode_word, encode_words, encode_written, pronounce, spell
from archive.languages.phonetic_distance import distance


@pytest.mark.parametrize(
    ("one", "other"),
    [("kerlot", "querlau"), ("phare", "far"), ("seau", "sot"), ("maître", "mettre"), ("Ségur".lower(), "cégur"), ("vingt", "vin")],
)
def test_words_that_sound_alike_have_one_code(one: str, other: str) -> None:
    assert pronounce(one) == pronounce(other)


@pytest.mark.parametrize(
    "words", ["compte comte conte", "compter conter", "dompter donter", "baptême batême", "septième setième", "sculpter skulter"]
)
def test_a_p_before_t_is_not_said_in_some_words(words: str) -> None:
    assert len({pronounce(word) for word in words.split()}) == 1


@pytest.mark.parametrize("word", ["capter", "septembre", "optique", "symptôme", "somptueux", "aptitude"])
def test_a_p_before_t_is_said_in_others(word: str) -> None:
    assert "pt" in pronounce(word)


@pytest.mark.parametrize("word", ["chat", "lourd", "drap", "riz", "prix", "tables"])
def test_a_written_last_consonant_is_not_said(word: str) -> None:
    assert pronounce(word) == pronounce(word[:-1])


def test_a_word_without_vowels_is_spelt() -> None:
    assert encode_word("tgv") == (spell("tgv"),)


def test_a_final_e_may_have_lost_its_accent() -> None:
    assert {pronounce("morvé"), pronounce("morve")} <= set(encode_word("morve"))


def test_capitals_tell_which_letters_are_spelt() -> None:
    assert distance(encode_written("VLCargo")[0], encode_words(["velcargo"])[0]) < 0.2
    assert spell("vl") + pronounce("cargo") in encode_written("VLCargo")


def test_a_figure_inside_a_name_may_stand_for_a_letter() -> None:
    assert pronounce("nero") in encode_written("n3ro")


def test_every_code_is_made_of_known_sounds() -> None:
    from archive.languages.base import SOUNDS

    for word in ("xylophone", "œuf", "naïve", "hyène", "Ångström".lower(), "wagon", "quiche", "aiguille", "zoo", "ça"):
        assert set(pronounce(word)) <= set(SOUNDS), word


def test_letters_of_another_script_are_silent() -> None:
    assert pronounce("москва") == ""


@pytest.mark.parametrize(("word", "forms"), [("castex", {"castexs"}), ("caste", {"castes"}), ("tableau", {"tableaus", "tableaux"})])
def test_a_plural_in_x_stands_behind_a_u_alone(word: str, forms: set[str]) -> None:
    assert set(plural_forms(word, known=True)) == forms
