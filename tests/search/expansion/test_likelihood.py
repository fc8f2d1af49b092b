"""What is worth a line behind an answer."""

from archive.search.expansion.near_words import FuzzyMatch, Likelihood

LIKELIHOOD = Likelihood({"fr": {"marche": 5.0}, "en": {"march": 5.1}})
MARCH = FuzzyMatch(("march",), 0.0, "sounds-like", 48, alike=True)
NOBODYS = FuzzyMatch(("marsh", "ey"), 0.0, "sounds-like", 48, alike=True)


def test_a_word_that_was_said_lists_no_common_word_of_another_language_that_sounds_the_same() -> None:
    assert list(LIKELIHOOD.listed(("marche",), [MARCH, NOBODYS], held=True)) == [NOBODYS]


def test_a_word_that_nobody_said_lists_it() -> None:
    assert list(LIKELIHOOD.listed(("marche",), [MARCH], held=False)) == [MARCH]
