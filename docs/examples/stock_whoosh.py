"""Stock Whoosh 2.7.4 reads an index of ours: `python docs/examples/stock_whoosh.py LIBRARY WORD…`.

The archive's own queries, matching and scoring are not used here; only its files are. Open your own libraries only: the table of
contents that Whoosh reads (and the archive never does) is a pickle, which may run what its author wrote.
"""

import sys
from pathlib import Path

from archive.search.generations import current
from archive.search.index.whoosh_format import register


def slugs_holding(library: Path, words: list[str]) -> list[str]:
    """The episodes in whose speech all of these words stand, found by Whoosh alone."""
    register()
    from whoosh.index import open_dir
    from whoosh.query import And, Term

    generation = current(library)
    if generation is None:
        return []
    with open_dir(str(generation.path), readonly=True).searcher() as searcher:
        found = searcher.search(And([Term("speech", word) for word in words]), limit=None)
        slugs = sorted(hit["slug"] for hit in found)
    generation.close()
    return slugs


if __name__ == "__main__":
    print(*slugs_holding(Path(sys.argv[1]), sys.argv[2:]), sep="\n")
