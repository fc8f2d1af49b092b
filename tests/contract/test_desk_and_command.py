"""Everything at the desk can be done by a command, and the other way round: the table of the staff's guide, held against both."""

import re
from pathlib import Path

import click
from flask import Flask

from archive.cli import main
from archive.web.staff import views

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
DOORS = {"staff.login", "staff.log_in", "staff.log_out"}


def table(guide: str, first: str) -> list[tuple[str, str]]:
    """The rows of a guide's table whose first cell begins so: the name in it, and the whole row."""
    lines = (GUIDES / guide).read_text("utf8").splitlines()
    rows = [line for line in lines if line.startswith(f"| `{first}")]
    return [(row.split("`")[1], row) for row in rows]


def named(text: str) -> set[str]:
    """The commands that a text names, as `glossary add`."""
    return {
        " ".join(words) if words[1] in getattr(main.commands[words[0]], "commands", {}) else words[0]  # type: ignore[attr-defined]
        for words in re.findall(r"`archive ([a-z]+)(?: ([a-z]+))?", text)
    }


def commands() -> set[str]:
    """Every command, those of a group by two words."""
    assert isinstance(main, click.Group)
    found: set[str] = set()
    for name, command in main.commands.items():
        found |= {f"{name} {one}" for one in command.commands} if isinstance(command, click.Group) else {name}
        found |= {name} if getattr(command, "invoke_without_command", False) else set()
    return found


def endpoints() -> set[str]:
    """Every page and form of the desk."""
    app = Flask("desk")
    app.register_blueprint(views.pages)
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff.")} - DOORS


def test_whatever_the_desk_does_a_command_does() -> None:
    rows = table("staff.md", "staff.")
    assert {endpoint for endpoint, _ in rows} == endpoints()
    assert all(named(row) for _, row in rows)
    assert set().union(*(named(row) for _, row in rows)) <= commands()


def test_whatever_a_command_does_the_desk_does_or_the_administrator() -> None:
    at_the_desk = set().union(*(named(row) for _, row in table("staff.md", "staff.")))
    of_the_machine = set().union(*(named(row) for _, row in table("administrator.md", "archive ")))
    assert at_the_desk | of_the_machine == commands()
    assert at_the_desk & of_the_machine == set()
