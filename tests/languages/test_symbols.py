"""Signs within words: each way to say them, and no more ways than a question can bear."""

from archive.languages import numbers
from archive.text.tokenizer import words


def said(typed: str) -> list[tuple[str, ...]]:
    return list(numbers.signs_said(typed, tuple(words(typed))))


def test_a_sign_is_said_in_each_language() -> None:
    assert ("c", "plus", "plus") in said("C++") and ("r", "and", "b") in said("R&B")


def test_a_chain_of_signs_is_no_word_and_costs_nothing() -> None:
    assert said("&".join("abcdefgh")) == said("C++" * 40) == said("&".join("a" * 500)) == []
