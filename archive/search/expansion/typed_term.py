"""One chunk of a query as typed, and how it may have been said, in each language that tells its sounds."""

from dataclasses import dataclass

from archive.languages import registered, united

MOST_READINGS = 4
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedTerm:
    """A chunk as typed: its folded words, its `main` word without an elided article (l'IA -> ia), all its words joined as
    `key` (without that article), how they are `spoken`, and a hint of language ("-en": not English, as accents tell)."""

    asked: Words
    main: str
    key: str
    spoken: str
    elided: bool
    hint: str | None

    @classmethod
    def of(cls, typed: str, asked: Words, hint: str | None) -> "TypedTerm":
        """The chunk that some text is, given its folded words."""
        elided = len(asked) == 2 and asked[0] in united().elisions + united().inner_apostrophes and "'" in typed.replace("’", "'")
        spoken = typed.replace("’", "'").split("'", 1)[1] if elided else typed
        accented = not typed.replace("’", "'").isascii()
        main = asked[-1]
        return cls(asked, main, main if elided else "".join(asked), spoken, elided, hint or ("-en" if accented else None))


def readings(typed: str) -> tuple[str, ...]:
    """The codes of a chunk as typed, the likeliest first, at most four."""
    each = (language.phonetics.encode_query(typed) for language in registered().values() if language.phonetics)
    return tuple(dict.fromkeys(code for codes in each for code in codes if code))[:MOST_READINGS]
