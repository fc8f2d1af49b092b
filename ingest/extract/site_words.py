"""The site's own words, read once from site_words.toml, as questions a cleaner asks of a line."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.extract.grammar import data

_LONGEST_LABEL = 120
_COUNTED = re.compile(r"^[0-9][0-9 .,]{0,8}\s|\s?\(?[0-9][0-9 .,]{0,8}\)?$")
_EDGES = " \t\u00a0\u202f\u200b\ufeff:："


@dataclass(frozen=True, slots=True)
class Labels:
    """Every label of every interface language, folded as `label_form` folds a line."""

    transcript: frozenset[str]
    whole: frozenset[str]
    category: frozenset[str]
    category_value: frozenset[str]
    button: frozenset[str]
    follow: frozenset[str]
    footer: frozenset[str]
    skips: re.Pattern[str]
    glued_transcript: re.Pattern[str]
    site_suffix: re.Pattern[str]


def label_form(line: str) -> str:
    """The line as labels are compared: white space folded, apostrophes plain, no colon behind; empty for a long
    line."""
    if len(line) > _LONGEST_LABEL:
        return ""
    return " ".join(line.replace("’", "'").split()).strip(_EDGES)


@cache
def labels() -> Labels:
    """The labels, read from the package's data at the first question."""
    rules = data("site_words.toml")
    sets = {
        name: frozenset(label_form(label) for many in by_language.values() for label in many) for name, by_language in rules.items()
    }
    return Labels(
        transcript=sets["transcript"],
        whole=sets["whole"],
        category=sets["category"],
        category_value=sets["category_value"],
        button=sets["button"],
        follow=sets["follow"],
        footer=sets["footer"],
        skips=re.compile(rf"(?:(?:{_any_of(sets['skip'])}) ?[|•·]? ?)+"),
        glued_transcript=re.compile(rf"(?P<value>.*?\S)(?P<space>\s?)(?P<label>{_any_of(sets['transcript'])})"),
        site_suffix=re.compile("|".join(rules["site_suffix"]["all"]), re.IGNORECASE),
    )


def is_skip_line(line: str) -> bool:
    """Whether a line is nothing but skip links, however glued."""
    return labels().skips.fullmatch(label_form(line)) is not None


def is_footer(line: str) -> bool:
    """Whether a line begins the footer: "Commentaires", "Recommandations", "12 commentaires"."""
    form = label_form(line)
    if not form or form[:1].islower():
        return False
    return form in labels().footer or _capital(_COUNTED.sub("", form)) in labels().footer


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _any_of(words: frozenset[str]) -> str:
    """The longest first, so that no label hides a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
