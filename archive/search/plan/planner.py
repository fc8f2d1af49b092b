"""From a query as understood to what an engine is asked: each word with all that may stand in its place."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from archive.languages import is_function_word, numbers
from archive.search.expansion import Expander
from archive.search.expansion.compounds import said_otherwise
from archive.search.expansion.expander import ALIAS_WEIGHT, JOINED_WEIGHT
from archive.search.index.limits import Budget, all_terms, least_terms, places_of, run_places, shortened
from archive.search.index.types import AS_ASKED, Clause, Expansion, Pattern, TermPosition, said_by
from archive.search.index.vocabulary import Vocabulary
from archive.search.plan.plan import (
    LONGEST_NAME,
    Plan,
    counted_alone,
    is_told_apart,
    plain_word,
    told_apart,
    wordless,
    words_of,
)
from archive.search.query.known_names import NameIndex
from archive.search.query.parser import Group, Meaning, Part, Query
from archive.search.results.answer import IgnoredJson
from archive.text.tokenizer import words

MOST_ENDINGS = 200
OFTENER, PART_TOGETHER = 2, 0.1
"""Times as many; and of the episodes that say the rarer of two words that belong together, those that say both in a row."""
LONGEST_EXPANSION = 12
RARE = 5
SURE_WEIGHT = 0.6
WELL_SERVED = 3


@lru_cache(4096)
def _exact(word: str) -> TermPosition:
    return TermPosition(word, (Expansion((word,)),))


def _exact_phrase(found: Sequence[str]) -> Pattern:
    return Pattern(tuple(_exact(word) for word in found))


class Planner:
    """Plans one question within its budget. What is repeated is asked once, and each word looked up once."""

    def __init__(
        self,
        expander: Expander,
        vocabulary: Vocabulary,
        budget: Budget,
        count: Callable[[Expansion], int],
        people: NameIndex,
    ) -> None:
        """`count` returns the number of episodes that hold a run of words."""
        self._expander, self._vocabulary, self._budget = expander, vocabulary, budget
        self._count, self._people = count, people
        self._expanded: dict[str, tuple[Expansion, ...]] = {}
        self._findable: dict[Part, bool] = {}
        self._endings = MOST_ENDINGS
        self._speakers: tuple[str, ...] = ()

    def plan(self, query: Query, *, loose_phrases: bool = False) -> Plan:
        """What an engine is asked for a query. With `loose_phrases`, words in quotes get their expansions too. Where
        the filters name who speaks, what is needed must be said by them; what is excluded may be said by nobody."""
        self._speakers = query.filters.values("speaker")
        patterns = sum(part.kind == "pattern" for part in (*_parts(query.groups), *query.excluded))
        self._endings = min(MOST_ENDINGS, self._budget.limits.terms // max(1, patterns))
        typed = query.groups or wordless(query)
        groups = [found for group in typed for found in self._as_findable(group)]
        joined = self._joined(groups)
        needed = [group for group in groups if not all(map(self._is_light, group.parts))] or groups
        bare = [group.parts[0] for group in groups if group not in needed]
        light = [IgnoredJson(part.typed, "percent" if part.percent else "common-word") for part in bare]
        once = _once(needed)
        clauses = [self._clause(group, joined.get(group.meant, ()), loose_phrases) for group in once]
        excluded = [self._strict(part) for part in dict.fromkeys(query.excluded) if self._can_find(part)]
        kept = self._within_terms([*clauses, *excluded])
        asked = [(group, clause) for group, clause in zip(once, kept[: len(once)], strict=True) if clause]
        return Plan(
            query=query,
            clauses=tuple(counted_alone(clause) for _, clause in asked),
            wide=tuple(clause for _, clause in asked),
            groups=tuple(group for group, _ in asked),
            excluded=tuple(clause for clause in kept[len(once) :] if clause),
            ignored=query.ignored + tuple(dict.fromkeys(light)),
        )

    def _is_light(self, part: Part) -> bool:
        """Whether a part is of words of grammar alone, or says a sign that nobody looks for (10 pour cent); a word that
        its accent tells from one (né, sûr) is none."""
        grammar = all(map(is_function_word, part.words)) or (part.percent and numbers.is_percent(part.words))
        return part.kind == "word" and grammar and not self._expander.spelt(part.typed)

    def near_phrases(self, strict: Plan) -> Plan | None:
        """A plan's query with words in quotes as they may have been heard; None where that costs too much."""
        phrases = [part for part in _parts(strict.groups) if part.kind == "phrase"]
        cost = sum(places_of(self._pattern(part, (), loose=True), self._vocabulary) for part in phrases)
        if not self._budget.late() and self._budget.take("positions", cost):
            loose = self.plan(strict.query, loose_phrases=True)
            if loose.groups == strict.groups:
                return loose
        self._budget.say("near")
        return None

    def typed_phrase(self, query: Query) -> Clause | None:
        """All words of a query of plain words as one phrase, joined otherwise where need be (cest: c'est), or in their
        other forms where that can be paid for; None where it is anything else or a single word, or costs too much."""
        parts = [group.parts[0] for group in query.groups if len(group.parts) == 1]
        if len(parts) != len(query.groups) or any(part.kind != "word" for part in parts) or len(parts) < 2:
            return None
        for pattern in (Pattern(tuple(self._as_said(part, kinds) for part in parts)) for kinds in (AS_ASKED, {"joined"})):
            if not self._budget.late() and self._budget.take("positions", places_of(pattern, self._vocabulary)):
                return self._said(Clause(query.text, (pattern,)))
        self._budget.say("order")
        return None

    def _as_said(self, part: Part, kinds: Collection[str]) -> TermPosition:
        if len(part.words) == 1 and is_function_word(part.words[0]):
            return _exact(part.words[0])
        forms = tuple(one for one in self._expand(part.typed) if one.kind in kinds and one.words != part.words)
        return TermPosition(part.typed, (Expansion(part.words), *forms))

    def _as_findable(self, group: Group) -> tuple[Group, ...]:
        """The group; where its words are too common to be found together, each, or of a side of an OR the rarest."""
        if all(self._can_find(part) for part in group.parts):
            return (group,)
        if len(group.parts) == 1 and group.parts[0].kind != "pattern":
            return tuple(Group((_word_part(word),)) for word in group.parts[0].words)
        sides = tuple(part if self._can_find(part) else self._rarest(part) for part in group.parts)
        found = tuple(part for part in sides if self._can_find(part))
        return (Group(found),) if found else ()

    def _can_find(self, part: Part) -> bool:
        """Whether the part's words can be looked for together; each part is paid for once."""
        if part not in self._findable:
            self._findable[part] = self._pay(part)
            if not self._findable[part]:
                self._budget.say("scan" if part.kind == "pattern" else "apart", part.typed)
        return self._findable[part]

    def _pay(self, part: Part) -> bool:
        if part.kind == "pattern":
            return self._budget.take("scanned", self._vocabulary.scanned(part.words[0]))
        pattern = Pattern(_exact_phrase(part.words).slots, part.within_ms)
        return len(part.words) < 2 or self._budget.take("positions", places_of(pattern, self._vocabulary))

    def _rarest(self, part: Part) -> Part:
        return part if part.kind == "pattern" else _word_part(min(part.words, key=self._vocabulary.frequency))

    def _within_terms(self, clauses: Sequence[Clause]) -> list[Clause | None]:
        """The clauses with as many readings as there are terms left, evenly; None for what cannot be asked at all."""
        left = self._budget.left("terms")
        kept: list[Clause | None] = []
        for clause in clauses:
            fits = least_terms(clause) <= left
            if not fits:
                self._budget.say("too-long", clause.text)
            left -= least_terms(clause) if fits else 0
            kept.append(clause if fits else None)
        more = [all_terms(clause) - least_terms(clause) for clause in kept if clause]
        if sum(more) > left:
            kept = [clause and self._shortened(clause, left // len(more)) for clause in kept]
        self._budget.take("terms", sum(all_terms(clause) for clause in kept if clause))
        return kept

    def _shortened(self, clause: Clause, more: int) -> Clause:
        if all_terms(clause) - least_terms(clause) <= more:
            return clause
        self._budget.say("forms", clause.text)
        return shortened(clause, more)

    def _expand(self, typed: str) -> tuple[Expansion, ...]:
        """The readings of a typed word; the exact one alone where all others would cost too much to find."""
        if typed not in self._expanded:
            exact = tuple(words(typed))
            known = self._vocabulary.count("".join(exact)) >= WELL_SERVED
            if not exact:  # a sign alone, of a word of several such as do#
                self._expanded[typed] = (Expansion((typed,)),)
            elif self._budget.late() or not (known or self._budget.take("lookups")):
                self._budget.say("forms", typed)
                self._expanded[typed] = (Expansion(exact),)
            else:
                readings = told_apart(self._expander.expand(typed), self._expander.spelt(typed), self._count)
                self._expanded[typed] = self._expander.as_ordinal(typed, readings)
        return self._expanded[typed]

    def _clause(self, group: Group, joined: tuple[Expansion, ...], loose: bool) -> Clause:
        """Return the clause that a group is met by; a single word may also be met by what it makes with its
        neighbours."""
        text = " OR ".join(dict.fromkeys(part.typed for part in group.parts))
        return self._said(Clause(text, tuple(self._pattern(part, joined, loose=loose) for part in group.parts)))

    def _said(self, clause: Clause) -> Clause:
        """The clause as those who speak must say it, where any are named."""
        return said_by(self._speakers, clause)

    def _strict(self, part: Part) -> Clause:
        """What an excluded part means: these words and no others, with the accent that tells one apart."""
        spelt = self._expander.spelt(part.typed)[:1] if len(part.words) == 1 else ()
        if is_told_apart(spelt, self._count):
            return Clause(part.typed, (Pattern((TermPosition(part.typed, spelt),)),))
        return Clause(part.typed, (self._ending(part) if part.kind == "pattern" else _exact_phrase(part.words),))

    def _pattern(self, part: Part, joined: tuple[Expansion, ...], *, loose: bool = False) -> Pattern:
        if part.kind == "pattern":
            return self._ending(part)
        if part.kind == "word":
            return Pattern((self._slot(part, joined),))
        if not loose:
            return Pattern(_exact_phrase(part.words).slots, part.within_ms)
        return Pattern(tuple(self._word_slot(word) for word in part.words), part.within_ms)

    def _slot(self, part: Part, joined: tuple[Expansion, ...]) -> TermPosition:
        if len(part.words) == 1 and self._is_light(part):
            written = tuple(one for one in joined if one.kind == "joined")
            return TermPosition(part.typed, _best((Expansion(part.words), *written))) if written else _exact(part.words[0])
        found = self._needed(self._expand(part.typed)) + joined
        names = [part.words, *self._people.of_family(part.words)]
        return TermPosition(part.typed, self._affordable(part.typed, _best((*found, *map(_alias, names)))))

    def _affordable(self, typed: str, expansions: tuple[Expansion, ...]) -> tuple[Expansion, ...]:
        """The readings without those of several common words, where these cost too much; the exact one is paid for."""
        runs = [expansion for expansion in expansions[1:] if len(expansion.words) > 1]
        if self._budget.take("positions", sum(run_places(run.words, self._vocabulary) for run in runs)):
            return expansions
        self._budget.say("forms", typed)
        return tuple(expansion for expansion in expansions if expansion not in runs)

    def _needed(self, expansions: tuple[Expansion, ...]) -> tuple[Expansion, ...]:
        """Without misspellings and mishearings where what was typed, joined otherwise, stands in several episodes."""
        typed = "".join(expansions[0].words) if expansions else ""
        joined = [expansion for expansion in expansions if expansion.kind == "joined" and "".join(expansion.words) == typed]
        if not any(self._is_well_served(expansion.words) for expansion in joined):
            return expansions
        return tuple(expansion for expansion in expansions if expansion.kind in AS_ASKED)

    def _is_well_served(self, run: tuple[str, ...]) -> bool:
        """Whether some words stand together in several episodes: each of them may (sup, rise), and the run nowhere."""
        if min(map(self._vocabulary.count, run)) < WELL_SERVED:
            return False
        return self._budget.take("positions", run_places(run, self._vocabulary)) and self._count(Expansion(run)) >= WELL_SERVED

    def _word_slot(self, word: str) -> TermPosition:
        return _exact(word) if is_function_word(word) else TermPosition(word, _best((*self._expand(word), _alias((word,)))))

    def _ending(self, part: Part) -> Pattern:
        pattern = part.words[0]
        whole = pattern.endswith("*") and "*" not in pattern[:-1]
        look = self._vocabulary.starting if whole else self._vocabulary.matching
        found = look(pattern[:-1] if whole else pattern, self._endings + 1)
        if len(found) > self._endings:
            self._budget.say("forms", part.typed)
        return Pattern((TermPosition(part.typed, tuple(Expansion((word,)) for word in found[: self._endings])),))

    def _joined(self, groups: Sequence[Group]) -> dict[Meaning, tuple[Expansion, ...]]:
        """By what a group means: what it makes with its neighbours, joined in one word or known together as a name."""
        plain = [plain_word(group) for group in groups]
        made: dict[int, list[Expansion]] = {}
        for first in range(len(plain) - 1):
            for last in range(first + 1, min(first + LONGEST_NAME, len(plain))):
                run = plain[first : last + 1]
                if not all(run):
                    break
                for expansion in self._as_one([part for part in run if part]):
                    for number in range(first, last + 1):
                        made.setdefault(number, []).append(expansion)
        self._add_acronyms(plain, made)
        found: dict[Meaning, tuple[Expansion, ...]] = {}
        for number, expansions in made.items():
            found[groups[number].meant] = (*found.get(groups[number].meant, ()), *expansions)
        return found

    def _add_acronyms(self, plain: Sequence[Part | None], made: dict[int, list[Expansion]]) -> None:
        """To each word of an expansion that was typed out, its acronyms."""
        for first in range(len(plain)):
            run: tuple[str, ...] = ()
            for last, part in enumerate(plain[first : first + LONGEST_EXPANSION], first):
                if part is None:
                    break
                run += part.words
                if acronyms := self._expander.acronyms_of(run):
                    for number in range(first, last + 1):
                        made.setdefault(number, []).extend(acronyms)

    def _as_one(self, run: Sequence[Part]) -> tuple[Expansion, ...]:
        typed = words_of(run)
        figures = numbers.in_figures(typed)
        written = [typed] if numbers.roman_ordinals(run[0].typed) and not any(map(is_function_word, typed)) else []
        others = [*([(figures,)] if figures else []), *said_otherwise(typed), *written]
        spelt = (Expansion(other, JOINED_WEIGHT, "joined", languages=numbers.spelt_in(typed, other)) for other in others)
        name = (_alias(typed), *spelt)
        light = "&" in (typed[0], typed[-1]) or all(is_function_word(part.words[0]) for part in run)
        if len(run) != 2 or light or self._budget.late():
            return name
        made = [one for one in self._expander.expand_run([part.typed for part in run]) if self._is_one_thing(one, run)]
        return (*name, *made)

    def together(self, run: tuple[str, ...]) -> int:
        """How many episodes say some words one after the other; 0 where it costs too much to tell."""
        known = all(map(self._vocabulary.count, run))
        return self._count(Expansion(run)) if known and self._budget.take("positions", run_places(run, self._vocabulary)) else 0

    def _is_one_thing(self, expansion: Expansion, run: Sequence[Part]) -> bool:
        """Whether a reading of two words may stand for both: it joins them, or it is a rare word unlike either."""
        rare = min(map(self._vocabulary.count, expansion.words)) <= RARE and expansion.weight >= SURE_WEIGHT
        return expansion.kind == "joined" or (rare and not set(words_of(run)) & set(expansion.words))


def _parts(groups: Sequence[Group]) -> Iterator[Part]:
    return (part for group in groups for part in group.parts)


def _once(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The first of the groups that mean the same."""
    first: dict[Meaning, Group] = {}
    for group in groups:
        first.setdefault(group.meant, group)
    return tuple(first.values())


def _word_part(word: str) -> Part:
    return Part("word", word, (word,))


def _alias(name: tuple[str, ...]) -> Expansion:
    return Expansion((), ALIAS_WEIGHT, "alias", " ".join(name))


def _best(expansions: tuple[Expansion, ...]) -> tuple[Expansion, ...]:
    """Each reading once, in the order given: one that counts before one that does not, then the weightiest."""
    kept: dict[tuple[tuple[str, ...], str, str], Expansion] = {}
    for expansion in expansions:
        key = (expansion.words, expansion.name, expansion.spelling)
        if key not in kept or (expansion.counted, expansion.weight) > (kept[key].counted, kept[key].weight):
            kept[key] = expansion
    return tuple(kept.values())
