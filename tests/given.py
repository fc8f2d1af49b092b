"""Documents that are in memory, as what a generation is built of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from archive.search import Index, open_index
from archive.search.generations import publish_full
from archive.search.index.document_table import Document


class Given:
    """A Source over documents, each slug once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.slug: document for document in documents}

    def digests(self) -> Mapping[str, str]:
        """slug -> digest of each."""
        return {slug: document.digest for slug, document in self._documents.items()}

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        """Those of the slugs."""
        return (self._documents[slug] for slug in slugs)


@contextmanager
def published(folder: Path, documents: Iterable[Document]) -> Iterator[Index]:
    """An index of documents, published in a folder and open."""
    publish_full(folder, Given(documents), revision=1, workers=1)
    with closing(open_index(folder)) as opened:
        yield opened
