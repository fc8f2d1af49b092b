"""The caption table gives back what was put in, cue by cue and in part, from bytes and from a mapped file alike."""

import numpy as np
import pytest

from archive.search.index.captions import (
    SPEECH,
    TIMED,
    Table,
    flags_of,
    joined_texts,
    pack_captions,
    unpack_captions,
)

TEXTS = ("Bonjour à tous", "", "c'est l'été", "fin (bientôt)")
NUMBERS = np.arange(4, dtype=np.int32)
PACKED = pack_captions(NUMBERS * 1000, NUMBERS * 3, np.full(4, SPEECH), "\n".join(TEXTS))


@pytest.fixture(params=[bytes, memoryview])
def table(request: pytest.FixtureRequest) -> Table:
    """The same table, at an odd address where it is a view."""
    return PACKED if request.param is bytes else memoryview(b"x" + PACKED)[1:]


def test_every_cue_has_its_time_its_first_word_and_its_text(table: Table) -> None:
    captions = unpack_captions(table)
    assert captions.start_ms.tolist() == [0, 1000, 2000, 3000]
    assert captions.first_word.tolist() == [0, 3, 6, 9]
    assert tuple(captions.texts) == tuple(captions.texts[cue] for cue in range(4)) == TEXTS
    assert flags_of(table).tolist() == [SPEECH] * 4


@pytest.mark.parametrize("part", [slice(1, 3), slice(None), slice(2, 2), slice(3, 0, -2), slice(-2, None)])
def test_texts_are_cut_as_a_tuple_is(table: Table, part: slice) -> None:
    texts = unpack_captions(table).texts
    assert texts[part] == TEXTS[part]
    assert texts[-1] == TEXTS[-1]
    with pytest.raises(IndexError):
        texts[4]


def test_all_texts_are_read_at_once(table: Table) -> None:
    assert joined_texts(table) == "\n".join(TEXTS)


def test_an_episode_of_many_words_keeps_its_words_and_ends_whole() -> None:
    texts = [f"{'mot ' * 9}numéro {number}" for number in range(9000)]
    starts, words = np.arange(9000, dtype=np.int32), 11 * np.arange(9000, dtype=np.int32)
    captions = unpack_captions(pack_captions(starts, words, np.full(9000, SPEECH), "\n".join(texts)))
    assert (captions.first_word == words).all() and captions.first_word.dtype == np.int32
    assert list(captions.texts) == texts and captions.texts[8999] == texts[8999]


def test_an_episode_without_cues_has_no_texts() -> None:
    empty = pack_captions(NUMBERS[:0], NUMBERS[:0], np.empty(0, np.uint8), "")
    assert [tuple(unpack_captions(table).texts) for table in (empty, memoryview(b""))] == [(), ()]
    assert [joined_texts(table) for table in (empty, memoryview(b""))] == ["", ""]


def test_times_of_words_come_back_to_ten_milliseconds_with_long_pauses_and_only_of_cues_that_tell() -> None:
    said = np.array([30, 410, 999, 1000, 62_340, 62_350, 190_000, 190_000, 190_001, 3_600_000, 3_600_290, 3_599_990], np.int32)
    flags = np.array([SPEECH | TIMED, SPEECH, SPEECH | TIMED, SPEECH | TIMED], np.uint8)
    packed = pack_captions(NUMBERS * 1000, NUMBERS * 3, flags, "\n".join(TEXTS), said)
    captions = unpack_captions(packed)
    assert tuple(captions.texts) == TEXTS and joined_texts(packed) == "\n".join(TEXTS)
    assert captions.word_times is not None
    told = [captions.word_times.at(word // 3, word) for word in range(12)]
    assert told == [30, 410, 990, None, None, None, 190_000, 190_000, 190_000, 3_600_000, 3_600_290, 3_600_290]


def test_a_table_without_times_of_words_is_as_long_as_ever_and_one_with_them_takes_a_byte_a_word() -> None:
    words = np.arange(0, 12_000, 300, dtype=np.int32)
    with_times = pack_captions(NUMBERS * 1000, NUMBERS * 10, np.full(4, SPEECH | TIMED), "\n".join(TEXTS), words)
    assert unpack_captions(PACKED).word_times is None
    assert len(with_times) == len(PACKED) + 4 + len(words)
