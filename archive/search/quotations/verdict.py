"""Whether somebody said it: word for word, nearly so, or not at all."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from archive.analysis.mentions import NameLink
from archive.analysis.speakers import is_initials
from archive.model.period import undated
from archive.search.expansion.expander import Expander
from archive.search.filters import Filters, Given
from archive.search.index.limits import LIMITS, Budget, CutJson, Limits, Purse
from archive.search.index.read.engine import Engine
from archive.search.index.types import Summary
from archive.search.query.known_names import NameIndex
from archive.search.query.parser import Group, Query, is_plain
from archive.search.quotations import pasted
from archive.search.quotations.alignment import FEWEST_WORDS, likeness, of_said_sentences, unsaid_sentences
from archive.search.quotations.attribution import Named, Pulled, Quotation, is_somebody
from archive.search.quotations.finder import QuotationFinder
from archive.search.quotations.found import Exactly, Found
from archive.search.quotations.meaning_changes import as_near, replaced
from archive.search.quotations.pasted import as_read, is_citation, slug_cited, source_apart, time_apart, whole_names
from archive.search.quotations.speech import but_who_says_it, voices, with_words_around
from archive.search.results.announced import with_announced
from archive.search.results.answer import Hit, Outcome, PieceJson, Quoted, Verdict, holds_together
from archive.text.tokenizer import words

LONGEST = 2000
"""Characters of a quotation: some 300 words, as many as are read of one."""
MOST_PASSAGES, MOST_ALIKE, MOST_TYPED, UNQUOTED_FROM, VERBATIM_FROM = 3, 20, 40, 4, 5
"""Passages that are told, and all as near as the best of what is nearly said, up to so many; words of a search that may
be a quotation: longer ones are verified; plain words from which on they may be one, and an answer tells how many
episodes say them as they stand."""
UNQUOTED_PART = 0.6
"""How much of plain words is a part worth telling, before all episodes that hold them anywhere: of 400 quotations half
remembered, 28 find their passage so first and 2 lose it."""
FEW_TELLING, TELLING_SHARE = 3, 2 / 3
"""Words of which each counts: what lacks one is no part worth telling beside episodes that hold them all. So it is of
more where they are more of what was typed than they are of a sentence."""
BESIDE_AN_ANSWER = Limits(positions=2_500_000, microseconds=60_000)
"""What it may cost beside an answer, which has its own budget."""
BEGINNING, COMMON = 3, 5.7
"""Letters with which two forms of a word begin: interne is none of externe; how common words are (log 10 of their times
in a thousand million) of which a search knows no forms: dit, disait."""
MOST_TOLD, MOST_PARTS, MOST_WAYS = 300, 8, 6
"""Characters of a quotation in the sentence that says it was not looked for; quotations of one text that are judged
each: that there are more is told; ways to read who said it that are looked for."""


def verdict(engine: Engine, expander: Expander, names: NameIndex, text: str, filters: Filters) -> Verdict:
    """What the archive tells of a quotation, within one purse. Where quotation marks stand inside the text, what they
    hold is the quotation, each of several for itself, and the words around are left aside; unless all of the text is
    said as it stands, or nearly so and most of it stands around and is no name alone. Without marks so are the words
    that tell who said it, where the rest is said better without them. Only a passage that holds it word for word makes
    it exact: what is nearly said is shown, and never taken for it. The text is read as a person reads it (`as_read`),
    without the source of a citation of this site, or the time before a line, where nobody says it."""
    if len(text) > LONGEST:
        return _not_looked_for(text)
    asked = _Asked(engine, expander, names, filters, Purse(LIMITS.microseconds))
    if not (read := as_read(text, expander.commonness)):
        return Verdict(text, "not-found", 0, (), read=text)
    read = source_apart(read, _names_of_cited(asked, text, read))
    time, rest = time_apart(read)
    told = asked.judged(read, exactly=True) if time else None
    if told is None or told.outcome != "exact":
        told = _of_one_text(asked, rest)
        told = replace(told, aside=(time, *told.aside) if time else told.aside)
    return with_announced(replace(told, quotation=text, read=told.quotation), names)


def _names_of_cited(asked: "_Asked", text: str, read: str) -> Iterator[str]:
    """The title, show and channel of the episode whose address stands in a text, as that is read; of a citation without
    one that is known, of those that say what it quotes, the longest first."""
    doc, expander = asked.engine.doc_of(slug_cited(text)), asked.expander
    parts = sorted(Pulled.of(read).parts, key=len, reverse=True) if doc is None and is_citation(read) else []
    said = (asked.judged(part, exactly=True).passages for part in parts[:MOST_PARTS])
    found = [one.summary for one in next(filter(None, said), ())]
    for one in found if doc is None else asked.engine.summaries_of((doc,)):
        names = (undated(one.title, one.date, one.precision), one.show, one.channel)
        yield from filter(None, (as_read(name, expander.commonness) for name in names if name))


def _of_one_text(asked: "_Asked", text: str) -> Verdict:
    """The verdict on a text as it is read, or on what it quotes. Whether that is said word for word costs least, and is
    asked before the whole of which it is the lesser part."""
    pulled, names = Pulled.of(text), asked.names
    named = bool(pulled.aside) and all(is_somebody(one, names) for one in pulled.aside)
    marked = pulled.is_some and (named or not pulled.only_words)
    most = named or pulled.is_most
    ways = [] if marked and most else list(islice(Pulled.attributed(text, names), MOST_WAYS))
    first = pulled.parts[:MOST_PARTS] if marked and not most else ()
    exact = {one.quotation: one for one in (asked.judged(part, exactly=True) for part in first) if one.outcome == "exact"}
    whole = asked.judged(text, exactly=bool(ways) or (marked and most))
    if whole.outcome == "exact" and not named:
        return whole
    if not (marked and most):
        whole = _without_attribution(asked, text, ways) if ways else whole
        if not marked or whole.outcome != "not-found":
            return whole
    told = [(exact[part], ()) if part in exact else _uninterrupted(asked, part) for part in pulled.parts[:MOST_PARTS]]
    parts, inside = [part for part, _ in told], tuple(chain.from_iterable(aside for _, aside in told))
    parts += [_not_looked_for(part) for part in pulled.parts[MOST_PARTS : MOST_PARTS + 1]]
    held = _held_against(asked, text, parts, (*inside, *pulled.aside), () if inside else pulled.between)
    return replace(held, aside=(*held.aside, *pulled.titles))


def _uninterrupted(asked: "_Asked", text: str) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on what stands between marks, without who said it (…, said Name, …) where more is said so; and
    that."""
    whole = asked.judged(text)
    for way in Pulled.interrupted(text, asked.names) if whole.outcome != "exact" else ():
        part = asked.judged(way.parts[0])
        if part.outcome == "exact" or part.score > whole.score:
            return part, way.aside
    return whole, ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What quotations are held against, and within which means."""

    engine: Engine
    expander: Expander
    names: NameIndex
    filters: Filters
    purse: Purse

    def judged(self, text: str, *, exactly: bool = False, said_by: tuple[str, ...] = ()) -> Verdict:
        """The verdict on one quotation, without what it puts in between brackets where more is said so; `exactly`
        alone, where nothing else is asked, and as some speakers say it."""
        quotation = Quotation(text)
        bare, put_in = quotation.without_insertions(), quotation.insertions
        whole = self._judged(quotation, exactly or bare is not None, said_by)
        if bare is None or whole.outcome == "exact":
            return whole
        other = self._judged(bare, True, said_by)  # what costs least is asked first
        if not exactly and other.outcome != "exact":
            whole, other = (self._judged(one, exactly, said_by) for one in (quotation, bare))
        unsaid = [words(piece.quoted) for said in whole.shown for piece in said.shown if piece.fate == "unsaid"]
        is_better = other.score > whole.score and all(any(set(words(one)) <= set(some) for some in unsaid) for one in put_in)
        return replace(other, quotation=text, read=text, inserted=put_in) if other.outcome == "exact" or is_better else whole

    def _judged(self, quotation: Quotation, exactly: bool, said_by: tuple[str, ...]) -> Verdict:
        """The same of it as it stands, its numbers written in whichever way is said. One that nothing is left for is
        told as not looked for."""
        budget, text = Budget(purse=self.purse), quotation.text
        if budget.late():
            return _not_looked_for(text)
        finder, ways = QuotationFinder(self.engine, budget), (quotation, *quotation.in_figures())
        written = (*ways, *chain.from_iterable(way.grouped() for way in ways), *quotation.spelt())
        every = (finder.exactly(way, self.filters, MOST_PASSAGES, said_by) for way in written)
        said = next((one for one in every if one.episodes), Exactly(0, ()))
        read = (finder.either_way(way, self.filters, MOST_PASSAGES, MOST_ALIKE) for way in ways if not exactly)
        found: Sequence[Found] = said.places or max(read, key=_most_said, default=tuple[Found, ...]())
        whole = [one for one in found if one.whole and quotation.complete]
        shown = whole or found
        near, parts = _by_share(shown, _quoted(self.engine, self.expander, shown))
        tells = any(one.is_part for one in shown)
        near = (*near[:MOST_PASSAGES], *(one for one in as_near(near) if one not in near[:MOST_PASSAGES]))
        outcome: Outcome = "exact" if said.episodes or whole else "nearly" if near else "not-found"
        texts = finder.written(quotation, self.filters, MOST_PASSAGES) if outcome == "not-found" and not exactly else ()
        episodes, parts = max(said.episodes, len(whole)), _as_parts(parts) if outcome == "not-found" else ()
        in_part, closest = (parts, ()) if tells else ((), parts)
        return Verdict(text, outcome, episodes, near, in_part, budget.cut, read=text, written=texts, closest=closest)

    def of_those(self, named: Sequence[str], text: str, *, exactly: bool) -> Iterator[Quoted]:
        """Where some who are named say a quotation, word for word or nearly; then where others do, in episodes in which
        they speak, or are told to be host or guest."""
        for name in ("speaker", "person"):
            theirs = None if self.filters.values(name) else self.names.of_those(self.filters, name, named)
            if theirs:
                within = replace(self, filters=theirs)
                for said_by in dict.fromkeys((theirs.values("speaker"), ()) if exactly else ((),)):
                    yield from within.judged(text, exactly=exactly, said_by=said_by).passages


def _without_attribution(asked: _Asked, text: str, ways: Sequence[Pulled]) -> Verdict:
    """The verdict on a text that nobody says word for word, without the words that may tell who said it, where that is
    better than on the whole: where what is left is said word for word, else where more of it is said, or those words
    tell nothing else. What costs least is asked first."""
    for way in ways:
        part = asked.judged(way.parts[0], exactly=True)
        if part.outcome == "exact":
            return _held_against(asked, text, [part], way.aside, ())
    way, part = ways[0], asked.judged(ways[0].parts[0])
    is_told = way.tells_who(asked.names)
    if not (is_told and part.outcome == "nearly"):
        whole = asked.judged(text)
        is_more = part.outcome == "nearly" and part.score > whole.score
        if not (is_more or (is_told and whole.outcome == "not-found")):
            return whole
    return _held_against(asked, text, [part], way.aside, ())


def _held_against(asked: _Asked, text: str, parts: Sequence[Verdict], aside: tuple[str, ...], between: tuple[str, ...]) -> Verdict:
    """The verdict on a text of its parts, the words around them held against who says these: where somebody is named,
    what others say is told to be theirs. Who is the subject of the verb of saying beside one said that; where nobody
    is, anybody who is named may have, but for a pronoun the subject of the sentence before, where they do say it."""
    tell = partial(Named.of, names=asked.names)
    every, nobody = tell(aside, before="".join(between[:1])), [""] * len(parts)
    ways = (pasted.who_said_each(between), pasted.who_goes_on(between)) if between else (nobody, nobody)
    each = list(zip(_of_the_same(asked, parts), *([tell((one,)) for one in way] for way in ways), strict=False))
    named = [again if _say(again, part) else one if one.names else every for part, one, again in each]
    held = [_named_by(asked, part, who) for (part, *_), who in zip(each, named, strict=True)]
    doubted = (bool(again.names) and who is every and _say(who, part) for (part, _, again), who in zip(each, named, strict=True))
    held = [replace(one, unsure=one.unsure or is_so) for one, is_so in zip(held, doubted, strict=True)]
    whole = replace(Verdict.of_parts(text, held, aside), inserted=tuple(word for one in held for word in one.inserted))
    names = whole_names([name for some in named for name in some.names])
    closest = held[0].closest if len(held) == 1 else ()
    return replace(whole, named=names, unsure=any(one.unsure for one in held), closest=closest)


def _say(named: Named, part: Verdict) -> bool:
    """Whether some who are named, and nobody else, say a passage of a quotation."""
    return any(one.speakers and all(map(named.may_be, one.speakers)) for one in part.passages)


def _of_the_same(asked: _Asked, parts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Quotations of one text, of each that is said word for word those passages first, in their order, whose episode
    says another of them; where there is none such among those told it is looked for. So are equal parts of others."""
    met = [{one.summary.slug for one in part.passages} for part in parts]
    for number, part in enumerate(parts):
        others = set[str]().union(*met[:number], *met[number + 1 :])
        is_said_apart = part.outcome == "exact" and part.episodes > MOST_PASSAGES and others.isdisjoint(met[number])
        there = asked.filters.and_also(Filters(tuple(Given("episode", slug) for slug in sorted(others))))
        theirs = replace(asked, filters=there).judged(part.quotation, exactly=True).passages if is_said_apart and others else ()
        every = sorted((*theirs, *part.passages), key=lambda one: one.summary.slug not in others)
        is_exact, in_part = part.outcome == "exact", _in_those_first(part.in_part, others)
        yield replace(part, passages=tuple(every)[: len(part.passages)]) if is_exact else replace(part, in_part=in_part)


def _in_those_first(parts: Sequence[Quoted], slugs: Set[str]) -> tuple[Quoted, ...]:
    """Passages that say a part of a quotation; of those that say the same words of it as the first, in some episodes
    before others."""
    said = [[piece.quoted for piece in one.pieces if piece.fate == "same"] for one in parts]
    same = [one for one, words_of in zip(parts, said, strict=True) if words_of == said[0]]
    return (*sorted(same, key=lambda one: one.summary.slug not in slugs), *(one for one in parts if one not in same))


def _named_by(asked: _Asked, part: Verdict, named: Named) -> Verdict:
    """A verdict held against who is named; unsure where that is not told: by the transcript, or since of several who
    are named one says it, or none is named but whom somebody speaks to."""
    if not named.names:
        return replace(part, unsure=named.others)
    held = _with_theirs_first(asked, part, named)
    return replace(held, named=named.names, unsure=not all(_is_told(asked, one.speakers, named) for one in held.shown))


def _is_told(asked: _Asked, speakers: Sequence[str], named: Named) -> bool:
    """Whether it is told who says all of a passage, and whether that is who is named, or are all who are; initials that
    are theirs may be those of others, too, unless the text names them by the same."""
    theirs = list(map(named.may_be, speakers))
    labels = [words(name) for name in named.every]
    is_told = (all(theirs) and all(words(one) in labels or not is_initials(one) for one in speakers)) or not any(theirs)
    return bool(speakers) and is_told and not named.are_several(asked.names, speakers)


def _with_theirs_first(asked: _Asked, part: Verdict, named: Named) -> Verdict:
    """A verdict with what others say than who is named told to be theirs. Those episodes come first in which who is
    named speaks or is told to be, and of each what they say themselves; then those that name nobody."""
    exactly, is_told = part.outcome == "exact", any(one.speakers and not _is_of_others(one, named) for one in part.passages)
    is_asked = exactly or (part.outcome == "nearly" and not is_told)
    theirs = tuple(asked.of_those(named.every, part.quotation, exactly=exactly)) if is_asked else ()
    slugs = {one.summary.slug for one in theirs}

    def told(some: Sequence[Quoted]) -> tuple[Quoted, ...]:
        turned = [replace(one, turns=(*one.turns, "speaker")) if _is_of_others(one, named) else one for one in some]
        return tuple(sorted(turned, key=order)[: max(MOST_PASSAGES, len(part.passages))])

    def order(one: Quoted) -> tuple[bool, bool, bool]:
        is_of_others = "speaker" in one.turns
        is_theirs = one.summary.slug in slugs or (bool(one.speakers) and not is_of_others)
        return not is_theirs, is_of_others, not one.speakers

    every = {one.summary.slug: one for one in (*part.passages, *reversed(theirs))}
    return replace(part, passages=told(tuple(every.values())), in_part=told(part.in_part), closest=told(part.closest))


def _is_of_others(said: Quoted, named: Named) -> bool:
    """Whether it is told who says a passage, and none of them can be one of those named beside it."""
    return bool(said.speakers) and not any(map(named.may_be, said.speakers))


def _not_looked_for(text: str) -> Verdict:
    return Verdict(text, "not-found", 0, (), cut=(CutJson.of("too-long", text[:MOST_TOLD]),), read=text)


@dataclass(frozen=True, slots=True)
class Shares:
    """What holds most of a quotation, and where nothing does what holds a part of it; of plain words that are said as
    they stand, `verbatim`, in how many episodes."""

    nearly: tuple[Quoted, ...] = ()
    in_part: tuple[Quoted, ...] = ()
    verbatim: int = 0


NOTHING = Shares()


def nearly_said(
    engine: Engine, expander: Expander, query: Query, groups: Sequence[Group], total: int, first: Sequence[Hit]
) -> Shares:
    """Where nearly the words are said that were typed, if they read as a quotation that nobody says word for word: one
    in quotes that was found in no episode, or several plain words; of plain words that somebody says so, in how many
    episodes. Of plain words no passage is told with another number, nor one that lacks one of few groups: the only one,
    or of some that episodes hold. What is only a part must weigh more than half of them, and is told where the `first`
    hit does not hold together the `groups` that were looked for: the episodes that hold them are listed anyway. `total`
    counts what was found."""
    text, in_quotes = _quotation(query)
    if not text or (in_quotes and total):
        return NOTHING
    quotation, finder = Quotation(text), QuotationFinder(engine, Budget(BESIDE_AN_ANSWER))
    if len(quotation) > MOST_TYPED or len(set(quotation.words)) < FEWEST_WORDS:
        return NOTHING
    if not in_quotes and len(quotation) < UNQUOTED_FROM:
        return NOTHING
    if not in_quotes and (said := finder.exactly(quotation, query.filters).episodes):
        return Shares(verbatim=said if len(quotation) >= VERBATIM_FROM else 0)
    found = (finder.either_way if in_quotes else finder.nearly)(quotation, query.filters, MOST_PASSAGES)
    near, parts = _by_share(found, _quoted(engine, expander, found))
    if in_quotes:
        return Shares(near, _as_parts(parts) if any(one.is_part for one in found) else ())
    # Who types a number without quotes asks for that one (revue de la semaine 10), and for the one word that tells
    # anything (qu'est-ce qu'une dérivée). A part that lacks one of two or three (prix de l'électricité) is none.
    few = max(FEW_TELLING, len(groups) if len(groups) > TELLING_SHARE * len(quotation) else 0) if parts and total else 1
    asked = tuple(word for group in groups for word in group.parts[0].words) if len(groups) <= few else ()
    kept = (tuple(one for one in some if "number" not in one.turns and one.says(asked)) for some in (near, parts))
    near, parts = (tuple(map(but_who_says_it, some)) for some in kept)
    together = any(holds_together(hit, len(groups)) for hit in first)
    return Shares(near, () if together else _as_parts(one for one in parts if one.score >= UNQUOTED_PART))


def _most_said(found: Sequence[Found]) -> tuple[bool, bool, float]:
    return any(one.nearly for one in found), any(one.is_part for one in found), max((one.score for one in found), default=0.0)


def _by_share(found: Sequence[Found], told: tuple[Quoted, ...]) -> tuple[tuple[Quoted, ...], tuple[Quoted, ...]]:
    """Some stretches as they are told: those that hold most of a quotation, else those that hold a part of it."""
    return (told, ()) if all(one.nearly for one in found) else ((), told)


def _as_parts(told: Iterable[Quoted]) -> tuple[Quoted, ...]:
    """Passages that are only a part of a quotation: none denies it or has another number, since the rest may be
    anything."""
    return tuple(replace(one, turns=tuple(turn for turn in one.turns if turn not in {"negation", "number"})) for one in told)


def _quotation(query: Query) -> tuple[str, bool]:
    """What of a query may be a quotation, and whether it stands in quotes; empty where it asks for anything else,
    too."""
    if query.excluded or query.filters.values("speaker"):
        return "", False
    parts = [part for group in query.groups for part in group.parts]
    if len(parts) == 1 and parts[0].kind == "phrase":
        return parts[0].typed, True
    return (" ".join(part.typed for part in parts), False) if is_plain(query) else ("", False)


def _quoted(engine: Engine, expander: Expander, found: Sequence[Found]) -> tuple[Quoted, ...]:
    """Some stretches of speech with what is shown of their episodes, and with a few words around them."""
    docs = [one.doc for one in found]
    captions, speakers = engine.captions_of(docs), [partial(engine.speakers_at, doc) for doc in docs]
    who = (voices(one.met, one.runs, held, says) for one, held, says in zip(found, captions, speakers, strict=True))
    meant = map(_guesses, found, engine.links_of(docs))
    told = map(partial(_shown, expander), found, engine.summaries_of(docs), who, meant)
    places, ends = [one.place for one in found], [one.end for one in found]
    return tuple(map(with_words_around, told, places, ends, captions, speakers))


def _guesses(one: Found, links: Iterable[NameLink]) -> tuple[str, ...]:
    """The names probably meant by what a passage says, as they stand on its episode's page."""
    inside = (link for link in links if any(begin <= link.position < end for begin, end in one.runs))
    return tuple(dict.fromkeys(link.name for link in inside if link.is_a_guess))


def _shown(expander: Expander, one: Found, summary: Summary, voices: tuple[str, ...], meant: tuple[str, ...]) -> Quoted:
    # Of one that is turned round the ends are cut, and what stands there is of other words.
    ends = {one.pieces[0], one.pieces[-1]} if one.is_turned else set()
    unsaid = unsaid_sentences(one.quoted, one.pieces) if one.nearly and not one.is_turned else ()
    said = of_said_sentences(one.pieces, unsaid)
    others = replaced(said, summary.language, partial(_are_akin, expander)) if one.nearly or one.is_turned else ()
    others = tuple(piece for piece in others if piece not in ends)
    turns = one.turns(said, summary.language) + (("word",) if others else ())
    ahead = (PieceJson("left-out", "", one.ahead),) if one.ahead and one.nearly and not one.is_turned else ()
    at = summary, one.likeness, one.start_ms, *one.at, one.text
    return Quoted(
        *at, (*ahead, *one.pieces), turns, voices, one.line, others, one.stands, tuple(text for *_, text in unsaid), meant
    )


def _are_akin(expander: Expander, one: str, other: str) -> bool:
    """Whether a word may be a form of another, or a slip of it: as a search takes it for one; by its letters, where
    both begin alike, or the one is no word; by its first one, where one is so common that its forms are not listed."""
    alike = likeness(one, other) > 0 and (one[:BEGINNING] == other[:BEGINNING] or not all(map(expander.is_word, (one, other))))
    listed = one[:1] != other[:1] or max(map(expander.commonness, (one, other))) < COMMON
    return alike or not listed or any((b,) == way.words for a, b in ((one, other), (other, one)) for way in expander.expand(a))
