"""What is worth a line behind an answer."""

import pytest

from archive.search.expansion.near_words import FuzzyMatch, Likelihood, is_known_apart
from archive.search.expansion.typing_errors import dearness, has_figures_of

LIKELIHOOD = Likelihood({"fr": {"marche": 5.0}, "en": {"march": 5.1}})
MARCH = FuzzyMatch(("march",), 0.0, "sounds-like", 48, alike=True)
NOBODYS = FuzzyMatch(("marsh", "ey"), 0.0, "sounds-like", 48, alike=True)


@pytest.mark.parametrize(
    ("typed", "nearer", "farther"),
    [
        ("freind", "friend", "friends"),
        ("adress", "address", "adresse"),
        ("feture", "feature", "future"),
        ("addrress", "address", "addrresst"),
        ("macorn", "macron", "acorn"),
        ("imigration", "immigration", "migration"),
    ],
)
def test_a_slip_of_a_cheaper_kind_is_nearer(typed: str, nearer: str, farther: str) -> None:
    assert dearness(typed, nearer) < dearness(typed, farther)


def test_a_word_that_was_said_lists_no_common_word_of_another_language_that_sounds_the_same() -> None:
    assert list(LIKELIHOOD.listed(("marche",), [MARCH, NOBODYS], held=True)) == [NOBODYS]


def test_a_word_that_nobody_said_lists_it() -> None:
    assert list(LIKELIHOOD.listed(("marche",), [MARCH], held=False)) == [MARCH]


def test_a_word_is_at_home_where_it_is_said_or_nearly_as_common_as_anywhere() -> None:
    known = Likelihood(
        {
            "en": {"march": 5.3, "patient": 4.7, "adjacent": 4.1, "consistent": 4.5},
            "fr": {"patient": 4.3, "consistent": 3.4},
            "de": {"march": 3.7},
        }
    )
    assert known.of_languages("march", {"de": 0, "en": 1.0, "fr": 0}) == ["en"], "Märchen is no form of March"
    assert known.of_languages("patient", {"de": 0, "en": 1.0, "fr": 0}) == ["en", "fr"]
    assert known.of_languages("adjacent", {"de": 0, "en": 0.6, "fr": 0.4}) == ["en", "fr"]
    assert known.of_languages("consistent", {"de": 0, "en": 0.97, "fr": 0.03}) == ["en"]


def test_nothing_is_counted_that_lies_no_nearer_than_a_word_of_more_episodes() -> None:
    often, once = FuzzyMatch(("flask",), 0.05, "misspelt", 229), FuzzyMatch(("flasc",), 0.1, "sounds-like", 1)
    nearest = FuzzyMatch(("flaskc",), 0.02, "misspelt", 1)
    known = Likelihood({"en": {}})
    assert known.counted(("flaskk",), [once]) == {("flasc",)}
    assert not known.counted(("flaskk",), [often, once])
    assert known.counted(("flaskk",), [nearest, often, once]) == {("flaskc",)}


def test_nothing_is_counted_where_far_more_episodes_say_what_is_a_letter_away() -> None:
    once = FuzzyMatch(("etherum",), 0.037, "misspelt", 1, one_edit=True)
    often = FuzzyMatch(("ethereum",), 0.125, "misspelt", 23, one_edit=True, swapped=True)
    few = FuzzyMatch(("ethereum",), 0.125, "misspelt", 3, one_edit=True, swapped=True)
    known, dictionary = Likelihood({"en": {}}), Likelihood({"en": {}}, lambda word: word == "ethereum")
    assert not known.counted(("etheruem",), [once, often], [once, often])
    assert known.counted(("etheruem",), [once, few], [once, few]) == {("etherum",)}, "that is hardly oftener said"
    assert dictionary.counted(("etheruem",), [once], [once, often], name=True) == {("etherum",)}, "no word is meant by a name"


def test_a_number_is_heard_in_nothing_without_it() -> None:
    assert [has_figures_of(one, "eip1559") for one in ("upped", "in1559")] == [False, True]
    assert has_figures_of("sense", "s3ns"), "a figure may stand for a letter"
    assert not has_figures_of("s3ns", "sense")


def test_a_name_that_machines_know_is_heard_in_nothing_far_from_it_and_in_no_ordinary_word() -> None:
    known = Likelihood({"en": {"lagos": 4.1, "lagoz": 1.0, "legos": 2.9}}, {"legos"}.__contains__)
    near = [FuzzyMatch(("legos",), 0.14, "misspelt", 6, one_edit=True), FuzzyMatch(("yagot",), 0.22, "sounds-like", 1)]
    for typed, heard in (("lagos", []), ("lagoz", near)):
        assert list(known.listed((typed,), near, held=False, name=True)) == heard
        assert known.offered(typed, 0, near, held=False, name=True) == tuple(heard[:1])


def test_what_is_elided_before_the_next_word_ends_no_name() -> None:
    assert is_known_apart(FuzzyMatch(("codez", "l"), 0.14, "sounds-like", 1), lambda word: False)


def test_a_word_of_a_dictionary_beside_one_of_grammar_is_no_name() -> None:
    hawed = FuzzyMatch(("i", "hawed"), 0.22, "sounds-like", 1)
    assert is_known_apart(hawed, {"hawed"}.__contains__)
    assert not is_known_apart(FuzzyMatch(("en", "gueran"), 0.22, "sounds-like", 1), {"hawed"}.__contains__)


def test_a_word_that_is_written_right_is_no_slip_of_another_but_of_one_far_commoner() -> None:
    known = Likelihood({"fr": {"gilets": 3.4, "filets": 3.8, "parmis": 3.4, "parmi": 5.2}})
    for typed, form, found in (("gilets", "filets", False), ("parmis", "parmi", True), ("gileets", "gilets", True)):
        near = [FuzzyMatch((form,), 0.1, "misspelt", 6, one_edit=True)]
        assert bool(known.offered(typed, 0, near, held=False)) is found
