"""A role is shown where it reads as one."""

import re
from pathlib import Path

import pytest

from archive.library import Library
from archive.model.episode import Episode, Person
from archive.web import IndexProvider, Site, create_app
from archive.web.presentation.roles import read_role
from tests.web import small_archive


@pytest.mark.parametrize(
    "role",
    [
        "give us",
        "of some of the databases you may not",
        "two researchers using powerful cloud computing systems",
        "three well-known core devs, to walk us through the major topics",
        "et la remise de trophées aux entreprises françaises",
        "both longtime core developers and Python leaders, along with my co-host at Python Bytes",
        "my co-host over on Python Bytes, to take this idea to 11",
        "as well as their tool, Sorcery, which adds automatic refactoring",
        "les fondateurs de la revue",
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
        ("author of Grokking Algorithms, an illustrated guidebook", "author of Grokking Algorithms"),
        ("creator of Phil, along with Jane Doe", "creator of Phil"),
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
        "an astrophysicist and data scientist from the University of Washington",
        "responsable éditoriale, Les Numériques",
        "Les Échos",
        'chanteur, auteur de "Mon Vieux"',
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


def test_a_role_that_is_none_stands_nowhere_on_the_site(tmp_path: Path) -> None:
    said = small_archive.said(((0, "La lampe veille."), (300, "Elle tourne.")))
    told = (Person("Ada Moor", "guest", "both core developers, along with my co-host"), Person("Ina Lund", "guest", "peintre"))
    one = Episode("La lampe", "page", "0" * 64, 1, cues=said, origin="a.txt", people=told)
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        (slug,) = re.findall(r'href="/episodes/([^"?]+)', client.get("/episodes").text)
        for address in ("/people", f"/episodes/{slug}", "/search?q=lampe"):
            page = client.get(address).text
            assert "Ada Moor" in page and "peintre" in page and "core developers" not in page, address
        assert "core developers" not in client.get("/people/ada-moor").text
