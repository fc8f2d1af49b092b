"""An acronym finds what it stands for, and the other way round, where the archive states both."""

from pathlib import Path

import pytest

from archive.search import open_index
from archive.search.expansion.compounds import stated_acronyms
from archive.search.generations import publish_full, publish_incremental
from tests.given import Given
from tests.search.index.archives import make_document


@pytest.mark.parametrize(
    ("text", "acronym", "expansion"),
    [
        ("Reçu : l'Office des phares et balises (OPB).", "opb", ("office", "des", "phares", "et", "balises")),
        ("OPB (Office des phares et balises) publie", "opb", ("office", "des", "phares", "et", "balises")),
        ("l'Agence du littoral d'Armor (A.L.A.)", "ala", ("agence", "du", "littoral", "d", "armor")),
    ],
)
def test_what_the_initials_bear_out_is_stated(text: str, acronym: str, expansion: tuple[str, ...]) -> None:
    assert stated_acronyms([text]) == {acronym: (expansion,)}


@pytest.mark.parametrize(
    "text", ["Un bateau rouge (OPB) au port", "(OPB)", "le vent (fort) de nord", "OPB (voir plus bas)", "((((A"]
)
def test_what_they_do_not_bear_out_is_not(text: str) -> None:
    assert stated_acronyms([text]) == {}


def test_each_finds_the_other_from_the_next_publication_on(tmp_path: Path) -> None:
    said = [
        make_document("short", "La OPB a fermé le port ce matin."),
        make_document("long", "L'office des phares et balises a fermé le port."),
    ]
    publish_full(tmp_path, Given(said), revision=1, workers=1)
    stating = make_document("stating", "Bonsoir.", description="Avec l'Office des phares et balises (OPB).")
    publish_incremental(tmp_path, [stating], [], revision=2)
    index = open_index(tmp_path)
    assert {hit.summary.slug for hit in index.search("OPB").hits} >= {"short", "long", "stating"}
    spelt_out = index.search("office des phares et balises")
    assert {hit.summary.slug for hit in spelt_out.hits if not hit.lacks} == {"short", "long", "stating"}
    index.close()
