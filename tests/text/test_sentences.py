"""Sentences end at their marks, not at the stops of titles and initials."""

import pytest

from archive.text.tokenizer import ends_sentence


@pytest.mark.parametrize("text", ["grâce à M.", "avec le Dr.", "dit J.", "dit J.-L. M.", "chez Mme.", "says Mr."])
def test_a_title_ends_no_sentence(text: str) -> None:
    assert not ends_sentence(text)


@pytest.mark.parametrize("text", ["On part.", "Voilà !", "Et puis…", "« Non. »", "Il le dira à Sam."])
def test_a_mark_ends_a_sentence(text: str) -> None:
    assert ends_sentence(text)
