"""Expands queries over a vocabulary given as JSON, through the tables and the expander of the search itself.

    python -m tests.relevance.expand < {"vocabulary": [entries], "queries": [texts]} > [[entries accepted], …]

An entry of several words stands for a run of words of the archive. Everything is taken to be French, each entry in one
episode."""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from archive.languages.dictionary import dictionary_of
from archive.search.expansion.expander import Expander
from archive.search.expansion.phonetic_builder import InProcessBuilder
from archive.search.expansion.table_set import build
from archive.search.index.vocabulary import NGrams
from archive.text.tokenizer import words


def expand_all(vocabulary: Sequence[str], queries: Sequence[str]) -> list[list[str]]:
    """For each query the entries of the vocabulary that its slot accepts besides itself, best first."""
    entries: dict[tuple[str, ...], str] = {}
    for entry in vocabulary:
        entries.setdefault(tuple(words(entry)), entry)
    with tempfile.TemporaryDirectory() as folder:
        singles = {ngram[0]: 1 for ngram in entries if len(ngram) == 1}
        ngrams = NGrams.of({ngram: 1 for ngram in entries if len(ngram) > 1})
        build(Path(folder), {"fr": singles}, lambda: (ngrams, {"fr": dictionary_of("fr")}), InProcessBuilder(lambda: None))
        expander = Expander.open([Path(folder)])
        return [[entries[v.words] for v in expander.expand(query)[1:] if v.words in entries] for query in queries]


def main() -> None:
    """Reads the request on standard input, writes the answer on standard output."""
    asked = json.load(sys.stdin)
    json.dump(expand_all(asked["vocabulary"], asked["queries"]), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
