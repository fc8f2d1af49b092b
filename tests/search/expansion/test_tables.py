"""The tables behind the expansions, against slow plain twins."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from archive.languages import numbers
from archive.languages.base import SOUNDS
from archive.languages.phonetic_distance import LONGEST, SHORT, distance, fixed_width
from archive.search.expansion import table_set
from archive.search.expansion.phonetic_index import ALLOWANCE, SHORTER, PhoneticIndex, arrays, codes_of_ngrams
from archive.search.expansion.table_set import Entries
from archive.search.expansion.typing_errors import LONGEST as SPELT
from archive.search.expansion.typing_errors import SpellingIndex, letters, letters_of
from archive.search.expansion.typing_errors import arrays as spelling_arrays
from archive.search.index.vocabulary import NGrams
from archive.storage.array_file import map_arrays, write_synced
from archive.storage.string_table import Texts, packed

words = st.lists(st.text(alphabet="abcdeé", min_size=1, max_size=7), min_size=1, max_size=30, unique=True)
codes = st.lists(st.text(alphabet="aEipbtdnAR", min_size=1, max_size=9), min_size=1, max_size=30, unique=True)


def spelling_of(vocabulary: list[str]) -> SpellingIndex:
    words = sorted(vocabulary)
    listed = Entries.of(table_set.entry_arrays(words, dict.fromkeys(words, 1), table_set.in_order(NGrams.of({}))))
    return SpellingIndex(spelling_arrays(words), listed.key)


def sounds_of(listed: list[str]) -> PhoneticIndex:
    return PhoneticIndex(arrays(np.arange(len(listed), dtype=np.int32), fixed_width(listed)))


@given(words, st.text(alphabet="abcdeé", min_size=1, max_size=7), st.integers(1, 2))
def test_every_word_within_so_many_edits_is_found(vocabulary: list[str], typed: str, most: int) -> None:
    wanted = {
        (place, OSA.distance(typed, word)) for place, word in enumerate(sorted(vocabulary)) if OSA.distance(typed, word) <= most
    }
    assert set(spelling_of(vocabulary).near(typed, most)) == wanted


@given(st.lists(st.text(alphabet="abzéθ-", max_size=70), min_size=1, max_size=8))
def test_letters_of_many_words_are_summed_up_as_those_of_one(keys: list[str]) -> None:
    short = [key for key in keys if len(key.encode()) <= SPELT] or ["a"]
    assert letters(short).tolist() == [letters_of(key) for key in short]


@pytest.mark.parametrize("length", [60, 61, 62, 63, 64, 90])
def test_a_slip_at_the_end_of_a_very_long_word_is_forgiven(length: int) -> None:
    word = ("ab" * length)[: length - 1] + "z"
    assert (0, 1) in set(spelling_of([word]).near(word[:-1] + "y", 2))


nasal_codes = st.text(alphabet="aEipbtdnAIR", min_size=SHORT, max_size=9)


@settings(deadline=None)
@given(codes, st.lists(nasal_codes, min_size=1, max_size=3, unique=True))
def test_every_code_within_the_allowance_is_found_at_its_least_distance(listed: list[str], asked: list[str]) -> None:
    found = sounds_of(listed).near(asked, 0.2)
    near = {
        place: min((distance(one, code) for one in asked if _comparable(one, code, 1e-3)), default=1.0)
        for place, code in enumerate(listed)
    }
    assert {place for place, far in near.items() if far < 1.0} <= found.keys()
    for place, far in found.items():
        least = min(distance(one, listed[place]) for one in asked if _comparable(one, listed[place], -1e-3))
        assert far == pytest.approx(least, abs=1e-4)


def test_an_entry_of_several_codes_is_as_near_as_the_nearest_of_them() -> None:
    index = PhoneticIndex(arrays(np.zeros(3, np.int32), fixed_width(["mERial", "mERia", "mERiad"])))
    assert index.near(["mERia"], 0.2) == {0: 0.0}
    assert index.distances(["mERia"], [0], 0.2) == {0: 0.0}


@given(codes, nasal_codes)
def test_the_distance_of_one_entry_is_that_of_the_walk(listed: list[str], asked: str) -> None:
    index = sounds_of(listed)
    walked = index.near([asked], 0.2)
    told = index.distances([asked], range(len(listed)), 0.2)
    assert walked.keys() <= told.keys()
    assert all(told[entry] == pytest.approx(far, abs=1e-4) for entry, far in walked.items())


def _comparable(asked: str, code: str, less: float) -> bool:
    """Whether a code is within the allowance, by so much, and not so much longer that it is not looked at."""
    return distance(asked, code) <= min(0.2, ALLOWANCE / len(asked)) - less and len(code) <= int(len(asked) / SHORTER)


spoken = st.lists(st.text(alphabet="aEipbt", max_size=15), min_size=1, max_size=2, unique=True).map(tuple)


@given(st.lists(spoken, min_size=1, max_size=5), st.data())
def test_runs_of_words_are_said_as_one(known: list[tuple[str, ...]], data: st.DataObject) -> None:
    places = st.lists(st.integers(0, len(known) - 1), min_size=1, max_size=4).map(tuple)
    runs = NGrams.of({tuple(f"w{place}" for place in run): 1 for run in data.draw(st.lists(places, max_size=6))})
    codes = {f"w{place}": each for place, each in enumerate(known)}
    entry, found = codes_of_ngrams(runs, codes, 100)
    wanted = set()
    for number, run in enumerate(runs, 100):
        for last in codes[run[-1]]:
            said = ""
            for code in (*(codes[word][0] for word in run[:-1]), last):
                said += code[1:] if said[-1:] == code[:1] else code
            wanted.add((number, said[:LONGEST]))
    assert set(zip(entry.tolist(), [code.decode("latin-1") for code in found.tolist()], strict=True)) == wanted


def test_a_short_code_must_be_the_same() -> None:
    found = sounds_of(["lEa", "lia", "lEam"]).near(["lEa"], 0.2)
    assert found == {0: 0.0}


def test_homophones_are_all_given() -> None:
    assert set(sounds_of(["mERi", "mERi", "mari"]).near(["mERi"], 0.0)) == {0, 1}


def test_the_alphabet_of_sounds_has_no_letter_twice() -> None:
    assert len(set(SOUNDS)) == len(SOUNDS)


@given(st.lists(st.text(max_size=5), unique=True))
def test_texts_are_found_where_they_stand(listed: list[str]) -> None:
    ordered = sorted(listed)
    texts = Texts.of(packed("t", ordered), "t")
    assert list(texts) == ordered
    assert [texts.find(text) for text in ordered] == list(range(len(ordered)))
    assert texts.find("\U0010ffff absent") == -1


def test_of_many_texts_the_first_that_is_asked_for_is_found() -> None:
    chance = random.Random(3)
    made = ["".join(chance.choice("ab\0é字") for _ in range(chance.randrange(12))) for _ in range(2000)]
    ordered = sorted(made[:1000], key=str.encode)
    texts = Texts.of(packed("t", ordered), "t")
    assert [texts.find(text) for text in made] == [ordered.index(text) if text in ordered else -1 for text in made]


def test_arrays_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    arrays_ = {"a": np.arange(5, dtype=np.int32), "b": np.zeros((2, 3), dtype=np.uint8), "empty": np.zeros(0, dtype=np.float32)}
    write_synced(tmp_path / "x.bin", arrays_)
    back = map_arrays(tmp_path / "x.bin")
    assert back.keys() == arrays_.keys()
    for name, array in arrays_.items():
        assert back[name].dtype == array.dtype
        assert np.array_equal(back[name], array)
    assert [path.name for path in tmp_path.iterdir()] == ["x.bin"]


@pytest.mark.parametrize("number", range(2, 100))
def test_a_number_said_is_the_number_written(number: int) -> None:
    for way in numbers.in_words(str(number)):
        assert numbers.in_figures(way) == str(number)


@pytest.mark.parametrize("run", [("un",), ("a",), ("quarante", "vingt"), ("mot",), ()])
def test_what_is_no_number_is_left(run: tuple[str, ...]) -> None:
    assert numbers.in_figures(run) is None
