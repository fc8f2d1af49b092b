"""One word for one thing: what docs/interface-words.md says is not used stands in no text of the interface, in either language."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archive.cli import main
from archive.web.presentation.reasons import ERRORS, REASONS
from tests.web.catalogue import WEB, texts, translated

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "interface-words.md"
GUIDES = (ROOT / "README.md", ROOT / "docs" / "commands.md", *ROOT.glob("docs/deploy/**/*.md"), *ROOT.glob("docs/guide/*.md"))
Word = tuple[str, tuple[str, ...]]
"""A word that is not used, and where it may stand all the same."""


def unused(column: int) -> list[Word]:
    """The words of a column of the table, from 0."""
    rows = [line.strip("| ").split(" | ") for line in TABLE.read_text("utf8").splitlines() if line.startswith("| ")][1:]
    found = (re.match(r"([^\[\]]+?)(?: \[([^\]]+)\])?$", word.strip()) for row in rows for word in row[column].split(","))
    return [(match[1], (match[2],) if match[2] else ()) for match in found if match]


FRENCH, ENGLISH = unused(3), unused(4)
COMMANDS = [word for word in ENGLISH if word[0] not in {"RSS", "URL", "iframe", "limit", "drops"}]
"""Those of commands and guides, which name formats and limits of machines, and files that are dropped."""


def french() -> Iterator[str]:
    """Every text of the interface, singular and plural."""
    for text in texts():
        yield from (text,) if isinstance(text, str) else text


def english() -> Iterator[str]:
    """The same in English."""
    for text in translated().values():
        yield from (text,) if isinstance(text, str) else text


def helped(command: click.Command) -> Iterator[str]:
    """What the help of a command and of those under it says, without what is typed and the names of arguments."""
    told = (command.help, command.epilog, *(one.help for one in command.params if isinstance(one, click.Option)))
    yield from (re.sub(r"\b[A-Z]{3,}\b|`[^`]*`", " ", text) for text in told if text)
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        yield from helped(one)


def prose(document: Path) -> str:
    """The words of a document, without what is typed, addresses and names of arguments."""
    return re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", " ", document.read_text("utf8"), flags=re.DOTALL)


def holding(words: list[Word], every: Iterator[str]) -> list[tuple[str, str]]:
    """The texts that hold a word that is not used, each with the word."""
    found = []
    for text in every:
        for word, allowed in words:
            said = re.sub(r"%\(\w+\)s|\{[^{}]*\}", " ", text)
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


def test_no_reason_or_error_in_french_holds_a_word_that_is_not_used() -> None:
    assert holding(FRENCH, iter([*REASONS.values(), *ERRORS.values()])) == []


def test_no_help_of_a_command_holds_a_word_that_is_not_used() -> None:
    told = list(helped(main))
    assert len(told) > 150
    assert holding(COMMANDS, iter(told)) == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_guide_holds_a_word_that_is_not_used(guide: Path) -> None:
    assert holding(COMMANDS, iter([prose(guide)])) == []


@pytest.mark.parametrize("template", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.stem)
def test_no_template_writes_words_past_the_catalogue(template: Path) -> None:
    """Words stand in the catalogue, where they are translated and read over: none is set between tags as it is."""
    code = r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<(script|style|code)\b.*?</\1>|<!--.*?-->|<[^>]*>"
    bare = re.sub(code, " ", template.read_text("utf8"), flags=re.DOTALL)
    assert holding(FRENCH + ENGLISH, iter([bare])) == []


def test_the_search_for_such_words_finds_one() -> None:
    assert holding(FRENCH, iter(["Mots mal entendus", "une phrase entendue"])) == [("entendu", "Mots mal entendus")]
