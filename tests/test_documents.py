"""What the documents say is there is there, and nothing that is there goes unsaid."""

import json
import re
import subprocess
import tomllib
from collections import Counter
from dataclasses import fields
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest

from archive.cli import main
from archive.settings import Settings
from ingest import CLEANER_VERSION

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = [
    f"/{file.relative_to(ROOT).as_posix()}"
    for folder in ("archive", "ingest", "scripts", "static", "tests", "docs")
    for file in (ROOT / folder).rglob("*.[jp][sy]")
]


def test_the_table_of_commands_names_every_command() -> None:
    assert isinstance(main, click.Group)
    assert {name for name in main.commands if f"archive {name}" not in COMMANDS} == set()


def test_readme_names_no_command_that_is_not_there() -> None:
    assert isinstance(main, click.Group)
    named = set(re.findall(r"`archive (?!--)([a-z]+)", README + COMMANDS))
    assert named - set(main.commands) == set()


def test_the_table_of_commands_names_each_once() -> None:
    named = Counter(re.findall(r"`archive ([a-z]+)", " ".join(re.findall(r"^\| (`archive .*?) \|", COMMANDS, re.MULTILINE))))
    assert len(named) > 20
    assert [name for name, times in named.items() if times > 1] == []


def test_every_command_has_help() -> None:
    assert isinstance(main, click.Group)
    assert {name for name, command in main.commands.items() if not command.help} == set()


def test_the_table_of_settings_names_every_one_with_its_default() -> None:
    for field in fields(Settings):
        row = next((line for line in SETTINGS.splitlines() if line.startswith("|") and f"`{field.name}`" in line), None)
        assert row is not None, field.name
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert shown in row, f"{field.name}: {default}"


def test_the_documents_name_every_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):.*##", MAKEFILE, re.MULTILINE)) - {"help", "clean"}
    assert {target for target in targets if f"make {target}" not in README + CONTRIBUTING} == set()


def test_the_makefile_has_every_target_it_promises() -> None:
    promised = re.findall(r"\.PHONY: (.*)", MAKEFILE)[0].split()
    assert {target for target in promised if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_names_of_the_program_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf8")
    files = re.findall(r"`((?:archive|ingest|tests|scripts|docs)/[\w/.-]+\.(?:py|toml|md|sh|gz))`", text)
    assert [file for file in files if not (ROOT / file).exists()] == []
    ends = [f"/{file}" for file in re.findall(r"`([\w/-]+\.(?:py|js))`", text)]  # alone, or behind folders
    assert [end for end in ends if not any(module.endswith(end) for module in MODULES)] == []
    for end, name in re.findall(r"`([\w/-]+\.py)`,\s`(?:[A-Z]\w*\.)?(\w+)`", text):
        held = "\n".join((ROOT / module[1:]).read_text(encoding="utf8") for module in MODULES if module.endswith(f"/{end}"))
        assert re.search(rf"(?m)^\s*(?:def|class) {name}\b|^\s*[\w, ]*\b{name}\b[\w, ]*[:=]", held), f"{end} defines no {name}"
    for name in re.findall(r"`((?:archive|ingest)(?:\.\w+){2,})`", text):
        resolve_name(name)


def test_the_changelog_names_the_version_of_the_cleaner() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf8")
    assert [int(said) for said in re.findall(r"cleaner is version (\d+)", changes)] == [CLEANER_VERSION]


def test_every_dependency_is_reasoned_in_the_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    extras = project["optional-dependencies"]
    taken = [*project["dependencies"], *extras["mcp"], *extras["opensearch"], *extras["meaning"]]
    decision = (ROOT / "docs" / "adr" / "0005-dependencies.md").read_text(encoding="utf8")
    rows = set(re.findall(r"[\w-]+", " ".join(line.partition("|")[2] for line in decision.splitlines() if line.startswith("|"))))
    assert {name for one in taken if (name := re.split(r"[<>=]", one)[0]) not in rows} == set()


@pytest.mark.parametrize("script", [".ci/run", "scripts/environment.sh", "scripts/chromium.sh"])
def test_a_script_reads_as_shell(script: str) -> None:
    done = subprocess.run(["bash", "-n", ROOT / script], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def lines_for_deploying() -> list[str]:
    """The command lines of the units, the image and their README, as the words behind `archive`."""
    files = sorted(path for path in (ROOT / "docs" / "deploy").rglob("*") if path.is_file())
    text = "\n".join(file.read_text(encoding="utf8") for file in files)
    found = re.findall(r"/archive (?:--library \S+ )?((?:add|backup|reindex|serve)\b[^`\n]*)", text)
    found += [" ".join(json.loads(words)) for words in re.findall(r"^CMD (\[\"serve.*\])$", text, re.MULTILINE)]
    return found + re.findall(r"mot-pour-mot (add .*)", text)


@pytest.mark.parametrize("line", lines_for_deploying())
def test_a_line_for_deploying_is_one_that_the_command_understands(line: str) -> None:
    assert isinstance(main, click.Group)
    name, *words = line.split()
    known = {option for parameter in main.commands[name].params for option in parameter.opts}
    assert [word for word in words if word.startswith("-") and word not in known] == []


def test_units_and_image_are_all_looked_at() -> None:
    assert {line.split()[0] for line in lines_for_deploying()} == {"add", "backup", "reindex", "serve"}
