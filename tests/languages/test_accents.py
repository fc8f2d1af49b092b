"""Which spellings an accent tells apart: two words, and not two ways to write one."""

from pathlib import Path

import pytest

from archive.languages.accents import accents_of, kept_accents, told_apart


@pytest.mark.parametrize(
    "spelling", ["marché", "marchés", "côté", "côte", "tâche", "pêche", "péché", "forêt", "pâte", "pâtes", "né", "sûr", "dû"]
)
def test_words_that_fold_alike_are_told_apart(spelling: str) -> None:
    assert spelling in told_apart("fr")


@pytest.mark.parametrize(
    "spelling",
    [
        "réforme",
        "réformé",
        "discuté",
        "élève",
        "élevé",
        "événement",
        "évènement",
        "média",
        "île",
        "boîte",
        "même",
        "été",
        "déjà",
        "là",
        "dès",
        "aprés",
        "œuvre",
    ],
)
def test_forms_and_writings_of_one_word_are_not(spelling: str) -> None:
    assert spelling not in told_apart("fr")


def test_a_spelling_knows_the_other_forms_of_its_word() -> None:
    assert told_apart("fr")["marché"] == ("marchés",)
    assert "agee" in told_apart("fr")["âgé"]


def test_they_are_kept_for_what_is_written_and_asked_later(tmp_path: Path) -> None:
    assert kept_accents("fr", tmp_path / "languages") == {}
    assert accents_of("fr", tmp_path / "languages") == kept_accents("fr", tmp_path / "languages") == told_apart("fr")


def test_a_language_without_a_rule_tells_nothing_apart(tmp_path: Path) -> None:
    assert accents_of("es", tmp_path / "languages") == {}
    assert not (tmp_path / "languages").exists()
