"""What the page of an episode tells of who is named beside a quotation, where its transcript names no voice."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive.model.episode import Cue, Episode, Person
from archive.search import Index
from tests.web import small_archive

GUEST, HOST = Person("Odon Rivoal", "guest"), Person("Maïwenn Le Dantec", "host")
PAGES: dict[str, tuple[str, str, tuple[Person, ...]]] = {
    "zinzinule": ("Odon Rivoal, réunion publique", "", ()),
    "clapote": ("Rivoal reunion publique au port", "", ()),
    "barbote": ("Anaïs Rivoal au port", "", ()),
    "frétille": ("La marée", "Avec Odon Rivoal.", ()),
    "grelotte": ("La marée de juin", "On y parle d'Odon Rivoal.", (Person("Inès Barral", "guest"), HOST)),
    "tremblote": ("La marée de mai", "Une heure au port.", (GUEST, HOST)),
    "sursaute": ("La marée de mars", "Une heure au port.", (GUEST, HOST, Person("Ysé Calvez", "guest"))),
    "ronronne": ("La maire du port", "Le maire se tait, la dantec aussi.", ()),
    "sifflote": ("Calvez au port", "Une heure au port.", ()),
    "papote": ("Inès Rivoal au port", "", ()),
    "murmure": ("Maïwenn Le Dantec au matin", "", (HOST,)),
    "grommelle": ("La digue", "Une heure au port.", (Person("Tanguy Bozec", "cited"),)),
    "roucoule": ("le quai de rivoal", "", ()),
    "bourdonne": ("Odon Rivoal et Inès Barral au port", "", ()),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("announced")
    with small_archive.build(root) as library:
        for number, (verb, (title, description, people)) in enumerate(PAGES.items()):
            cues = (Cue(0, f"La bernique {verb} sous la jetée."), Cue(9000, "On a vu Rivoal, et Le Maire, la maire, une maire."))
            made = Episode(title, "page", f"{number:064d}", 1, cues=cues, origin=f"{number}.txt")
            made = replace(made, description=description, people=people)
            with library.transaction():
                library.upsert(small_archive.save_of(made), made)
        small_archive.publish(library, root)
        yield Index(root)


@pytest.mark.parametrize(
    ("verb", "name", "where", "instead"),
    [
        ("zinzinule", "Odon Rivoal", "title", ""),
        ("zinzinule", "RIVOAL Odon", "title", ""),
        ("zinzinule", "Zoé Zorglub", "nowhere", "Odon Rivoal"),
        ("clapote", "Odon Rivoal", "title", ""),
        ("clapote", "Zoé Zorglub", "nowhere", "Odon Rivoal"),
        ("frétille", "Odon Rivoal", "description", ""),
        ("frétille", "Zoé Zorglub", "nowhere", ""),
        ("grelotte", "Odon Rivoal", "mentioned", "Inès Barral"),
        ("tremblote", "Odon Rivoal", "people", ""),
        ("tremblote", "Maïwenn Le Dantec", "people", ""),
        ("tremblote", "Zoé Zorglub", "nowhere", "Odon Rivoal"),
        ("sursaute", "Zoé Zorglub", "nowhere", ""),
        ("ronronne", "Bruno Le Maire", "nowhere", ""),
        ("papote", "Odon Rivoal", "nowhere", ""),
        ("murmure", "Zoé Zorglub", "nowhere", ""),
        ("bourdonne", "Zoé Zorglub", "nowhere", ""),
    ],
)
def test_the_episode_tells_whom_it_names(index: Index, verb: str, name: str, where: str, instead: str) -> None:
    told = index.verify(f"{name} : « La bernique {verb} sous la jetée »")
    assert told.outcome == "exact" and told.announced == told.parts[0].announced
    assert told.announced and (told.announced.where, told.announced.instead or "") == (where, instead)


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("Nils Calvez", "sifflote"),
        ("Nils Calvez", "sursaute"),
        ("O. R.", "clapote"),
        ("Tanguy Bozec", "grommelle"),
        ("Odon Rivoal", "roucoule"),
    ],
)
def test_nothing_is_told_of_who_may_be_meant(index: Index, name: str, verb: str) -> None:
    assert index.verify(f"{name} : « La bernique {verb} sous la jetée »").announced is None


def test_another_person_of_the_same_last_name_is_not_who_is_named(index: Index) -> None:
    told = index.verify("Odon Rivoal : « La bernique barbote sous la jetée »")
    assert told.announced is None or told.announced.where == "nowhere"


def test_what_many_episodes_say_is_not_told_to_be_announced_nowhere_and_one_that_names_them_comes_first(index: Index) -> None:
    told = index.verify("Odon Rivoal : « On a vu Rivoal, et Le Maire »")
    assert told.announced and told.announced.where == "people"
    assert index.verify("Zoé Zorglub : « On a vu Rivoal, et Le Maire »").announced is None
