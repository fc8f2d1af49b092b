"""The words of an episode, in the positions that the index counts by."""

from hypothesis import given
from hypothesis import strategies as st

from archive.model.episode import Cue
from archive.text.token_stream import token_stream
from archive.text.tokenizer import words


@given(st.lists(st.text(alphabet="aé'œ &-.1 \n漢字", max_size=12), max_size=6))
def test_the_words_are_those_of_all_cues_in_order(texts: list[str]) -> None:
    said = token_stream([Cue(0, text) for text in texts])
    assert list(said.words) == [word for text in texts for word in words(text)]


def test_what_is_heard_stands_as_on_the_page() -> None:
    said = token_stream([Cue(0, "Ah, l'Œuvre"), Cue(1, "[bruit]", kind="sound"), Cue(2, "d'Été !")])
    assert said.words == ("ah", "l", "oeuvre", "d", "ete")
    assert said.as_written(1, 2) == "l'Œuvre"
    assert said.as_written(2, 3) == "Œuvre d'Été"


def test_a_cue_has_the_position_of_its_first_word() -> None:
    said = token_stream([Cue(0, "un deux"), Cue(1, "…"), Cue(2, "trois")])
    assert [said.first_word(cue) for cue in (0, 1, 2)] == [0, 2, 2]
