"""Signs within words: each way to say them, and no more ways than a question can bear."""

import pytest

from archive.languages import numbers
from archive.text.tokenizer import words


def said(typed: str) -> list[tuple[str, ...]]:
    return list(numbers.signs_said(typed, tuple(words(typed))))


def test_a_sign_is_said_in_each_language() -> None:
    assert ("c", "plus", "plus") in said("C++") and ("r", "and", "b") in said("R&B")


def test_a_chain_of_signs_is_no_word_and_costs_nothing() -> None:
    assert said("&".join("abcdefgh")) == said("C++" * 40) == said("&".join("a" * 500)) == []


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("in 2020 $9 trillion", "en", ["2020", "9000000000000$"]),
        ("5 € 5 £", "fr", ["5€", "5£"]),
        ("0 $99", "en", ["0", "99$"]),
        ("$5 $6", "en", ["5$", "6$"]),
        ("$ 9 trillion", "en", ["9000000000000$"]),
        ("20 % ou $9", "fr", ["20%", "9$"]),
        ("in 2020, 5 million people", "en", ["2020", "5000000"]),
        ("100 5 million", "en", ["100", "5000000"]),
        ("1.5 million", "en", ["1500000"]),
        ("1,5 million euros", "fr", ["1500000€"]),
        ("1,5m million", "fr", ["1", "1000000s", "5m"]),
        ("$1.5 million", "en", ["1500000$"]),
        ("1 500 millions", "fr", ["1500000000"]),
        ("140,000 and 200.000 and 2 000 000", "en", ["140000", "200000", "2000000"]),
        ("pour cent", "fr", []),
        ("per hundred", "en", ["100"]),
        ("deux cents", "fr", ["200"]),
    ],
)
def test_the_numbers_of_a_text_are_read_with_their_units(text: str, code: str, values: list[str]) -> None:
    assert sorted(numbers.values_in(numbers.read(text), code)) == sorted(values)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("some 1.5 thousand boats", [(1, 4, "1500")]),
        ("in 20, 5 thousand boats", [(2, 4, "5000")]),
        ("vingt-deux euros, 140.000", [(0, 2, "22")]),
    ],
)
def test_the_numbers_that_a_text_spells_are_told_by_its_words(text: str, told: list[tuple[int, int, str]]) -> None:
    assert list(numbers.spelt(text)) == told
