"""How the archive writes words that its index folds: with the accents and capitals with which they are said."""

from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from archive.search.shown.snippets import Snippet
from archive.text.tokenizer import words


def as_written(engine: Engine, folded: str) -> str:
    """The words as they first stand in the episode that says them best; a capital that only begins a sentence is none of
    theirs. As they are where no speech holds them.

    A whole answer to the same words takes ten times as long, and a page of results may ask for twenty."""
    slots = tuple([TermPosition(word, (Expansion((word,)),)) for word in words(folded)])
    clauses = (Clause(folded, (Pattern(slots, fields=("speech",)),)),)
    doc = engine.evaluate(Request(clauses, candidates=1, aggregations=False)).full.doc
    said = engine.occurrences(clauses, doc)
    if not len(said.position):
        return folded
    position, length = said.position.item(0), said.length.item(0)
    snippet = Snippet(engine.captions_of(doc.tolist())[0], said.cue.item(0), position + length - 1)
    form = snippet.words_at(position, length)
    if form is None or words(form) != words(folded):
        return folded
    return form.lower() if form.istitle() and snippet.begins_sentence(position) else form
