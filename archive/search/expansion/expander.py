"""From what was typed to all that may stand in its place: exact first, then at most MOST looser ways, best first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from archive.languages import codes_of, is_function_word, numbers, united
from archive.languages.accents import Accents, kept_accents
from archive.languages.base import is_initialism
from archive.languages.frequency import AT_HOME, zipf
from archive.search.expansion import compounds, inflections
from archive.search.expansion.near_words import (
    CLOSE_BY,
    ESTABLISHED,
    OWN_SOUND,
    SPELT_FROM,
    Frequencies,
    FuzzyMatch,
    Likelihood,
    fuzzy_matches,
    is_known_apart,
    writings,
)
from archive.search.expansion.table_set import EVERYDAY_ZIPF, STRANGE_ZIPF, TableSet, open_table_set
from archive.search.expansion.typing_errors import before_it, has_figures_of
from archive.search.index.types import AS_ASKED, GUESSED, Expansion, MatchKind
from archive.text.tokenizer import as_written, fold, words

MOST, MOST_JOINED = 32, 8
MOST_NEAR, MOST_NEIGHBOURS, MOST_BEHIND, MOST_HOMOPHONES, MOST_MISHEARD = 3, 8, 12, 3, 8
JOINED_WEIGHT, INFLECTED_WEIGHT, ALIAS_WEIGHT, NEAR_WEIGHT, PRESENT_WEIGHT, HOMOPHONE_WEIGHT = 0.95, 0.85, 0.8, 0.7, 0.45, 0.3
_STEP, _CACHED, _CACHED_NEAR = 0.01, 4096, 64
# What lies this much farther than the nearest is not meant; the weight falls with the distance.
_GAP = 0.06
_LOSS, _LEAST = 2.0, 0.1
FEWEST_LETTERS, FEWEST_LETTERS_APART = 3, 4
COMMON_APART = 4.5
"""A word of thirty in a million and more is written as it is."""

Words = tuple[str, ...]
Found = Mapping[Words, Expansion]


@dataclass(frozen=True, slots=True)
class _TypedTerm:
    """A term as typed: its folded words, its `main` word without an elided article (l'IA -> ia), all its words joined
    as `key` (without that article), how they are `spoken`, and a hint of language ("-en": not English, as accents
    tell; else that of the words beside it)."""

    asked: Words
    main: str
    key: str
    spoken: str
    elided: bool
    hint: str | None

    @classmethod
    def of(cls, typed: str, asked: Words, hint: str | None) -> "_TypedTerm":
        """The term that some text is, given its folded words."""
        elided = len(asked) == 2 and asked[0] in united().elisions + united().inner_apostrophes and "'" in typed.replace("’", "'")
        spoken = typed.replace("’", "'").split("'", 1)[1] if elided else typed
        accented = not typed.replace("’", "'").isascii()
        return cls(asked, asked[-1], asked[-1] if elided else "".join(asked), spoken, elided, "-en" if accented else hint)

    @property
    def is_name(self) -> bool:
        """Whether it has a capital, as names have."""
        return self.spoken[:1].isupper() and not self.spoken.isupper()


class Expander:
    """The tables of a generation, those of its full build first, then those of each increment. Safe to use from several
    threads."""

    def __init__(
        self,
        table_sets: Sequence[TableSet],
        frequencies: Frequencies,
        stated: Mapping[str, Sequence[Words]] | None = None,
        accents: Mapping[str, Accents] | None = None,
    ) -> None:
        """`accents`: of each language, the spellings that an accent tells apart."""
        self._table_sets, self._accents = tuple(table_sets), dict(accents or {})
        self._likelihood = Likelihood(frequencies, self.is_word)
        self._stated = dict(stated or {})
        self._acronyms = {expansion: acronym for acronym, expansions in self._stated.items() for expansion in expansions}
        self._cached = lru_cache(maxsize=_CACHED)(self._expand)
        self._cached_spelt = lru_cache(maxsize=_CACHED)(self._spelt)
        self._lemmas_beside_grammar = cache(self._beside_grammar)
        self._cached_near = lru_cache(maxsize=_CACHED_NEAR)(lambda key, codes: fuzzy_matches(key, codes, self._table_sets))
        self._cached_runs = lru_cache(maxsize=_CACHED)(self._expand_run)

    @classmethod
    def open(cls, directories: Sequence[Path], known: Path | None = None, today: compounds.Count | None = None) -> "Expander":
        """Maps the tables that `build_tables` wrote, the base first; OSError or ValueError where one is missing or not
        ours. `known` is the directory that keeps what is known of languages; without it, how common words are is
        loaded. `today` tells in how many episodes a word is, of which the tables know those of their build."""
        stated: dict[str, tuple[Words, ...]] = {}
        for directory in directories:
            for acronym, expansions in compounds.read_acronyms(directory).items():
                stated[acronym] = tuple(dict.fromkeys((*stated.get(acronym, ()), *expansions)))
        table_sets = [open_table_set(directory, today) for directory in directories]
        languages = sorted({language for table_set in table_sets for language in table_set.lemmas})
        accents: dict[str, Accents] = {
            language: {spelling: forms for one in directories for spelling, forms in kept_accents(language, one).items()}
            for language in languages
        }
        return cls(table_sets, {language: zipf(language, known) for language in languages}, stated, accents)

    def expand(self, typed: str, beside: str | None = None) -> tuple[Expansion, ...]:
        """All that may stand for one term as typed (OVH-Cloud, 49.3, l'IA): exact first; none where it holds no word.
        One of several languages has the forms of that alone which is spoken `beside` it."""
        return self._cached(typed, beside)

    def commonness(self, text: str) -> float:
        """How common the rarest word of a text is, in the language in which it is commonest; 0 where no list holds
        it."""
        return self._likelihood.commonness(words(text))

    def spelt(self, typed: str) -> tuple[Expansion, ...]:
        """A word that an accent tells from another, as it is written, and its forms; none of anything else."""
        asked = tuple(words(typed))
        spelling = as_written(_TypedTerm.of(typed, asked, None).spoken) if asked and not typed.isascii() else ""
        return next((self._cached_spelt(spelling, language) for language, known in self._accents.items() if spelling in known), ())

    def _spelt(self, spelling: str, language: str) -> tuple[Expansion, ...]:
        own = {form: count for form in self._accents[language][spelling] if (count := self._own(form, language))}
        if is_function_word(fold(spelling)):
            also = inflections.of_lemmas(self._lemmas_beside_grammar(language)[spelling], language, self._table_sets)
            own |= {form: count for form in also if not is_function_word(form) and (count := self._own(form, language))}
        forms = sorted(own, key=lambda form: (-own[form], form))[: inflections.MOST_FORMS]
        return _spelt(spelling, 1.0, "exact"), *(
            _spelt(form, INFLECTED_WEIGHT - _STEP * n, "inflected") for n, form in enumerate(forms)
        )

    def _beside_grammar(self, language: str) -> dict[str, frozenset[str]]:
        """The lemmas of each spelling that an accent tells from a word of grammar (né)."""
        beside = {one: forms for one, forms in self._accents[language].items() if is_function_word(fold(one))}
        return {one: inflections.lemmas_of(map(fold, forms), language, self._table_sets) for one, forms in beside.items()}

    def is_word(self, word: str) -> bool:
        """Whether the dictionary of a language has a word of the archive."""
        return any(lemmas.lemmas(word) for table_set in self._table_sets for lemmas in table_set.lemmas.values())

    def _own(self, form: str, language: str) -> int:
        """The episodes that hold a form of a language; 0 where they are another language's (sure, for sûr)."""
        return inflections.own_count(fold(form), language, self._table_sets)

    def as_ordinal(self, typed: str, readings: tuple[Expansion, ...]) -> tuple[Expansion, ...]:
        """The readings of an ordinal in Roman capitals that folds as a common word does (VIe, vie): as others are
        written, where the archive holds such a one; the word is a slip at best. The readings of anything else as they
        are."""
        ways = numbers.roman_ordinals(typed)
        held = tuple(one for one in readings if one.words in ways and all(map(self._count, one.words)))
        rare = not held or self._likelihood.commonness(readings[0].words) < COMMON_APART
        return readings if rare else (*held, Expansion(readings[0].words, PLAIN_WEIGHT, "misspelt", counted=False))

    def language_of(self, text: str) -> str | None:
        """The language of the archive in which the words of a text are commonest; None where none of them is known."""
        return self._likelihood.language_of(words(text))

    def acronyms_of(self, run: Words) -> tuple[Expansion, ...]:
        """The acronym that the archive states for some words in a row, folded, and a programme's number as it is
        written short."""
        stated = [(self._acronyms[run],)] if run in self._acronyms else []
        held = (way for way in compounds.numbered(run) if all(map(self._count, way)))
        return tuple(Expansion(way, JOINED_WEIGHT, "joined") for way in (*stated, *held))

    def expand_run(self, chunks: Sequence[str]) -> tuple[Expansion, ...]:
        """What some neighbouring chunks are when they are one thing ("sec", "num", "cloud"), without the run itself:
        written otherwise, or with a slip. Not by ear: each term has its own homophones."""
        return self._cached_runs(" ".join(chunks))

    def _expand_run(self, typed: str) -> tuple[Expansion, ...]:
        asked = tuple(words(typed))
        if not asked:
            return ()
        found = {one.words: one for one in self._joined(_TypedTerm.of(typed, asked, None), {})}
        if not found and not all(self._count(word) >= ESTABLISHED for word in asked):
            slips = fuzzy_matches("".join(asked), (), self._table_sets)
            found = {one.words: one for one in _slips(slips, NEAR_WEIGHT)}
        found.pop(asked, None)
        return tuple(found.values())

    def _expand(self, typed: str, hint: str | None) -> tuple[Expansion, ...]:
        if not (asked := tuple(words(typed))):
            return ()
        term, found = _TypedTerm.of(typed, asked, hint), {asked: Expansion(asked)}
        for source in (self._spelt_out, self._joined, self._inflected, self._near):
            for expansion in (one for one in source(term, found) if not self._is_of_others(term, one)):
                found.setdefault(expansion.words, expansion)
        return tuple(sorted(found.values(), key=lambda expansion: -expansion.weight)[: MOST + 1])

    def _spelt_out(self, term: _TypedTerm, found: Found) -> Iterator[Expansion]:
        """What an acronym stands for, where the archive states it."""
        yield from (Expansion(one, JOINED_WEIGHT, "joined") for one in self._stated.get(term.key, ())[:MOST_JOINED])

    def _joined(self, term: _TypedTerm, found: Found) -> Iterator[Expansion]:
        """Other ways to write the same; a word with its elided article (l'IA) may stand without it."""
        known = len(term.asked) == 1 and (self._count(term.main) >= ESTABLISHED or bool(self._forms(term)))
        runs = list(dict.fromkeys(compounds.joined(term.asked, self._count, self._joining, known, term.spoken)))[:MOST_JOINED]
        if term.elided and self._count(term.main):
            runs.append((term.main,))
        for rank, run in enumerate(runs):
            weight = JOINED_WEIGHT - _STEP * rank
            if self._is_guess(term, run):  # by the pen where letters are parted that are spelt (vscode)
                yield Expansion(run, weight, "misspelt" if any(map(is_initialism, run)) else "sounds-like", counted=False)
            else:
                yield Expansion(run, weight, "joined", languages=numbers.spelt_in(term.asked, run))

    def _is_guess(self, term: _TypedTerm, run: Words) -> bool:
        """Whether a word is only cut in two others that happen to be words (grandet: grand et), everyday ones both or
        one of grammar; no writing of it that the archive knows, and no lost apostrophe."""
        cut = len(term.asked) == 1 and compounds.is_cut_anywhere(term.key, run, self._joining)
        return cut and (any(map(is_function_word, run)) or self._likelihood.commonness(run) >= EVERYDAY_ZIPF)

    def _inflected(self, term: _TypedTerm, found: Found) -> Iterator[Expansion]:
        """Forms of a word, none of .NET; of several, the last one in another number (data center, data centers)."""
        head = () if term.elided else term.asked[:-1]
        for rank, form in enumerate(() if term.spoken.startswith(".") else self._forms(term)):
            yield Expansion((*head, form), INFLECTED_WEIGHT - _STEP * rank, "inflected")
        if len(term.asked) == 1 and not is_function_word(term.main):
            yield from (_spelt(spelling, INFLECTED_WEIGHT, "inflected") for spelling in self._told_from_grammar(term))

    def _told_from_grammar(self, term: _TypedTerm) -> Iterator[str]:
        """The forms of a word that only their accent tells from a word of grammar (né, of née)."""
        for language in self._accents:
            if term.hint == "-en" or self._own(term.main, language):
                lemmas = inflections.lemmas_of([term.main], language, self._table_sets)
                yield from (one for one, its in self._lemmas_beside_grammar(language).items() if not lemmas.isdisjoint(its))

    def _near(self, term: _TypedTerm, found: Found) -> Iterator[Expansion]:
        """Slips of pen and ear: many for a word that stands nowhere, fewer for a known one, homophones for an
        established one; none for figures with a letter or two (5G, G20) and what holds a sign (C++), which mean what
        they say."""
        if not term.key.isalnum() or (sum(map(str.isalpha, term.key)) < FEWEST_LETTERS and any(map(str.isdigit, term.key))):
            return
        key, codes, present = term.key, codes_of(term.spoken), self._count(term.key)
        if present >= ESTABLISHED:
            weight, candidates, most = HOMOPHONE_WEIGHT, writings(key, codes, self._table_sets), MOST_HOMOPHONES
        else:
            known = present or any(expansion.kind == "inflected" for expansion in found.values())
            weight, most = PRESENT_WEIGHT if known else NEAR_WEIGHT, MOST_NEAR
            candidates = self._cached_near(key, codes)
        held = bool(present) or any(self._is_held(term, one) for one in found.values())
        new = [one for one in candidates if one.words not in found and not (present and key in one.words)]
        new = [one for one in new if self._may_be_typed(term, one)]
        typed = (key if term.is_name else term.main,)
        if not held and self._likelihood.commonness(typed) < STRANGE_ZIPF:
            new = sorted((self._by_own_sound(term, one, new) for one in new), key=lambda one: one.distance)
        listed = tuple(self._likelihood.listed(typed, new, held=held, name=term.is_name, present=present))[:most]
        counted = frozenset() if held else self._likelihood.counted((term.main,), listed, new, name=term.is_name)
        slips = tuple(_slips(listed, weight, counted))
        yield from slips
        if present < ESTABLISHED:
            offered = self._likelihood.offered(key, present, new, held=held, name=term.is_name)
            yield from (_slip(one, weight) for one in offered if all(one.words != slip.words for slip in slips))

    def _may_be_typed(self, term: _TypedTerm, one: FuzzyMatch) -> bool:
        """Whether a near word may be what somebody typed: figures are the same, a word with its accents is none that
        English alone has, unless it sounds the same and is no word of a dictionary (Lukash, for Łukasz), and a machine
        that knows a word writes it right beside one of grammar."""
        known = is_known_apart(one, lambda word: self._count(word) >= ESTABLISHED or self.is_word(word))
        if known or not has_figures_of("".join(one.words), term.key):
            return False
        own = term.hint != "-en" or inflections.languages_of(one.words, self._table_sets, term.hint)
        if own or (term.is_name and one.alike and not any(map(self.is_word, one.words))):
            return True
        return (term.is_name or one.distance <= CLOSE_BY) and self._likelihood.language_of(one.words) != "en"

    def _is_of_others(self, term: _TypedTerm, one: Expansion) -> bool:
        """Whether a word, right in small letters and unsaid, is like another (gilet, Gimlet; hippopotames, popotes)."""
        told = term.is_name or one.kind not in GUESSED or self._count(term.key)
        common = 0.0 if told else self._likelihood.commonness((term.main,))
        if len(term.key) >= SPELT_FROM or common < AT_HOME:
            return one.kind == "sounds-like" and inflections.is_cut(term.key, one.words, common)
        return inflections.is_of_others(term.main, one.words, self._table_sets, term.hint, self._likelihood.of_languages)

    def _by_own_sound(self, term: _TypedTerm, one: FuzzyMatch, every: Sequence[FuzzyMatch]) -> FuzzyMatch:
        """What sounds exactly like a term in a language that says it is nearer than its letters tell (glifosate), but
        not than a slip that stands before it; nor are several words (assyncio: asyncio, then a SyncIO)."""
        run = one.alike and len(one.words) > 1
        own = one.alike and not one.one_edit and inflections.sounds_so(term.spoken, one.words, self._table_sets, term.hint)
        far = max(before_it(one, every) + _STEP, one.distance * (OWN_SOUND if own else 1.0))
        return replace(one, distance=far if run else min(one.distance, far), own=own) if run or own else one

    def near(self, typed: str) -> tuple[FuzzyMatch, ...]:
        """The single words near one as typed, nearest first, however unlikely, and all a letter away."""
        asked = tuple(words(typed))
        near = self._cached_near(asked[0], codes_of(typed)) if len(asked) == 1 and asked[0].isalpha() else ()
        single = (one for one in near if len(one.words) == 1)
        return tuple(one for place, one in enumerate(single) if place < MOST_NEIGHBOURS or one.one_edit)

    def _is_held(self, term: _TypedTerm, one: Expansion) -> bool:
        """Whether a reading is what was asked and the archive holds it: of a word cut in two it holds the pieces, and
        nobody knows whether they ever stand together (sup, rise)."""
        cut = len(term.asked) == 1 and compounds.is_only_cut(term.key, one.words, self._joining)
        return one.kind in AS_ASKED and one.words != term.asked and not cut

    def _forms(self, term: _TypedTerm) -> Words:
        return inflections.forms(term.asked[-1], self._table_sets, term.hint, self._likelihood.of_languages)

    def _count(self, word: str) -> int:
        return sum(table_set.entries.count(word) for table_set in self._table_sets)

    def _joining(self, key: str) -> Iterable[tuple[str, ...]]:
        for table_set in self._table_sets:
            yield from table_set.entries.joining(key)


def _slips(ranked: Sequence[FuzzyMatch], weight: float, counted: frozenset[Words] = frozenset()) -> Iterator[Expansion]:
    """Those near enough to the nearest."""
    return (_slip(one, weight, counted=one.words in counted) for one in ranked if one.distance <= ranked[0].distance + _GAP)


def _slip(one: FuzzyMatch, weight: float, *, counted: bool = False) -> Expansion:
    trust = weight * max(1 - _LOSS * one.distance, _LEAST)
    return Expansion(one.words, trust, one.kind, counted=counted, distance=round(one.distance, 4))


def _spelt(form: str, weight: float, kind: MatchKind) -> Expansion:
    """A form as it must be written; one that no accent tells from another, as it folds."""
    folded = fold(form)
    return Expansion((folded,), weight, kind, spelling=form if form != folded else "")


PLAIN_WEIGHT = 0.4
"""What the word without its accent is worth: a slip of the accent."""
