"""Small archives for the engine's tests: made documents, indexed in as many segments as asked."""

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.model.episode import Cue, CueKind, Episode, Person, Published
from archive.search.index.document_table import Document
from archive.search.index.factory import backend
from archive.search.index.read.engine import Engine
from archive.search.index.types import SegmentInfo
from archive.search.index.whoosh_format.segment import SegmentFiles
from archive.search.index.whoosh_index import WhooshBackend
from archive.search.index.write.segment_writer import SegmentWriter

LETTERS = ("ab", "cd", "ef", "gh", "été")


def cues_of(*texts: str, every_ms: int = 3000) -> tuple[Cue, ...]:
    """Cues of these texts, one every so many ms."""
    return tuple(Cue(number * every_ms, text) for number, text in enumerate(texts))


def make_document(slug: str, *texts: str, cues: tuple[Cue, ...] = (), analysis: Analysis | None = None, **fields: Any) -> Document:
    """A document of a slug and its cues; other fields as in Episode."""
    stated: dict[str, object] = {"title": "", "title_source": "test", "page_sha256": "", "cleaner_version": 1, "slug": slug}
    episode = Episode(**(stated | {"cues": cues or cues_of(*texts)} | fields))  # type: ignore[arg-type]
    return Document(slug, f"digest of {slug}", episode, analysis or Analysis())


def write_segment(directory: Path, documents: Sequence[Document], deleted: Sequence[str] = ()) -> SegmentInfo:
    """One segment, some of its documents deleted."""
    writer = SegmentWriter(directory, SegmentFiles(directory))
    for document in documents:
        writer.add(document)
    writer.finish()
    slugs = [document.slug for document in documents]
    return SegmentInfo(writer.name, len(documents), tuple(sorted(slugs.index(slug) for slug in deleted)))


def open_archive(directory: Path, entries: Sequence[SegmentInfo]) -> Engine:
    """An engine over segments that lie in a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    backend().index_writer(directory, entries).write_tables()
    return WhooshBackend().open(directory, entries, lambda: None)


def engine_of(directory: Path, *segments: Sequence[Document]) -> Engine:
    """An engine over documents in so many segments."""
    directory.mkdir(parents=True, exist_ok=True)
    return open_archive(directory, [write_segment(directory, documents) for documents in segments])


def random_document(slug: str, chance: random.Random) -> Document:
    """A few cues of a few words out of very few, so that everything collides with everything."""
    start, cues = 0, []
    for _ in range(chance.randrange(14)):
        start += chance.choice((0, 400, 3000, 9999, 10_000, 25_000))
        kind: CueKind = chance.choice(("speech", "speech", "speech", "speech", "sound"))
        cues.append(Cue(start, _text(chance, 5), kind=kind))
    spoken = sum(len(cue.text.split()) for cue in cues if cue.kind == "speech")
    day = dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(900))
    return make_document(
        slug,
        cues=tuple(cues),
        title=_text(chance, 3),
        description=_text(chance, 4),
        people=(Person(_text(chance, 2), "guest", "cd"),),
        published=chance.choice((None, Published(day, "test"))),
        show=chance.choice((None, "Émission", "emission", "Autre")),
        analysis=Analysis(links=_links(chance, spoken)),
    )


def _text(chance: random.Random, most: int) -> str:
    return " ".join(chance.choice(LETTERS) for _ in range(chance.randrange(most)))


def _links(chance: random.Random, spoken: int) -> tuple[NameLink, ...]:
    links = []
    for _ in range(chance.randrange(3) if spoken > 3 else 0):
        position = chance.randrange(spoken - 3)
        links.append(NameLink("Nom Propre", position, chance.randrange(1, 4), chance.choice((0.1, 0.14)), "title", ""))
    return tuple(links)
