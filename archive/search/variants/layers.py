"""The tables of one generation, written and opened: the full index, or what a child adds to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive import mapped
from archive.search.variants import entries, lemmas, sounds, spelling
from archive.search.variants.known import Known
from archive.speech.frequency import UNKNOWN, zipf

FILE = "variants.bin"
# A word of less than one in a hundred million is a name or a slip of the machine.
STRANGE_ZIPF = 2.0
Vocabulary = Mapping[str, Mapping[str, int]]
Phrases = Iterable[tuple[tuple[str, ...], int]]


@dataclass(frozen=True, slots=True)
class Layer:
    """The tables of one directory, mapped."""

    entries: entries.Entries
    spelling: spelling.Spelling
    sounds: sounds.Sounds
    lemmas: Mapping[str, lemmas.Lemmas]


def build(directory: Path, vocabulary: Vocabulary, phrases: Phrases, known: Mapping[str, Known]) -> None:
    """Writes the tables of a vocabulary (language -> folded word -> episodes) and of runs of words with their episodes."""
    counts = _all_languages(vocabulary)
    tables = entries.arrays(counts, phrases)
    listed = entries.Entries.of(tables)
    keys = [*listed.words, *listed.keys]
    tables |= spelling.arrays(keys)
    tables |= sounds.arrays(_codes(listed, vocabulary))
    for language, words in vocabulary.items():
        tables |= lemmas.arrays(language, words, known[language])
    mapped.write(directory / FILE, tables)


def _all_languages(vocabulary: Vocabulary) -> dict[str, int]:
    counts: dict[str, int] = {}
    for words in vocabulary.values():
        for word, episodes in words.items():
            counts[word] = counts.get(word, 0) + episodes
    return counts


def telling(phrases: Phrases, known: Mapping[str, Known]) -> Phrases:
    """The runs of words that may be one word misheard: a word of grammar in them only beside one that is in no dictionary."""
    tables = [(frozenset(one.grammar), zipf(language)) for language, one in known.items()]
    for run, episodes in phrases:
        plain = [word for word in run if any(word in grammar for grammar, _ in tables)]
        strange = any(all(common.get(word, UNKNOWN) < STRANGE_ZIPF for _, common in tables) for word in run)
        if not plain or strange:
            yield run, episodes


def _codes(listed: entries.Entries, vocabulary: Vocabulary) -> list[tuple[int, str]]:
    """(entry, code) of all that sounds; runs of words are read as the archive's first language of those that have rules."""
    place = {word: entry for entry, word in enumerate(listed.words)}
    codes = [
        (place[word], code)
        for language, words in vocabulary.items()
        for word in words
        for code in sounds.codes_of((word,), language)
    ]
    spoken = next((language for language in sounds.LANGUAGES if vocabulary.get(language)), "")
    for entry in range(len(listed.words), len(listed.words) + len(listed.phrases)):
        codes += ((entry, code) for code in sounds.codes_of(listed.text(entry), spoken))
    return codes


def open_layer(directory: Path) -> Layer:
    """The tables of a directory; OSError or ValueError where there are none."""
    tables = mapped.read(directory / FILE)
    listed = entries.Entries.of(tables)
    languages = {name.split(".")[1] for name in tables if name.startswith("lemmas.")}
    return Layer(
        listed,
        spelling.Spelling(tables, listed),
        sounds.Sounds(tables),
        {language: lemmas.Lemmas(tables, language) for language in sorted(languages)},
    )
