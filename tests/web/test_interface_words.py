"""One word for one thing: what docs/interface-words.md says is not used stands in no text of the interface, in either language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.catalogue import WEB, texts, translated

TABLE = Path(__file__).parents[2] / "docs" / "interface-words.md"
Word = tuple[str, tuple[str, ...]]
"""A word that is not used, and where it may stand all the same."""


def unused(column: int) -> list[Word]:
    """The words of a column of the table, from 0."""
    rows = [line.strip("| ").split(" | ") for line in TABLE.read_text("utf8").splitlines() if line.startswith("| ")][1:]
    found = (re.match(r"([^\[\]]+?)(?: \[([^\]]+)\])?$", word.strip()) for row in rows for word in row[column].split(","))
    return [(match[1], (match[2],) if match[2] else ()) for match in found if match]


FRENCH, ENGLISH = unused(3), unused(4)


def french() -> Iterator[str]:
    """Every text of the interface, singular and plural."""
    for text in texts():
        yield from (text,) if isinstance(text, str) else text


def english() -> Iterator[str]:
    """The same in English."""
    for text in translated().values():
        yield from (text,) if isinstance(text, str) else text


def holding(words: list[Word], every: Iterator[str]) -> list[tuple[str, str]]:
    """The texts that hold a word that is not used, each with the word."""
    found = []
    for text in every:
        for word, allowed in words:
            said = re.sub(r"%\(\w+\)s", " ", text)
            for one in allowed:
                said = said.replace(one, "")
            if re.search(rf"(?<!\w){re.escape(word)}(?:e|s|es)?(?!\w)", said, re.IGNORECASE):
                found.append((word, text))
    return found


def test_the_table_names_words_of_both_languages() -> None:
    assert len(FRENCH) > 20 and len(ENGLISH) > 20
    assert ("entendu", ("une phrase entendue",)) in FRENCH


def test_no_french_text_holds_a_word_that_is_not_used() -> None:
    assert holding(FRENCH, french()) == []


def test_no_english_text_holds_a_word_that_is_not_used() -> None:
    assert holding(ENGLISH, english()) == []


@pytest.mark.parametrize("template", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.stem)
def test_no_template_writes_words_past_the_catalogue(template: Path) -> None:
    """Words stand in the catalogue, where they are translated and read over: none is set between tags as it is."""
    code = r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<(script|style|code)\b.*?</\1>|<!--.*?-->|<[^>]*>"
    bare = re.sub(code, " ", template.read_text("utf8"), flags=re.DOTALL)
    assert holding(FRENCH + ENGLISH, iter([bare])) == []


def test_the_search_for_such_words_finds_one() -> None:
    assert holding(FRENCH, iter(["Mots mal entendus", "une phrase entendue"])) == [("entendu", "Mots mal entendus")]
