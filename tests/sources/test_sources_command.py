"""`archive sources`: what was taught is read; stated beats taught, taught beats guessed, and each says so."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import started
from tests.sources.publishers import PUBLISHERS, Page, Publisher
from tests.sources.test_learning import BY_NAME

ON = BY_NAME["vague"]


def run(library: Path, *words: str, code: int = 0) -> Result:
    result = started(library, *words)
    assert result.exit_code == code, result.output
    return result


def saved(folder: Path, publisher: Publisher = ON, pages: list[Page] | None = None) -> list[Page]:
    pages = pages or publisher.pages()
    folder.mkdir(exist_ok=True)
    for page in pages:
        (folder / page.name).write_text(page.text, "utf-8")
    return pages


def teach(library: Path, folder: Path, page: Page, *more: str) -> dict:
    options = [f"--{name}={page.values[name]}" for name in ("title", "show", "date", "number", "description", "language")]
    people = [f"--{name[:-1]}={one}" for name in ("hosts", "guests") for one in page.values[name] or ()]
    return json.loads(run(library, "sources", "learn", str(folder / page.name), *options, *people, "--json", *more).stdout)


def shown(library: Path, origin: str) -> dict:
    rows = json.loads(run(library, "list", "--json").stdout)
    slug = next(row["slug"] for row in rows if row["origin"] == origin)
    return json.loads(run(library, "show", slug, "--format", "json").stdout)


def test_pages_are_read_as_taught_before_and_after_they_were_added(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "pages"
    pages = saved(folder)
    run(library, "add", str(folder / pages[1].name))
    assert shown(library, pages[1].name)["title"] != pages[1].values["title"]
    told = teach(library, folder, pages[0])
    assert told["kept"]
    assert told["read_again"] == 1
    run(library, "add", str(folder))
    for page in pages[1:4]:
        episode = shown(library, page.name)
        assert (episode["title"], episode["show"]) == (page.values["title"], "Vague Sonore")
        assert episode["title_source"].startswith("taught vague-sonore: ")
        assert episode["published"]["date"] == page.values["date"]
        assert episode["published"]["source"].startswith("taught vague-sonore: ")
        assert [(one["name"], one["kind"]) for one in episode["people"]] == [
            *((name, "host") for name in page.values["hosts"]), *((name, "guest") for name in page.values["guests"]),
        ]  # fmt: skip


def test_the_table_shows_today_and_taught_before_anything_is_kept(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "pages"
    pages = saved(folder)
    told = teach(library, folder, pages[0], "--dry-run")
    assert not told["kept"]
    assert not (library / "sources.toml").exists()
    row = next(row for row in told["rows"] if row["page"] == pages[3].name and row["field"] == "title")
    assert row["taught"] == pages[3].values["title"] != row["today"]
    assert row["sure"]


def test_what_is_stated_beats_what_is_taught(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "pages"
    pages = saved(folder)
    (folder / f"{pages[2].name}.meta.json").write_text(json.dumps({"title": "Mon titre", "show": "Mon émission"}))
    teach(library, folder, pages[0])
    run(library, "add", str(folder))
    episode = shown(library, pages[2].name)
    assert (episode["title"], episode["title_source"], episode["show"]) == ("Mon titre", "stated", "Mon émission")


def test_a_page_that_fits_its_source_no_more_is_held_back(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "pages"
    pages = saved(folder)
    teach(library, folder, pages[0])
    run(library, "add", str(folder))
    said = "".join(f"<p>00:{at:02} Une tout autre émission, {at} fois.</p>" for at in range(1, 30))
    (folder / "new.html").write_text(f"<html><body><h1>Une autre</h1>{said}</body></html>", "utf-8")
    run(library, "add", str(folder / "new.html"), code=1)
    (held,) = json.loads(run(library, "quarantine", "list", "--json").stdout)
    assert "no longer fits its source: vague-sonore" in held["reason"]
    run(library, "quarantine", "accept", str(held["number"]))
    assert shown(library, "new.html")["removed"][0]["rule"] == "fits its source no more"


def test_the_taught_pages_are_golden(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "pages"
    pages = saved(folder)
    teach(library, folder, pages[0])
    run(library, "add", str(folder))
    (found,) = json.loads(run(library, "sources", "check", "--json").stdout)
    assert (found["golden"], found["pages"]) == ([{"page": pages[0].name, "wrong": []}], 12)
    book = library / "sources.toml"
    book.write_text(book.read_text("utf-8").replace('title = "', 'title = "Not '), "utf-8")
    (found,) = json.loads(run(library, "sources", "check", "--json", code=1).stdout)
    assert found["golden"][0]["wrong"] == ["title"]


def test_a_second_page_teaches_the_same_source_more(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "pages"
    pages = saved(folder, BY_NAME["kontor"])
    teach(library, folder, pages[0], "--name=kontor")
    told = teach(library, folder, pages[1], "--name=kontor")
    assert told["taught"] == [pages[1].name, pages[0].name]
    assert [one["name"] for one in json.loads(run(library, "sources", "list", "--json").stdout)] == ["kontor"]


def test_a_source_that_is_removed_reads_nothing_any_more(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "pages"
    pages = saved(folder)
    teach(library, folder, pages[0])
    run(library, "add", str(folder / pages[1].name))
    assert json.loads(run(library, "sources", "remove", "vague-sonore", "--json").stdout)["read_again"] == 1
    assert shown(library, pages[1].name)["title"] != pages[1].values["title"]
    assert "no source" in run(library, "sources", "try", "vague-sonore", code=2).stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--title=nowhere on it"], "stands nowhere on the page"),
        (["--date=soon"], "is no day"),
        (["--none=mood"], "can be taught"),
        ([], "has no values"),
    ],
)
def test_a_lesson_that_cannot_be_learned_says_what_to_do(tmp_path: Path, options: list[str], says: str) -> None:
    pages = saved(tmp_path / "pages", PUBLISHERS[0])
    page = str(tmp_path / "pages" / pages[0].name)
    assert says in run(tmp_path / "library", "sources", "learn", page, *options, code=2).stderr
