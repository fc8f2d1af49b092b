"""How the archive writes words that its index folds: with the accents and capitals with which they are said."""

from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from archive.search.shown.snippets import Snippet
from archive.text.tokenizer import words

MOST_TRIED = 6
"""Places that are looked at for one within a sentence."""


def as_written(engine: Engine, folded: str) -> str:
    """The words as they first stand within a sentence of the episode that says them best; a capital that only begins
    one is none of theirs. As they are where no speech holds them.

    A whole answer to the same words takes ten times as long, and a page of results may ask for twenty."""
    slots = tuple([TermPosition(word, (Expansion((word,)),)) for word in words(folded)])
    clauses = (Clause(folded, (Pattern(slots, fields=("speech",)),)),)
    doc = engine.evaluate(Request(clauses, candidates=1, aggregations=False)).full.doc
    said = engine.occurrences(clauses, doc)
    opening = ""
    for place in range(min(MOST_TRIED, len(said.position))):
        position, length = said.position.item(place), said.length.item(place)
        snippet = Snippet(engine.captions_of(doc.tolist())[0], said.cue.item(place), position + length - 1)
        form = snippet.words_at(position, length)
        if form is None or words(form) != words(folded):
            continue
        if not form.istitle() or not snippet.begins_sentence(position):
            return form
        opening = opening or form.lower()
    return opening or folded
