"""What a person meets on a terminal: tables that fit, help that is whole, refusals that say the next step."""

import fcntl
import json
import logging
import os
import pty
import re
import struct
import subprocess
import termios
from contextlib import suppress
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from archive.cli import main
from archive.cli.output import Column, fitted
from archive.web.http.health_and_logs import HumanLines
from tests.browser import desk_states
from tests.cli.conftest import Run, started
from tests.servers import ARCHIVE

COLUMNS = (Column("published"), Column("title", "bold"), Column("show"), Column("slug", "dim", whole=True))
ROW = ("2026-02-09", "Un titre qui n’en finit pas " * 4, "Le Kiosque à vagues", "2026-02-09-" + "un-titre-qui-n-en-finit-pas-" * 3)
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_fits_the_terminal_and_keeps_slugs_whole(width: int) -> None:
    lines = _STYLE.sub("", fitted(COLUMNS, [ROW], width)).splitlines()
    assert max(map(len, lines)) <= width
    assert ROW[0] in lines[1]
    slug = "".join(line[lines[0].index("slug") :].strip() for line in lines[1:])
    assert slug == ROW[3]


def on_a_terminal(library: Path, *words: str, width: int = 80) -> list[str]:
    """The lines that a command shows on a terminal of that width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    environ = {**os.environ, "ARCHIVE_LIBRARY": str(library), "TERM": "xterm"}
    environ.pop("COLUMNS", None)
    started_ = subprocess.Popen([*ARCHIVE, *words], stdout=theirs, stderr=subprocess.DEVNULL, stdin=theirs, env=environ)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # what Linux says at the end of a terminal
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    assert started_.wait() in (0, 1)
    return _STYLE.sub("", shown.decode()).splitlines()


@pytest.fixture(scope="module")
def full(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with something in every table."""
    root = tmp_path_factory.mktemp("full") / "library"
    desk_states.build("held", sample_library, root)
    return root


TABLES = {
    "list": "Le Kiosque",
    "status": "do first",
    "glossary list": "Idriss",
    "quarantine list": "kiosque-2026",
    "glossary add Morvelle citerne --preview": "citerne",
}


@pytest.mark.parametrize("words", TABLES)
def test_every_table_fits_a_terminal_of_80_columns(words: str, full: Path) -> None:
    lines = on_a_terminal(full, *words.split())
    assert max(cell_len(line) for line in lines) <= 80
    assert any(TABLES[words] in line for line in lines)


def test_slugs_are_shown_on_demand_or_where_there_is_room(full: Path) -> None:
    slug = "2026-01-13-le-galet-a-un-an"
    assert not any(slug in line for line in on_a_terminal(full, "list"))
    assert any(slug in line for line in on_a_terminal(full, "list", width=200))
    folded = "".join(line[-30:].strip() for line in on_a_terminal(full, "list", "--slugs"))
    assert "slug" in folded


def test_what_goes_to_a_program_is_not_cut(run: Run) -> None:
    listed = json.loads(run("list", "--json").stdout)
    lines = run("list").stdout.splitlines()
    assert len(lines) == len(listed)
    assert all(line.endswith(f"  {one['slug']}") and one["title"] in line for line, one in zip(lines, listed, strict=True))


def commands(group: click.Group, *above: str) -> list[tuple[str, ...]]:
    """The words of every command and group."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*above, name))
        found += commands(command, *above, name) if isinstance(command, click.Group) else []
    return found


def test_summaries_in_help_are_whole(run: Run) -> None:
    for words in [(), *(one for one in commands(main) if isinstance(_command(one), click.Group))]:
        shown = " ".join(run(*words, "--help").stdout.split())
        group = _command(words)
        assert isinstance(group, click.Group)
        for command in group.commands.values():
            summary = " ".join((command.help or "").split("\n\n")[0].split()).partition(". ")[0].rstrip(".")
            assert summary in shown, (words, command.name)
        assert not re.search(r"\w\.\.\.", shown)


def _command(words: tuple[str, ...]) -> click.Command:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


def test_every_command_answers_h_with_help(run: Run) -> None:
    for words in commands(main):
        assert run(*words, "-h").stdout.startswith("Usage:"), words


def test_a_word_that_begins_with_h_is_left_out_and_not_help(run: Run) -> None:
    left_out = json.loads(run("search", "vent", "-hiver", "--json").stdout)
    assert [word["text"] for word in left_out["receipt"]["words"] if word["excluded"]] == ["hiver"]


def test_export_refuses_to_write_over_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    assert run("export", "--output", str(file)).exit_code == 0
    before = file.read_bytes()
    refused = run("export", "--output", str(file), "--jsonl")
    assert (refused.exit_code, file.read_bytes()) == (2, before)
    assert "--force" in refused.stderr
    assert run("export", "--output", str(file), "--jsonl", "--force").exit_code == 0
    speakers = {segment.get("speaker") for line in file.read_text("utf8").splitlines() for segment in json.loads(line)["segments"]}
    assert {"Ysaline Thévoux", None} <= speakers


def test_a_removal_lifted_twice_says_so(copied: Path) -> None:
    slug = json.loads(started(copied, "list", "--json").stdout)[0]["slug"]
    assert started(copied, "remove", slug, "--reason", "essai").exit_code == 0
    assert started(copied, "remove", slug, "--restore").exit_code == 0
    again = started(copied, "remove", slug, "--restore")
    assert (again.exit_code, "nothing to restore" in again.stderr) == (2, True)


def test_sidecars_are_counted_with_their_pages(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text("Titre\n\nTranscription\n00:01 Bonjour à tous.\n00:04 Merci.\n00:09 Au revoir.\n", "utf8")
    (pages / "a.txt.meta.json").write_text('{"show": "Marées"}', "utf8")
    report = json.loads(started(tmp_path / "library", "add", str(pages), "--json").stdout)
    assert (report["sidecars"], report["passed_over"]) == (1, [])


def test_reindex_with_force_builds_whatever_has_changed(copied: Path) -> None:
    number = json.loads(started(copied, "status", "--json").stdout)["generation"]["number"]
    assert started(copied, "reindex").exit_code == 0
    assert json.loads(started(copied, "status", "--json").stdout)["generation"]["number"] == number
    assert started(copied, "reindex", "--force").exit_code == 0
    assert json.loads(started(copied, "status", "--json").stdout)["generation"]["number"] > number


def test_restore_tells_programs_what_it_did(indexed: Path, tmp_path: Path) -> None:
    assert started(indexed, "backup", str(tmp_path / "b.tar")).exit_code == 0
    restored = json.loads(started(tmp_path / "other", "restore", str(tmp_path / "b.tar"), "--json").stdout)
    assert restored["episodes"] == 19
    assert restored["generation"] == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(run: Run, shell: str) -> None:
    assert "_ARCHIVE_COMPLETE" in run("completion", shell).stdout


def test_doctor_finds_nothing_wrong_with_a_sound_archive_and_names_what_is(run: Run, copied: Path, tmp_path: Path) -> None:
    well = json.loads(run("doctor", "--json").stdout)
    assert {one["room"] for one in well} == {"installation", "library", "deployment"}
    assert [one for one in well if one["verdict"] == "wrong"] == []
    (copied / "CURRENT").write_text("g999999")
    (copied / "settings.toml").write_text('zone = "nowhere"')
    ill = started(copied, "doctor")
    assert ill.exit_code == 1
    assert "wrong  index" in ill.stdout
    assert "wrong  settings" in ill.stdout
    assert started(tmp_path / "nowhere", "doctor").exit_code == 1


def test_on_a_terminal_a_request_is_a_line_that_a_person_reads() -> None:
    record = logging.makeLogRecord({"name": "archive.access", "levelno": logging.INFO, "msg": "GET /search\n\x1b[2J"})
    record.facts = {"status": 200, "ms": 12.4, "bytes": 4000}
    line = HumanLines().format(record)
    assert re.fullmatch(r"\d\d:\d\d:\d\d 200     12 ms  GET /search\\n\\x1b\[2J", line)
