"""A small invented archive with one of everything that a page may have to show."""

import datetime as dt
import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.library import Library
from archive.model.episode import Chapter, Cue, Episode, Person, Published, dumps
from archive.model.page import RawPage
from archive.search.generations import publish_full
from archive.search.index.document_table import Document
from archive.text.tokenizer import words
from tests.given import Given

PORT = "2026-02-09-le-port-et-ses-grues"
NIGHT = "2026-01-12-la-nuit-des-phares"
BREAD = "2025-11-20-le-pain-et-la-mesure"
FILM = "2025-06-11-filmer-la-mer"
PLAIN = "sans-date-ni-source"
HOSTILE = 'Il a dit "<script>alert(1)</script>" & puis <b>rien</b>, la digue tient.'

_PORT_LINES = (
    (0, "Bonsoir, ici Jeanne Kermadec, et voici Le Quart de nuit."),
    (5, "Ce soir nous parlons du port, de ses grues et de la souveraineté."),
    (11, "Avec nous Malot Trévi Dique, qui dirige les quais."),
    (16, "Bonsoir Jeanne."),
    (16, "Bonsoir à tous."),
    (16, "Et merci."),
    (21, "[Musique]"),
    (60, "Commençons par la cantine du port."),
    (66, "La cantine sert trois cents repas, et la commande"),
    (71, "publique en paie la moitié."),
    (180, "Passons aux données de santé des dockers."),
    (186, "Elles étaient gardées loin, très loin d'ici."),
    (193, "La souveraineté, ce n'est pas un mot, c'est une clé."),
    (200, "Et cette clé ouvre les données de santé."),
    (420, "Revenons aux grues. Elles datent de l'après-guerre."),
    (427, "On ne démonte pas une grue comme on range un parapluie."),
    (749, "La digue tient encore, elle a tenu cet hiver."),
    (756, "Elle tiendra si on l'entretient."),
    (763, "C'est cela, la souveraineté d'un port."),
    (1200, "Voilà pour ce soir. À demain."),
)
_NIGHT_LINES = (
    (0, "Bonsoir, la nuit des phares commence."),
    (9, "On y garde les données de santé des gardiens."),
    (18, "Malo Trévidic l'a dit hier : la souveraineté du phare, c'est sa lampe."),
    (95, "La lampe se change chaque hiver."),
    (700, "Et la cantine du phare n'ouvre que le dimanche."),
)
_BREAD_LINES = (
    (0, "Le pain, la mesure, et la cantine de l'école."),
    (3700, "Une heure plus tard, la mesure du pain est faite."),
    (3730, "La souveraineté du boulanger, c'est son four."),
)
_FILM_LINES = ((0, "Filmer la mer demande de la patience."), (12, HOSTILE), (40, "La cantine du tournage était bonne."))
_PLAIN_LINES = ((0, "Personne ne sait quand ceci fut dit."), (8, "La digue, peut-être, et la cantine."))


def said(lines: Sequence[tuple[int, str]]) -> tuple[Cue, ...]:
    """Cues at whole seconds; a line in brackets is a sound."""
    return tuple(Cue(second * 1000, text, kind="sound" if text.startswith("[") else "speech") for second, text in lines)


def _episode(title: str, lines: Sequence[tuple[int, str]], day: str | None = None, **fields: object) -> Episode:
    digest = hashlib.sha256(title.encode()).hexdigest()
    published = Published(dt.date.fromisoformat(day), "page") if day else None
    made = Episode(title=title, title_source="page", page_sha256=digest, cleaner_version=1, published=published, language="fr")
    return replace(made, cues=said(lines), origin=f"{digest[:8]}.txt", **fields)  # type: ignore[arg-type]


def _chronicle(number: int) -> tuple[tuple[int, str], ...]:
    """Lines that no other chronicle has, and the cantine."""
    dice = random.Random(number)
    invented = ["".join(dice.choices("aeioubdlmnprstv", k=6)) for _ in range(40)]
    return ((0, "La cantine encore."), *((10 * place, " ".join(invented[place : place + 8])) for place in range(0, 40, 8)))


_JEANNE = Person("Jeanne Kermadec", "host")
_MALO = Person("Malo Trévidic", "guest", "directeur des quais")
_INES = Person("Inès Barral", "guest", "boulangère")


def episodes() -> list[Episode]:
    """All of them; the slugs are given by the Library."""
    chronicles = (
        _episode(f"Chronique du quai {number}", _chronicle(number), f"2024-{number:02d}-15", show="Chroniques")
        for number in range(1, 13)
    )
    return [*_of_the_night(), *_of_the_sciences(), _episode("Sans date ni source", _PLAIN_LINES), *chronicles]


def _of_the_night() -> tuple[Episode, ...]:
    """Two of a radio show, the first with chapters and a description."""
    show = {"show": "Le Quart de nuit", "channel": "Radio Ponant", "category": "Radio"}
    port = _episode(
        "Le port et ses grues",
        _PORT_LINES,
        "2026-02-09",
        **show,
        people=(_JEANNE, _MALO),
        chapters=(Chapter(0, "Ouverture"), Chapter(60_000, "La cantine du port"), Chapter(180_000, "Les données de santé")),
        platform="dailymotion",
        video_id="x9port1",
        source_url="https://www.dailymotion.com/video/x9port1",
        description="Jeanne Kermadec reçoit Malo Trévidic, directeur des quais.\nLe port, ses grues, sa cantine.",
    )
    night = _episode(
        "La nuit des phares",
        _NIGHT_LINES,
        "2026-01-12",
        **show,
        people=(_JEANNE, _INES),
        platform="youtube",
        video_id="abcdefghijk",
        source_url="https://www.youtube.com/watch?v=abcdefghijk",
    )
    return port, night


def _of_the_sciences() -> tuple[Episode, ...]:
    """Two of a television show, played from elsewhere."""
    show = {"show": "Café des sciences", "category": "TV"}
    bread = _episode(
        "Le pain et la mesure",
        _BREAD_LINES,
        "2025-11-20",
        **show,
        people=(_INES,),
        platform="media",
        source_url="https://media.example/pain.mp3",
    )
    film = _episode(
        "Filmer la mer",
        _FILM_LINES,
        "2025-06-11",
        **show,
        people=(_MALO,),
        platform="vimeo",
        video_id="123456789",
        source_url="https://vimeo.com/123456789",
    )
    return bread, film


def save_of(episode: Episode, body: str = "") -> RawPage:
    """A saved page that could have given this episode."""
    content = (body or episode.title).encode()
    return RawPage(
        episode.origin, content, "text/plain", hashlib.sha256(content).hexdigest(), dt.datetime(2026, 2, 10, tzinfo=dt.UTC)
    )


def reading_of(episode: Episode) -> Analysis:
    """Paragraphs of up to four cues, and the name that was misheard."""
    spoken = [word for cue in episode.cues if cue.kind == "speech" for word in words(cue.text)]
    links = []
    if "malot" in spoken:
        links.append(NameLink("Malo Trévidic", spoken.index("malot"), 3, 0.1, "people", "Malot Trévi Dique"))
    if "kermadec" in spoken:
        links.append(NameLink("Jeanne Kermadec", spoken.index("kermadec") - 1, 2, 0.0, "people", "Jeanne Kermadec"))
    return Analysis(
        paragraphs=tuple(place // 4 for place in range(len(episode.cues))), chapters=episode.chapters, links=tuple(links)
    )


def build(root: Path) -> Library:
    """The archive in a directory, published; its library open."""
    library = Library.open(root, create=True)
    with library.transaction():
        for episode in episodes():
            library.upsert(save_of(episode), episode)
    publish(library, root)
    return library


def publish(library: Library, root: Path) -> None:
    """A new generation of what the library holds."""
    documents = [Document(kept.slug, kept.digest, kept.episode, reading_of(kept.episode)) for kept in library.stored()]
    publish_full(root, Given(documents), revision=library.revision)


def build_told(root: Path, told: Iterable[tuple[str, ...]]) -> Library:
    """An archive of an episode for each text, who says it (or nobody) and the guests, published; its library open."""
    library = Library.open(root, create=True)
    with library.transaction():
        for number, (text, speaker, *names) in enumerate(told):
            cues, guests = (Cue(0, text, speaker=speaker or None),), tuple(Person(name, "guest") for name in names if name)
            one = Episode(f"Told {number}", "page", f"{number:064d}", 1, cues=cues, origin=f"{number}.txt", people=guests)
            library.upsert(save_of(one), replace(one, language="fr"))
    publish(library, root)
    return library


def add_of_years(library: Library, word: str, *years: int) -> None:
    """An episode of each year, of which no month is known, that says a word twice."""
    with library.transaction():
        for year in years:
            lines = said(((0, f"La {word} de {year}."), (90, f"Une {word} encore.")))
            known = Published(dt.date(year, 1, 1), "page", "year")
            added = Episode(f"En {year}", "page", f"{year:064d}", 1, cues=lines, origin=f"{year}.txt", published=known)
            library.upsert(save_of(added), added)


def same_bytes(episode: Episode) -> bytes:
    """An episode as bytes, for a reader that reads them again."""
    return dumps(episode)
