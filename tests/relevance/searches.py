"""python -m tests.relevance.searches LIBRARY PAGE.html: fifty searches of the sample archive, on one page, with what each shows.

searches.tsv holds what was judged right when the page was read: the episodes that say it, those listed, what the total counts, the
words marked first in the first quotation, the kinds of all its marks, and, of what is found by meaning (where the library was built
with that extra), the first episode."""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from archive.search import Answer, Index, open_index
from archive.search.results.answer import Hit
from archive.search.results.explain import resemblances, standing
from archive.web.presentation.transcript import marked

JUDGED = Path(__file__).with_name("searches.tsv")
_PAGE = Markup(
    '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Cinquante recherches</title><style>body{{font:1rem/1.5 serif;'
    "max-width:60rem;margin:2rem auto}}td,th{{vertical-align:top;text-align:left;padding:.3rem .6rem;border-top:1px solid #ccc}}"
    "mark.near{{background:none;border-bottom:2px dotted}}</style><h1>Cinquante recherches</h1><table>{}</table></html>"
)
_ROW = Markup("<tr><td>{}<td><b>{}</b><td>{}<td>{}</tr>")


@dataclass(frozen=True, slots=True)
class Search:
    """A search, and what was judged right of its answer."""

    kind: str
    query: str
    total: int
    listed: int
    total_is: str
    shown: str
    marks: str
    meaning: str


def judged() -> tuple[Search, ...]:
    """The fifty searches."""
    with JUDGED.open(encoding="utf8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return tuple(Search(kind, query, int(total), int(listed), *rest) for kind, query, total, listed, *rest in rows)


def answered(index: Index, search: Search) -> Answer:
    """What the archive answers, in three episodes of one moment."""
    return index.search(search.query, limit=3, moments=1)


def shown(answer: Answer) -> str:
    """The words marked first in the first quotation; empty where nothing is quoted."""
    moments = [moment for hit in answer.hits[:1] for moment in hit.moments[:1]]
    return next((moment.text[moment.marks[0].start : moment.marks[0].end] for moment in moments), "")


def kinds(answer: Answer) -> str:
    """The kinds of the marks of the first quotation, each once."""
    moments = [moment for hit in answer.hits[:1] for moment in hit.moments[:1]]
    return ",".join(dict.fromkeys(mark.kind for moment in moments for mark in moment.marks))


def page(index: Index) -> str:
    """All searches with their answers, as HTML."""
    rows = (
        _ROW.format(one.kind, one.query, _numbers(answer), _lines(answer)) for one in judged() for answer in [answered(index, one)]
    )
    return _PAGE.format(Markup("").join(rows))


def _numbers(answer: Answer) -> str:
    return f"{answer.total} ({answer.total_is}), {answer.listed_total} listed, {answer.partial_total} partial"


def _lines(answer: Answer) -> Markup:
    return Markup("<br>").join(line for hit in (*answer.hits, *answer.meaning) for line in _of(answer, hit))


def _of(answer: Answer, hit: Hit) -> Iterator[Markup]:
    for moment in hit.moments:
        heard = ", ".join(f"{one.text} for {one.asked}, {one.nearness}" for one in resemblances(answer.explanation, hit))
        said = ", ".join(dict.fromkeys(mark.kind for mark in moment.marks))
        quoted = marked(moment.text, moment.marks)
        yield Markup("{}: {} <small>{}</small> {}").format(standing(hit), quoted, said, escape(f"[{heard}]" if heard else ""))


def main() -> None:
    """Writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("page", type=Path)
    asked = parser.parse_args()
    index = open_index(asked.library)
    asked.page.write_text(page(index), "utf8")
    index.close()


if __name__ == "__main__":
    main()
