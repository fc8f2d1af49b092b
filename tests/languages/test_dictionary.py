"""What is known of a language, kept beside the index: the same answers as the dictionaries, without loading them."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.languages import dictionary, frequency
from archive.search.expansion import build_tables, store_dictionary
from archive.search.expansion.ngrams import NGrams
from archive.search.expansion.table_set import FILE
from archive.text.tokenizer import fold, fold_all
from tests.operations.running import archive, told

NEW_WORDS = {
    "fr": {"mangées": 1, "mangerons": 2, "dérivée": 1, "xylobrek": 1, "négatives": 3, "chevaux": 1, "le": 1},
    "en": {"written": 1, "mice": 2},
    "xx": {"mergovala": 1},
}
PAIRS = NGrams.of({("le", "xylobrek"): 1, ("le", "cheval"): 1, ("xylobrek", "chevaux"): 2, ("written", "mice"): 1})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("languages")
    for language in NEW_WORDS:
        store_dictionary(directory, language)
    return directory


def folded() -> dict[str, dict[str, int]]:
    return {language: {fold(word): count for word, count in words.items()} for language, words in NEW_WORDS.items()}


def test_what_a_child_adds_is_what_the_dictionaries_give(tmp_path: Path, kept: Path) -> None:
    for name, directory in (("kept", kept), ("loaded", None)):
        (tmp_path / name).mkdir()
        build_tables(tmp_path / name, folded(), PAIRS, directory)
    assert isinstance(dictionary.dictionary_of("fr", kept), dictionary.MappedDictionary)
    assert (tmp_path / "kept" / FILE).read_bytes() == (tmp_path / "loaded" / FILE).read_bytes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_form_has_the_lemmas_and_every_lemma_the_forms_it_has_in_the_dictionary(kept: Path, language: str) -> None:
    loaded, mapped = dictionary.loaded(language), dictionary.dictionary_of(language, kept)
    forms = [form for form, _ in loaded.forms({lemma for word in ("aller", "be", "cheval", "go") for lemma in loaded.lemmas(word)})]
    assert len(forms) > 4
    assert [list(mapped.lemmas(form)) for form in forms] == [list(loaded.lemmas(form)) for form in forms]
    lemmas = {lemma for form in forms for lemma in loaded.lemmas(form)}
    assert list(mapped.forms(lemmas)) == list(loaded.forms(lemmas))
    assert list(mapped.grammar) == list(loaded.grammar)


def test_a_kept_list_says_how_common_every_word_is(kept: Path) -> None:
    loaded = frequency.zipf("fr")
    mapped = frequency.zipf("fr", kept)
    assert isinstance(mapped, frequency.MappedFrequencies)
    assert len(mapped) == len(loaded) > 100_000
    assert all(mapped[word] == loaded[word] for word in list(loaded)[::501])
    assert mapped.get("xylobrek") == frequency.UNKNOWN


@pytest.mark.parametrize("harm", ["cut", "gone", "foreign"])
def test_a_damaged_list_is_loaded_again(tmp_path: Path, harm: str) -> None:
    store_dictionary(tmp_path, "xx")
    for file in tmp_path.iterdir():
        file.unlink() if harm == "gone" else file.write_bytes(file.read_bytes()[:30] if harm == "cut" else b"something else")
    assert isinstance(dictionary.dictionary_of("xx", tmp_path), dictionary.LoadedDictionary)


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=8)))
def test_many_texts_fold_as_one_by_one(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_a_page_with_new_words_is_indexed_without_loading_a_dictionary(tmp_path: Path) -> None:
    record = '{{"id": "{0}", "title": "{1} de Robert Xylobrek", "segments": [{{"start": 1, "text": "les {1} mangées"}}]}}'
    pages = {name: tmp_path / f"{name}.jsonl" for name in ("first", "second")}
    for name, word in (("first", "chevaux"), ("second", "trompettes")):
        pages[name].write_text(record.format(name, word))
    library = tmp_path / "library"
    archive(library, "add", str(pages["first"]))
    asked = f"""
import sys
from archive.cli import main
main(["--library", {str(library)!r}, "add", {str(pages["second"])!r}], standalone_mode=False)
print(sorted({{"simplemma", "wordfreq"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert told(library, "search", "trompette")["total"] == 1
