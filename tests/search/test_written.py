"""How the archive writes words that its index folds."""

from pathlib import Path

import pytest

from archive.search.index.read.engine import Engine
from archive.search.query.known_names import as_written
from tests.search.index.archives import engine_of, make_document


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    said = make_document(
        "dit",
        "Marché conclu. Le marché de Nîmes, dit-il :",
        "Éric arrive à Nîmes. OVHcloud le suit, lit Learn Python, then learn, to learn",
        "Merci. Armin Ronecker. Armin Ronecker.",
        "Belcarré. Avec M. Belcarré, bien sûr.",
    )
    return engine_of(tmp_path, [said, make_document("titre", "rien d'autre", title="Fenêtre")])


@pytest.mark.parametrize(
    ("folded", "written"),
    [
        pytest.param("marche", "marché", id="a capital that only begins a sentence is left out"),
        pytest.param("nimes", "Nîmes", id="a name keeps its capital"),
        pytest.param("eric", "éric", id="behind a colon a sentence begins"),
        pytest.param("ovhcloud", "OVHcloud", id="capitals within a word stay"),
        pytest.param("learn", "learn", id="a title is no rule"),
        pytest.param("le marche de nimes", "Le marché de Nîmes", id="several words"),
        pytest.param("armin ronecker", "Armin Ronecker", id="the capital of a second word begins no sentence"),
        pytest.param("belcarre", "Belcarré", id="behind the stop of a title no sentence begins"),
        pytest.param("fenetre", "fenetre", id="what no speech holds stays as it is"),
        pytest.param("nulle part", "nulle part", id="what is said nowhere too"),
    ],
)
def test_folded_words_are_read_as_they_are_said(engine: Engine, folded: str, written: str) -> None:
    assert as_written(engine, folded) == written
