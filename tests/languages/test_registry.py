"""Every language tells what it tells in the archive's terms, one without a module is no error, and one from outside is found."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from archive import languages
from archive.languages.base import SOUNDS, Language
from archive.languages.numbers import in_figures, in_words
from archive.text.tokenizer import words

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "new_language"
RECORD = {
    "id": "br-1",
    "title": "Kaoz gant Nolwenn Kerguen",
    "language": "br",
    "segments": [
        {"start": 1, "text": "Demat Nolwenn, ha degemer mat."},
        {"start": 9, "text": "Pevar ugent levr a zo er sal, gant kouign da zebriñ."},
        {"start": 20, "text": "Al levrioù kozh a zo war an daol."},
    ],
}


@pytest.mark.parametrize("language", languages.registered().values(), ids=lambda language: language.code)
def test_words_are_stated_in_the_form_in_which_they_are_compared(language: Language) -> None:
    stated = (*language.function_words, *language.and_words, *language.elisions, *language.inner_apostrophes)
    cardinals = [word for way in language.cardinals.values() for word in way]
    assert [words(word) for word in (*stated, *cardinals)] == [[word] for word in (*stated, *cardinals)]


@pytest.mark.parametrize("language", languages.registered().values(), ids=lambda language: language.code)
def test_every_code_is_made_of_known_sounds(language: Language) -> None:
    if language.phonetics:
        for word in ("cloud", "xylophone", "tgv", "a", "москва", "48"):
            codes = language.phonetics.encode_word(word)
            assert codes
            assert set("".join(codes)) <= set(SOUNDS)


def test_a_language_without_a_module_tells_nothing_and_is_no_error() -> None:
    assert languages.of("zz") == Language(code="zz")


def test_an_episode_in_an_unknown_language_sounds_as_the_archives_first_language() -> None:
    assert languages.of("und").phonetics == languages.of("fr").phonetics
    assert not languages.of("und").topic_changes


def test_every_language_lends_its_words_to_all_together() -> None:
    for language in languages.registered().values():
        assert language.function_words <= languages.united().function_words
        assert set(language.elisions) <= set(languages.united().elisions)


def test_a_number_is_said_in_each_language_that_has_it() -> None:
    assert in_words("49") == (("quarante", "neuf"), ("forty", "nine"))
    assert in_figures(("quatre", "vingt", "dix")) == in_figures(("ninety",)) == "90"


def test_longer_figures_are_not_said_as_their_beginning() -> None:
    assert in_words("2017") and in_words("999")
    assert [in_words(figures) for figures in ("001234", "0123", "12345", "123456", "٢٠١٧")] == [()] * 5


def archive(library: Path, installed: Path, *arguments: str) -> str:
    paths = os.pathsep.join([str(installed), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": paths})
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as an installer lays it out: its module, and beside it what its pyproject.toml offers."""
    directory = tmp_path_factory.mktemp("site-packages")
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf8"))["project"]
    (directory / "breton.py").write_bytes((EXAMPLE / "breton.py").read_bytes())
    information = directory / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    offered = [
        f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in points.items())
        for group, points in project["entry-points"].items()
    ]
    (information / "entry_points.txt").write_text("\n".join(offered) + "\n")
    return directory


def test_the_example_brings_its_language_to_the_whole_archive(tmp_path: Path, installed: Path) -> None:
    page = tmp_path / "page.jsonl"
    page.write_text(json.dumps(RECORD), "utf8")
    library = tmp_path / "library"
    archive(library, installed, "add", str(page))

    def found(query: str) -> set[int]:
        answer = json.loads(archive(library, installed, "search", "--json", query))
        return {moment["seconds"] for episode in answer["episodes"] for moment in episode["moments"]}

    assert found("80") == {9}, "a number in figures is found in words"
    assert found("hag sal") == {9}, "a word of grammar beside others is not needed"
    assert 20 in found("levr"), "a plural by the language's own rule"
    assert found("kuin") == {9}, "another spelling of the same sounds"


def test_a_language_that_cannot_be_loaded_is_named_with_the_way_out(tmp_path: Path, installed: Path) -> None:
    broken = tmp_path / "broken-1.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (broken / "entry_points.txt").write_text("[mot_pour_mot.languages]\nbr = breton:NOTHING\n")
    asked = "from archive import languages; languages.registered()"
    paths = os.pathsep.join([str(tmp_path), str(installed)])
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": paths}
    )
    assert "the language 'br' (breton:NOTHING, of broken) cannot be loaded" in done.stderr
    assert "uninstall it" in done.stderr
