"""What a language tells the archive. A language that tells nothing is indexed and searched word by word, like any
other."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

_REGULAR_FROM = 5
_PLURALS = ("s", "x")
_BEFORE = {"s": "", "x": "u"}
"""What a word ends in that has such a plural: bateaux; Castex is no plural of caste."""
_PARTICIPLES = ("e", "es", "ee", "ees")
_BARE_PARTICIPLES = ("i", "u")

Codes = tuple[str, ...]
"""Codes in the alphabet of `archive.languages.base`, the likeliest first."""


def plural_forms(word: str, known: bool) -> Iterator[str]:
    """The plural in s of a folded word, and behind a u that in x, and what it is the plural of, by rule alone."""
    if len(word) >= _REGULAR_FROM:
        yield from (word + ending for ending in _PLURALS if word.endswith(_BEFORE[ending]))
    if word.endswith(_PLURALS) and len(word) > _REGULAR_FROM and word[:-1].endswith(_BEFORE[word[-1]]):
        yield word[:-1]


def regular_forms(word: str, known: bool) -> Iterator[str]:
    """Forms that a folded word may have by rule alone, as French makes them: plurals, -al and -aux, and the endings of
    a participle, these only for a word that no dictionary knows: bare where it ends so (finie: fini), else not
    (argentée is no form of argent)."""
    yield from plural_forms(word, known)
    if word.endswith("aux"):
        yield word[:-3] + "al"
    if not known and len(word) >= _REGULAR_FROM + 1:
        stem = word.rstrip("s").rstrip("e")
        endings = ("", "s", *_PARTICIPLES) if stem.endswith(_BARE_PARTICIPLES) else _PARTICIPLES
        yield from (stem + ending for ending in endings if stem + ending != word)


class Form(NamedTuple):
    """A form of a lemma, both folded; `meant`: whether who types it may mean that lemma (livre is hardly ever of
    livrer)."""

    form: str
    lemma: str
    meant: bool


class Inflections(NamedTuple):
    """What a language knows of its words better than the common dictionaries: the forms of lemmas, several lemmas a
    form, and its words of grammar."""

    forms: tuple[Form, ...]
    grammar: frozenset[str]


def no_inflections() -> Inflections:
    """Of a language that the common dictionaries know best."""
    return Inflections((), frozenset())


def no_spellings(word: str) -> Iterator[str]:
    """Of a language in which each word is spelt in one way."""
    return iter(())


class AccentRule(NamedTuple):
    """What tells words apart that fold alike. tells: two spellings that fold alike -> whether they may be two words, or
    only two ways to write one; and how the commonest verbs end, unfolded: what of `forme` and `formé` is that of
    `former`, and what the participle has behind it in the feminine."""

    tells: Callable[[str, str], bool]
    present: str
    participle: str
    feminine: str
    infinitive: str


@dataclass(frozen=True, slots=True)
class Phonetics:
    """How a language is pronounced.

    encode_word: a folded word of a transcript -> its codes, one at least ("" for a word without sounds);
    encode_name: a name as a page writes it, with capitals and accents -> its codes, none for a name without sounds;
    encode_query: what a listener typed -> its codes, none likewise."""

    encode_word: Callable[[str], Codes]
    encode_name: Callable[[str], Codes]
    encode_query: Callable[[str], Codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a title that the archive makes is worded: without the words of any language unless one tells its own."""

    months: str = ""
    """a language whose months `archive.model.cldr` has; none: dates are written as ISO 8601 has them"""
    first_day: str = "1"
    behind_day: str = " "
    behind_month: str = " "
    pair: str = "{}, {}"
    more: str = "{}, +{}"
    quotation: str = "“{}”"
    colon: str = ": "
    episode: str = "Episode"
    introduction: str = "Introduction"
    """of a chapter: what is said before there is a subject"""


def contraries(text: str) -> tuple[tuple[str, str], ...]:
    """Each word before a bar with each behind it, in lines or behind a semicolon: "fast faster | slow slower"."""
    sides = [line.split("|") for line in text.replace(";", "\n").splitlines() if "|" in line]
    return tuple(pair for one, other in sides for pair in product(one.split(), other.split()))


def written(text: str) -> dict[str, tuple[str, ...]]:
    """Parse a list such as "50%: half, halves; 12: dozen": what stands before each colon -> what is listed behind
    it."""
    listed = (line.split(": ") for line in text.split("; "))
    return {value: tuple(some.split(", ")) for value, some in listed}


def valued(text: str, alone: str) -> dict[str, str]:
    """Each word that is listed with what stands before its colon: "50%: half, halves"; and others with themselves."""
    return {word: value for value, some in written(text).items() for word in some} | {word: word for word in alone.split()}


def ended(stems: str, endings: str) -> frozenset[str]:
    """Each of some stems with each of some endings: forms of verbs that are all alike."""
    return frozenset(map("".join, product(stems.split(), endings.split())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language. All words are folded (archive.text.tokenizer.fold) unless stated; whatever is left out is not
    used."""

    code: str
    """ISO 639-1, as episodes have it"""
    function_words: frozenset[str] = frozenset()
    """words that tell nothing of what is looked for: typed beside others, they are not needed"""
    insults: frozenset[str] = frozenset()
    """words that are offered to nobody in the place of what was typed"""
    and_words: tuple[str, ...] = ()
    """ways to write "and", any of which meets the others"""
    sign_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """a sign within a word or a number -> what it is called, words parted by spaces: the "plus plus" of ++"""
    denials: frozenset[str] = frozenset()
    """words that deny what is said with them: jamais, not"""
    denial_goes_on: frozenset[str] = frozenset()
    """those that deny no more behind another: the ni of "pas A ni B\""""
    denials_agree: frozenset[str] = frozenset()
    """those that deny once where one stands beside the other: jamais rien"""
    denial_halves: frozenset[str] = frozenset()
    """words that deny with another behind them, and by themselves at times: the ne of ne … plus"""
    denied_with: frozenset[str] = frozenset()
    """the other halves, some of which deny behind such a half alone: the plus of ne … plus"""
    denial_endings: frozenset[str] = frozenset()
    """what denies behind an apostrophe: the t of didn't"""
    clause_openers: frozenset[str] = frozenset()
    """words that begin another clause, which is not denied by what stands before them: mais, but"""
    denied_affirms: frozenset[str] = frozenset()
    """words with which a denial denies nothing of what follows: the oubliez of n'oubliez pas, sans doute"""
    denied_alone: frozenset[str] = frozenset()
    """pronouns of which a denial just before them denies something, and nothing behind them: the moi of "pas moi\""""
    denial_prefixes: tuple[str, ...] = ()
    """what denies the rest of a word: the il of illégal"""
    opposites: tuple[tuple[str, str], ...] = ()
    """folded words of which the one says the contrary of the other, once each: plus, moins"""
    sayings: frozenset[str] = frozenset()
    """forms of verbs that tell that somebody says something: the dit of "a dit que\""""
    said_with: frozenset[str] = frozenset()
    """what may stand between such a verb, a name and what is said: the a, the nous and the que of "nous a dit que\""""
    said_as: frozenset[str] = frozenset()
    """what may stand beside those where words are likened to what somebody said: the comme and the l of "comme l'a
    dit\""""
    sources: tuple[str, ...] = ()
    """what stands before the name of who says something, words parted by spaces: according to"""
    spoken_to: tuple[str, ...] = ()
    """what stands before the name of whom somebody speaks to or of, or is asked by, words parted by spaces; lower case,
    with the accent that alone tells one from another word: the à of "Ana à Léo\""""
    speaks_to: frozenset[str] = frozenset()
    """forms of verbs, beside those of saying, behind which whom they address is named: the asked of "Ana asked Léo\""""
    sounds: frozenset[str] = frozenset()
    """the first words of notes of what is heard and nobody says: the rires in (Rires)"""
    question_words: frozenset[str] = frozenset()
    """words that ask: in a question they are not what is looked for"""
    elisions: tuple[str, ...] = ()
    """what a word becomes before a vowel, parted from it by an apostrophe: the l of l'eau"""
    apostrophe_words: tuple[str, ...] = ()
    """words that stand before an apostrophe without being shortened by it: the y of y'a"""
    inner_apostrophes: tuple[str, ...] = ()
    """what stands before the apostrophe in words that hold one: the aujourd of aujourd'hui"""
    apostrophe_endings: tuple[str, ...] = ()
    """what stands behind the apostrophe of two words that are said as one: the ll of we'll"""
    grammar_endings: tuple[str, ...] = ()
    """the same behind words of grammar alone, and else what ends any word: the s of what's"""
    compound_parts: frozenset[str] = frozenset()
    """words of two letters that may be half of a compound"""
    cardinals: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """numbers -> their words; 0 and 1 are words like others and left out"""
    magnitudes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """what is counted in words: 1,000, 1,000,000 and more, with all its forms -> its words; 1 -> what is one of
    these"""
    quantities: Mapping[str, str] = field(default_factory=dict)
    """words that tell how many, and are no numbers -> the number or share that they are worth, or their own name: half
    50%, dozen 12, few few"""
    in_hundreds: Callable[[int, Callable[[int], tuple[str, ...]]], Iterator[tuple[str, ...]]] | None = None
    """(a number from 101 to 9999, the words of one below 100) -> the ways to say it"""
    ordinals: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """numbers -> all ways to write which of many something is, words parted by spaces: the seizieme, 16e and xvie of
    16"""
    ordinals_in_speech: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """words that may be an ordinal, and mostly are none (une seconde) -> the ordinals that say the same: no search
    takes them for it"""
    grammar_lemmas: frozenset[str] = frozenset()
    """lemmas of articles, pronouns and auxiliaries, none of whose forms is worth looking for"""
    lemma_endings: tuple[tuple[str, str], ...] = ()
    """(ending, root's ending), unfolded: a lemma of simplemma's that is itself a form of another (dérivée of
    dériver)"""
    accents: AccentRule | None = None
    """where an accent may be all that tells one word from another: which do, and which do not"""
    regular_forms: Callable[[str, bool], Iterator[str]] = regular_forms
    """(word, whether a dictionary knows it) -> forms it may have by rule"""
    inflections: Callable[[], Inflections] = no_inflections
    """read when a dictionary is made; the words that it lacks are those of simplemma"""
    spellings: Callable[[str], Iterator[str]] = no_spellings
    """folded word -> other ways to spell it, of which those are used that a dictionary has: colour, color"""
    name_particles: tuple[str, ...] = ()
    """lower-case words within names, unfolded: the de of Simone de Beauvoir"""
    abbreviations: tuple[str, ...] = ()
    """unfolded, with their dot, which ends no sentence"""
    greetings: frozenset[str] = frozenset()
    """folded words that greet, thank or part: no title's"""
    linking_words: frozenset[str] = frozenset()
    """folded articles and prepositions that join words to one phrase: the de of centrale de Fessenheim"""
    topic_changes: tuple[str, ...] = ()
    """what a host says where the subject changes; lower case, unfolded, ' for apostrophe"""
    wording: Wording = Wording()
    """of the titles that the archive makes for episodes in this language"""
    phonetics: Phonetics | None = None
    """none: names are linked and words varied by spelling alone"""


VOWELS = "aEiouyAOI"
CONSONANTS = "pbtdkgfvszSZlRmnjw"
SOUNDS = VOWELS + CONSONANTS

_REPEATED = re.compile(r"(.)\1+")


def collapse_repeats(code: str) -> str:
    """The code with each run of one sound shortened to one: words run into one another when they are spoken."""
    return _REPEATED.sub(r"\1", code)


def is_initialism(word: str) -> bool:
    """Whether a lower-case word can only be said letter by letter: two to five letters, no vowel among them."""
    return 1 < len(word) <= 5 and word.isascii() and not any(letter in "aeiouy" for letter in word)
