"""A process to be killed: `python -m tests.torture.publisher full|two|incremental DIR REVISION` publishes made generations.

The episodes of a revision can be told from the revision alone, so that whoever comes after the kill knows what must answer.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from archive.search.generations import publish_full, publish_incremental
from archive.search.index.document_table import Document
from archive.search.index.write.segment_writer import SegmentWriter
from tests.given import Given
from tests.search.index.archives import make_document

EPISODES = 60


def documents_of(revision: int) -> Iterator[Document]:
    """The episodes of a full revision: each says its number and the revision."""
    for number in range(EPISODES):
        texts = [f"épisode {number} révision {revision}", *(f"phrase {number * place} du corpus" for place in range(40))]
        yield make_document(f"e{number:03d}", *texts, title=f"Titre {number}")


def addition_of(revision: int) -> list[Document]:
    """What an incremental generation of a revision replaces and adds."""
    return [make_document(slug, f"ajout révision {revision}") for slug in ("e000", f"ajout{revision}")]


def publish(kind: str, root: Path, revision: int) -> None:
    """Publishes one generation, `full` made by one process, `two` by two of them."""
    if kind == "incremental":
        publish_incremental(root, addition_of(revision), [f"ajout{revision - 2}"], revision=revision)
    else:
        publish_full(root, Given(documents_of(revision)), revision=revision, workers=2 if kind == "two" else 1)


if __name__ == "__main__":
    # As small segments as can be, so that a kill finds some finished.
    SegmentWriter.is_full = property(lambda writer: len(writer) >= 10)  # type: ignore[method-assign, assignment]
    print("ready", flush=True)
    publish(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
