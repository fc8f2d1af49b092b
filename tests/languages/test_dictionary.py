"""What is known of a language, kept beside the index: the same answers as the dictionaries, without loading them."""

import subprocess
import sys
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simplemma.strategies.dictionaries import DefaultDictionaryFactory
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

from archive.languages import dictionary, frequency, registry
from archive.languages.dictionary import store_dictionary
from archive.search.expansion import build_tables
from archive.search.expansion.table_set import FILE
from archive.search.index.vocabulary import NGrams
from archive.text.tokenizer import fold, fold_all
from tests.operations.running import archive_here, told_here

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
    for name, directory in (("kept", kept), ("made", None)):
        (tmp_path / name).mkdir()
        build_tables(tmp_path / name, folded(), PAIRS, directory)
    assert (tmp_path / "kept" / FILE).read_bytes() == (tmp_path / "made" / FILE).read_bytes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_form_has_the_lemmas_that_are_listed_for_it(kept: Path, language: str) -> None:
    known, written = dictionary.dictionary_of(language, kept), dictionary.written_lemmas(language)
    own = registry.of(language).inflections()
    told = {form.form for form in own.forms} | own.grammar
    forms = [*list(written)[::503], *"allons chevaux mangées went children".split()]
    assert len(forms) > 200
    for form in forms:
        if form in written and fold(form) not in told:
            assert fold(written[form]) in known.lemmas(fold(form)), form
            assert (fold(form), fold(written[form])) in set(known.forms([fold(written[form])])), form
        assert list(known.lemmas(fold(form))) == sorted(set(known.lemmas(fold(form)))), form


def test_a_form_has_the_lemmas_that_its_language_tells_and_of_these_is_found_by_those_that_are_meant(kept: Path) -> None:
    known = dictionary.dictionary_of("fr", kept)
    assert {"livre", "livrer"} <= set(known.lemmas("livres"))
    assert ("livres", "livre") in set(known.forms(["livre"]))
    assert ("livres", "livrer") not in set(known.forms(["livrer"]))
    assert {"sommes", "avions"} <= set(known.grammar)


def test_grammar_holds_the_commonest_words_and_the_forms_of_articles_and_pronouns(kept: Path) -> None:
    grammar = dictionary.dictionary_of("fr", kept).grammar
    assert {"le", "la", "les", "est", "de", "lui", "cette"} <= set(grammar) and "cheval" not in grammar
    assert list(grammar) == sorted(grammar)


def test_a_kept_list_says_how_common_every_word_is(kept: Path) -> None:
    loaded = frequency.zipf("fr")
    mapped = frequency.zipf("fr", kept)
    assert isinstance(mapped, frequency.MappedFrequencies)
    assert len(mapped) == len(loaded) > 100_000
    assert all(mapped[word] == loaded[word] for word in list(loaded)[::501])
    assert mapped.get("xylobrek") == frequency.UNKNOWN


def test_entries_are_read_one_after_the_other_as_simplemma_has_them_all_at_once() -> None:
    whole = list(DefaultDictionaryFactory().get_dictionary("en").items())
    assert len(whole) > 100_000
    assert list(dictionary._streamed("en")) == list(dictionary._entries("en")) == whole


@pytest.mark.slow
def test_entries_that_are_kept_from_end_to_beginning_are_turned_round() -> None:
    whole = StreamDictionaryFactory().get_dictionary("sw")
    assert all(whole[form] == lemma for form, lemma in islice(dictionary._entries("sw"), 200))


def test_a_dictionary_is_made_within_the_memory_that_a_page_may_take() -> None:
    tracemalloc.start()
    try:
        made = dictionary._arrays("en", {})  # one form has 183 letters
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(made["forms.starts"]) > 150_000
    assert peak < 100 << 20


@pytest.mark.parametrize("harm", ["cut", "gone", "foreign"])
def test_a_damaged_list_is_loaded_again(tmp_path: Path, harm: str) -> None:
    store_dictionary(tmp_path, "xx")
    for file in tmp_path.iterdir():
        file.unlink() if harm == "gone" else file.write_bytes(file.read_bytes()[:30] if harm == "cut" else b"something else")
    known = dictionary.dictionary_of("xx", tmp_path)
    assert (list(known.grammar), list(known.lemmas("mergovala"))) == ([], [])


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=8)))
def test_many_texts_fold_as_one_by_one(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_a_page_with_new_words_is_indexed_without_loading_a_dictionary(tmp_path: Path) -> None:
    record = '{{"id": "{0}", "title": "{1} de Robert Xylobrek", "segments": [{{"start": 1, "text": "les {1} mangées"}}]}}'
    pages = {name: tmp_path / f"{name}.jsonl" for name in ("first", "second")}
    for name, word in (("first", "chevaux"), ("second", "trompettes")):
        pages[name].write_text(record.format(name, word))
    library = tmp_path / "library"
    archive_here(library, "add", str(pages["first"]))
    asked = f"""
import sys
from archive.cli import main
from archive.languages import frequency
main(["--library", {str(library)!r}, "add", {str(pages["second"])!r}], standalone_mode=False)
print(sorted({{"simplemma", "wordfreq"}} & set(sys.modules)), frequency._loaded.cache_info().misses)
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"
    assert told_here(library, "search", "trompette")["total"] == 1
