"""`archive search`, `show`, `list`, `export`, `status` on an archive that serves."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.library import Library
from archive.transcripts import FORMATS
from tests.cli.conftest import Run, started
from tests.search.hostile import FOUND

SLUG = "2026-02-12-le-kiosque-a-vagues"


def test_a_bare_command_shows_the_help() -> None:
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 0
    assert "search" in result.stdout
    assert "serve" in result.stdout


def commands(group: click.Group, path: str = "archive") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        found.append((f"{path} {name}", command))
        if isinstance(command, click.Group):
            found += commands(command, f"{path} {name}")
    return found


@pytest.mark.parametrize(("name", "command"), commands(main), ids=[name for name, _ in commands(main)])
def test_every_command_says_what_it_does(name: str, command: click.Command) -> None:
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "help":
            assert option.help or isinstance(option.type, click.Choice | click.IntRange) or option.default is not None, option.name


def test_search_json_is_the_promised_object_and_nothing_else(run: Run) -> None:
    result = run("search", '"commande publique"', "--json", "--moments", "1")
    answer = json.loads(result.stdout)
    assert result.stderr == ""
    assert list(answer) == "query total total_is listed_total partial_total took_ms receipt months facets episodes".split() + [
        "meaning",
        "meaning_after",
        "nearly",
        "in_part",
        "verbatim",
    ]
    assert list(answer["facets"]) == ["show", "person", "speaker", "category", "year", "language"]
    best = answer["episodes"][0]
    fields = "slug guid title published show channel category score counted found_as url duration_s people chapters lacks"
    assert list(best) == [*fields.split(), "matched", "same_as", "moments_total", "ticks", "moments"]
    (moment,) = best["moments"]
    assert list(moment) == ["seconds", "at_ms", "at_source", "clock", "text", "marks", "kind", "heard", "url", "source_url"]
    assert moment["text"][moment["marks"][0]["start"] :].lower().startswith("commande publique")
    second = max(moment["seconds"], moment["at_ms"] // 1000 - 1)
    assert moment["url"] == f"/episodes/{best['slug']}?t={second}#t{moment['seconds']}"
    assert best["moments_total"] >= 2


def test_search_prints_title_date_clock_and_snippet(run: Run) -> None:
    lines = run("search", "commande", "publique").stdout.splitlines()
    title = next(at for at, line in enumerate(lines) if line.startswith("Six pages"))
    assert "2025-10-09 · Le Kiosque à vagues" in lines[title + 1]
    assert lines[title + 2].lstrip().startswith("00:15  Ce soir")


def test_search_of_a_date_tells_how_many_of_it_do_not_say_it(run: Run) -> None:
    lines = run("search", "20 January 2026").stdout.splitlines()
    assert lines[0].startswith("A mill") and any("0 episodes, 1 of that date that does not say it" in line for line in lines)


def test_search_marks_words_bold_on_a_terminal(indexed: Path) -> None:
    shown = CliRunner().invoke(main, ["--library", str(indexed), "search", "commande publique"], color=True)
    assert "\x1b[1mcommande\x1b[0m" in shown.stdout


def test_verify_judges_each_quotation_and_tells_what_is_left_aside_and_not_said(run: Run) -> None:
    moment = json.loads(run("search", '"commande publique"', "--json").stdout)["episodes"][0]["moments"][0]
    said = " ".join(moment["text"].strip("… ").split()[2:9])
    typed = f"Elle n'a pas dit : « {said} », mais « nul ne prononce zygomatique ici »"
    told = run("verify", typed).stdout.splitlines()
    assert told[0] == "  left aside: Elle n'a pas dit · mais"
    assert told[1:3] == [f"“{said}”:", "said word for word, in 1 episode"]
    assert told[-2:] == ["“nul ne prononce zygomatique ici”:", "not found: nobody says it, or anything close"]
    verdict = json.loads(run("verify", typed, "--json").stdout)
    assert (verdict["outcome"], [one["outcome"] for one in verdict["parts"]]) == ("not-found", ["exact", "not-found"])
    assert json.loads(run("verify", said, "--json").stdout) == verdict["parts"][0]
    most = " ".join(moment["text"].strip("… ").split()[1:-1]).strip(",.")
    assert (
        "  this sentence is not said: “Zygomatique mordoré hier.”"
        in run("verify", f"{most}. Zygomatique mordoré hier.").stdout.splitlines()
    )


def test_search_leaves_out_a_word_with_a_hyphen_before_it(run: Run) -> None:
    both = json.loads(run("search", "commande", "--json").stdout)["total"]
    without = json.loads(run("search", "commande", "-publique", "--json").stdout)["total"]
    assert without < both
    assert json.loads(run("search", "commande", "-hydravion", "--json").stdout)["total"] == both


@pytest.mark.parametrize("names", [("--after", "--before"), ("--since", "--until")])
def test_search_takes_a_period_by_either_name(run: Run, names: tuple[str, str]) -> None:
    answer = json.loads(run("search", "commande", names[0], "2025-10", names[1], "2025", "--json").stdout)
    assert answer["episodes"]
    assert all("2025-10-01" <= episode["published"]["date"] <= "2025-12-31" for episode in answer["episodes"])


def test_search_says_which_word_is_nowhere(run: Run) -> None:
    result = run("search", "xylophoniste")
    assert result.exit_code == 0
    assert "nowhere in the archive: xylophoniste" in result.stdout


def test_a_date_that_is_none_is_misuse_and_says_how_one_is_written(run: Run) -> None:
    result = run("search", "a", "--after", "hier")
    assert result.exit_code == 2
    assert "2026-02-09" in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_show_writes_every_form(run: Run, form: str) -> None:
    result = run("show", SLUG, "--format", form)
    assert result.exit_code == 0
    assert "galettes" in result.stdout or form in {"chapters", "podcast-chapters"}
    assert result.stderr == ""


def test_show_json_has_the_paragraphs_of_the_index(run: Run) -> None:
    made = json.loads(run("show", SLUG, "--json").stdout)
    assert made["slug"] == SLUG
    paragraphs = [cue["paragraph"] for cue in made["cues"]]
    assert paragraphs[0] == 0
    assert paragraphs == sorted(paragraphs)


def test_show_of_an_unknown_episode_is_misuse_in_one_line(run: Run) -> None:
    result = run("show", "nonsense")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "archive: no episode is called nonsense; `archive list` shows all of them\n"


def test_show_of_a_removed_episode_says_why_it_is_gone(copied: Path) -> None:
    with Library.open(copied) as library:
        library.remove(SLUG, "référé")
    result = started(copied, "show", SLUG)
    assert result.exit_code == 2
    assert "référé" in result.stderr
    assert result.stderr.count("\n") == 1


def test_what_a_page_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    row = {
        "id": "x",
        "title": "Le \x1b[31mrouge",
        "language": "fr",
        "segments": [{"start": 1, "text": "un mot \x1b]0;piège\x07 rare"}] * 3,
    }
    page.write_text(json.dumps(row), encoding="utf-8")
    assert started(tmp_path / "library", "add", str(page)).exit_code == 0
    for words in (["list"], ["search", "rare"], ["show", "le-31mrouge"], ["show", "le-31mrouge", "--format", "vtt"]):
        result = started(tmp_path / "library", *words)
        assert result.exit_code == 0, result.stderr
        assert not any(character in result.stdout for character in "\x1b\x07")


def test_list_json_is_an_array_of_the_promised_lines(run: Run) -> None:
    lines = json.loads(run("list", "--json").stdout)
    assert len(lines) == 19
    assert list(lines[0]) == ["slug", "guid", "origin", "title", "published"]
    dates = [line["published"]["date"] for line in lines]
    assert dates == sorted(dates, reverse=True)


def test_list_takes_filters(run: Run) -> None:
    assert [line["slug"] for line in json.loads(run("list", "--after", "2026-02-10", "--json").stdout)] == [SLUG]
    assert json.loads(run("list", "--show", "harbour lines", "--json").stdout)
    assert json.loads(run("list", "--show", "nobody's", "--json").stdout) == []
    assert "19 episodes" in run("list").stderr


@pytest.mark.parametrize(
    "asked",
    [
        ("--show", "kiosque a vagues"),
        ("--person", "solenn"),
        ("--person", "lenn"),
        ("--category", "Haberler"),
        ("--category", "tv"),
        ("--lang", "EN"),
        ("--since", "2025-06", "--until", "2025-11", "--show", "kiosque"),
    ],
    ids=" ".join,
)
def test_list_reads_its_filters_as_search_does(run: Run, asked: tuple[str, ...]) -> None:
    listed = {line["slug"] for line in json.loads(run("list", "--json", *asked).stdout)}
    found = {hit["slug"] for hit in json.loads(run("search", "", "--json", "--limit", "100", *asked).stdout)["episodes"]}
    assert listed == found


def test_a_search_within_a_language_is_asked_by_either_name(run: Run) -> None:
    long, short = (
        json.loads(run("search", "", "--json", "--limit", "100", name, "en").stdout) for name in ("--language", "--lang")
    )
    assert [hit["slug"] for hit in long["episodes"]] == [hit["slug"] for hit in short["episodes"]]
    every = [line["slug"] for line in json.loads(run("list", "--json").stdout)]
    spoken = {slug for slug in every if json.loads(run("show", slug, "--format", "json").stdout)["language"] == "en"}
    assert {hit["slug"] for hit in long["episodes"]} == spoken != set()
    assert "--language" in run("search", "--help").stdout


def test_list_show_search_and_export_give_one_guid(run: Run) -> None:
    listed = {line["slug"]: line["guid"] for line in json.loads(run("list", "--json").stdout)}
    found = json.loads(run("search", "", "--json", "--limit", "100").stdout)["episodes"]
    assert listed == {hit["slug"]: hit["guid"] for hit in found}
    assert listed[SLUG] == json.loads(run("show", SLUG, "--json").stdout)["guid"] == "xmorv15"
    rows = [json.loads(line)["id"] for line in run("export", "--jsonl").stdout.splitlines()]
    assert sorted(map(str, rows)) == sorted(map(str, listed.values()))


def test_spaces_in_a_query_are_one(run: Run) -> None:
    assert json.loads(run("search", " le   cargo ", "--json").stdout)["query"] == "le cargo"


def test_an_export_can_be_added_again_and_holds_the_same(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    assert run("export", "--jsonl", "--output", str(file)).exit_code == 0
    again = started(tmp_path / "again", "add", str(file), "--json")
    assert (again.exit_code, json.loads(again.stdout)["added"]) == (0, 19)
    with Library.open(indexed, read_only=True) as first, Library.open(tmp_path / "again", read_only=True) as second:
        spoken = [
            {tuple((cue.start_ms, cue.text) for cue in one.episode.cues) for one in each.stored()} for each in (first, second)
        ]
    assert spoken[0] == spoken[1]


def test_an_export_is_one_json_array(run: Run) -> None:
    made = json.loads(run("export").stdout)
    assert len(made) == 19
    assert made[0]["cues"]


def test_status_fits_one_screen_and_has_a_json_form(run: Run) -> None:
    shown = run("status")
    assert "19 episodes" in shown.stdout
    assert len(shown.stdout.splitlines()) < 24
    told = json.loads(run("status", "--json").stdout)
    assert (told["episodes"], told["generation"]["episodes"], told["generation"]["behind"], told["warnings"]) == (19, 19, 0, [])


def test_status_says_what_ought_to_be_done(copied: Path) -> None:
    with Library.open(copied) as library:
        library.edit(SLUG, title="Autre titre")
        told = json.loads(started(copied, "status", "--json").stdout)
    assert told["generation"]["behind"] == 1
    assert {"kind": "waiting", "many": 1, "pressing": True, "command": "archive reindex"} in told["todos"]
    assert told["written_by"].startswith("pid ")


@pytest.mark.parametrize("command", [("search", "citerne"), ("list",), ("coverage",)])
def test_a_period_that_ends_before_it_begins_is_misuse(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--after", "2026-03", "--before", "2026-02")
    assert done.exit_code == 2
    assert "ends before it begins" in done.stderr


@pytest.mark.parametrize(("written", "iso"), [("09/02/2026", "2026-02-09"), ("9/2/2026", "2026-02-09"), ("02/2026", "2026-02")])
def test_a_day_may_be_written_as_in_france(run: Run, written: str, iso: str) -> None:
    for name in ("--after", "--before"):
        french, plain = run("list", name, written, "--json"), run("list", name, iso, "--json")
        assert french.exit_code == 0
        assert french.stdout == plain.stdout
    assert run("list", "--after", "31/02/2026").exit_code == 2


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_queries_that_once_failed_or_cost_seconds_are_answered(run: Run, text: str) -> None:
    for more in ([], ["--json"]):
        assert run("search", text, *more).exit_code == 0


def test_what_was_not_looked_for_is_said(run: Run) -> None:
    shown = run("search", FOUND["words of unknown beginnings"]).stdout
    for pattern in ("*de*", "*ju*"):
        assert f"“{pattern}”: not all of its forms are looked for" in shown
    starry = " ".join(f"*{'*'.join(f'{a}{b}' * 8)}*" for a in "abcdefghij" for b in "aeiou")
    assert "“*j*u*j*u*j*u*j*u*j*u*j*u*j*u*j*u*” is not taken into account" in run("search", starry).stdout


def test_who_searches_where_no_library_is_hears_how_to_make_one(tmp_path: Path) -> None:
    told = started(tmp_path / "nothing", "search", "cantine")
    assert told.exit_code and "there is no library in" in told.stderr and "`archive add PATH` makes one" in told.stderr
    assert not (tmp_path / "nothing").exists()
