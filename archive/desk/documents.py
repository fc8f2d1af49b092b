"""What a generation is built of: the library's episodes, each read out with its glossary and the archive's statistics."""

from collections.abc import Iterable, Iterator

from archive.library import Library
from archive.reading import Reading
from archive.search.document import Document


def documents(library: Library, slugs: Iterable[str] | None = None) -> Iterator[Document]:
    """All that serve (or those of the slugs that do), in slug order, one at a time."""
    for stored in library.stored(slugs):
        yield Document(stored.slug, stored.digest, stored.episode, Reading())
