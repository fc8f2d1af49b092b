"""A role is shown where it reads as one."""

import pytest

from archive.web.presentation.roles import read_role


@pytest.mark.parametrize(
    "role",
    [
        "give us",
        "of some of the databases you may not",
        "two researchers using powerful cloud computing systems",
        "three well-known core devs, to walk us through the major topics",
        "et la remise de trophées aux entreprises françaises",
    ],
)
def test_the_rest_of_a_sentence_is_no_role(role: str) -> None:
    assert read_role(role) is None


@pytest.mark.parametrize(
    ("stated", "role"),
    [
        ("creator of Redash, whose goal", "creator of Redash"),
        ("Engineering Manager in the Technology Group at", "Engineering Manager in the Technology Group"),
        ("one of the directors of the PSF, here", "one of the directors of the PSF"),
        ("directeur de la rédaction de", "directeur de la rédaction"),
        ("here", None),
    ],
)
def test_a_role_has_no_tail_of_a_sentence(stated: str, role: str | None) -> None:
    assert read_role(stated) == role


@pytest.mark.parametrize(
    "role",
    [
        "présidente du groupe communiste",
        "one of the PyPI maintainers",
        "the CTO of SigOpt",
        "EF",
        "acteur",
        "former US diplomat",
        "avocate, Me Durand",
        "professeur à Paris I",
        "directrice de Notre Temps",
        "two-time Olympic champion",
        "Head of R&D",
        "WHO Director-General",
        "Director-General, WHO",
        "porte-parole de l'UN",
        "auteur de la vitamine D",
        "When I Work CEO",
    ],
)
def test_who_somebody_is_is_a_role(role: str) -> None:
    assert read_role(role) == role
