"""Files and folders of any mix become pages; what is broken is named with the reason, and nothing else is lost."""

import datetime as dt
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal, Stated
from ingest.budget import LARGEST_PAGE

HEADER = "• il y a 3 jours\nLe phare de Brume, déjà réparé.\n\nCatégorie\n\n📺\nTV\nTranscription\n"
PAGE = HEADER + "00:00Bonjour à tous.\n00:04Là-bas, ça ira."
FETCHED = dt.datetime(2026, 2, 10, 8, 0, tzinfo=dt.UTC)
ROW = {"id": "p-1", "title": "Le phare", "date": "2026-02-03", "segments": [{"start": 0.0, "end": 2.5, "text": "Bonjour à tous."}]}


def read_all(path: Path) -> dict[str, Episode | Refusal]:
    return {
        page.origin: ingest.read(page) if isinstance(page, RawPage) else page for page in ingest.pages(path, fetched_at=FETCHED)
    }


def only(path: Path) -> Episode | Refusal:
    (one,) = read_all(path).values()
    return one


def episode(path: Path) -> Episode:
    one = only(path)
    assert isinstance(one, Episode), one
    return one


def refusal(path: Path) -> Refusal:
    one = only(path)
    assert isinstance(one, Refusal)
    return one


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("encoding", "mark", "said"),
    [
        ("utf-8", b"", None),
        ("utf-8", b"\xef\xbb\xbf", None),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
    ],
)
def test_any_unicode_encoding_is_read(encoding: str, mark: bytes, said: str | None, tmp_path: Path) -> None:
    read = episode(written(tmp_path / "page.txt", mark + PAGE.encode(encoding)))
    assert [cue.text for cue in read.cues] == ["Bonjour à tous.", "Là-bas, ça ira."]
    assert read.category == "TV"
    assert [removed.sample for removed in read.removed if removed.rule == "encoding"] == ([f"read as {said}"] if said else [])


def test_windows_1252_is_read_and_reported(tmp_path: Path) -> None:
    read = episode(written(tmp_path / "page.txt", PAGE.replace("📺\n", "").encode("windows-1252")))
    assert read.cues[1].text == "Là-bas, ça ira."
    assert read.removed[0].sample == "read as windows-1252"


def test_html_that_declares_an_encoding_is_read_in_it(tmp_path: Path) -> None:
    page = '<html><head><meta charset="windows-1254"></head><h2>Döküm</h2><p>00:00Günaydın, hoş geldiniz.</p></html>'
    assert episode(written(tmp_path / "p.html", page.encode("windows-1254"))).cues[0].text == "Günaydın, hoş geldiniz."


@pytest.mark.parametrize("encoding", ["windows-1250", "windows-1252"])
def test_utf8_read_in_another_encoding_is_repaired(encoding: str, tmp_path: Path) -> None:
    text = PAGE.replace("📺\n", "") + "\n00:09Même l’été, où est-ce déjà ? Très bien, là-haut."
    broken = text.encode().decode(f"sloppy-{encoding}")
    read = episode(written(tmp_path / "page.txt", broken))
    assert [cue.text for cue in read.cues][1:] == ["Là-bas, ça ira.", "Même l’été, où est-ce déjà ? Très bien, là-haut."]
    assert "another encoding" in read.removed[0].sample


def test_a_page_that_speaks_romanian_is_left_as_it_stands(tmp_path: Path) -> None:
    line = "Ăsta e portul, ăla e farul. Ă și Â sunt litere, ÎNTÂI DE TOATE ŞI ÎNCĂ O DATĂ."
    assert episode(written(tmp_path / "page.txt", f"Transcription\n00:00{line}")).cues[0].text == line


@pytest.mark.parametrize("name", ["page.txt", "page.html", "page", "page.json", "page.vtt"])
def test_what_a_file_is_is_told_by_its_content_not_its_name(name: str, tmp_path: Path) -> None:
    assert len(episode(written(tmp_path / name, PAGE)).cues) == 2


def test_each_kind_is_known_by_its_content(tmp_path: Path) -> None:
    for number, (content, kind) in enumerate(
        [
            ("WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour.", "text/vtt"),
            ("1\r\n00:00:00,000 --> 00:00:02,000\r\nBonjour.\r\n", "application/x-subrip"),
            (
                json.dumps({"text": "Bonjour.", "segments": [{"start": 0, "end": 2, "text": " Bonjour."}]}, indent=1),
                "application/json",
            ),
            (json.dumps([{"start": 0, "end": 2, "text": "Bonjour."}]), "application/json"),
            (json.dumps(ROW) + "\n", "application/json"),
            ("<!doctype html><h2>Transcription</h2><p>00:00Bonjour.</p>", "text/html"),
            (PAGE, "text/plain"),
        ]
    ):
        (page,) = ingest.pages(written(tmp_path / f"{number}.txt", content))
        assert isinstance(page, RawPage)
        assert page.content_type == kind
        assert isinstance(ingest.read(page), Episode)
        (zipped,) = ingest.pages(written(tmp_path / f"{number}.gz", gzip.compress(content.encode())))
        assert isinstance(zipped, RawPage)
        assert (zipped.content_type, zipped.sha256) == (kind, page.sha256)


def test_records_of_a_file_are_pages_with_their_line(tmp_path: Path) -> None:
    rows = [
        json.dumps(ROW),
        json.dumps({"id": "x", "title": "no transcript"}),
        '{"id": broken',
        "",
        json.dumps({**ROW, "id": "p-2"}),
    ]
    read = read_all(written(tmp_path / "all.jsonl", "\n".join(rows)))
    assert list(read) == ["all.jsonl#1", "all.jsonl#2", "all.jsonl#3", "all.jsonl#5"]
    first, without, broken, last = read.values()
    assert isinstance(first, Episode)
    assert isinstance(last, Episode)
    assert (first.guid, first.title, first.cues[0].end_ms, last.guid) == ("p-1", "Le phare", 2500, "p-2")
    assert first.published is not None
    assert (first.published.date, first.published.precision) == (dt.date(2026, 2, 3), "day")
    assert isinstance(without, Refusal)
    assert without.skipped
    assert isinstance(broken, Refusal)
    assert not broken.skipped
    assert "not JSON" in str(broken.reason)


def test_a_record_known_to_the_year_keeps_that_precision(tmp_path: Path) -> None:
    read = episode(written(tmp_path / "one.jsonl", json.dumps({**ROW, "date": "2017-01-01", "date_precision": "year"})))
    assert read.published is not None
    assert (read.published.date, read.published.precision) == (dt.date(2017, 1, 1), "year")


def test_a_sidecar_states_what_the_page_does_not(tmp_path: Path) -> None:
    written(tmp_path / "x1.txt", PAGE)
    said = {
        "url": "https://dai.ly/x9ab1cd",
        "fetched_at": "2025-06-10T08:00:00Z",
        "guid": "g-1",
        "title": "Le phare",
        "show": "Brume",
    }
    written(tmp_path / "x1.txt.meta.json", json.dumps(said))
    pages = list(ingest.pages(tmp_path))
    (page,) = (page for page in pages if isinstance(page, RawPage))
    (sidecar,) = (page for page in pages if isinstance(page, Refusal))
    assert sidecar.skipped
    assert (page.fetched_how, page.fetched_at) == ("sidecar", dt.datetime(2025, 6, 10, 8, tzinfo=dt.UTC))
    read = ingest.read(page)
    assert isinstance(read, Episode)
    assert (read.guid, read.title, read.title_source, read.show, read.video_id) == ("g-1", "Le phare", "stated", "Brume", "x9ab1cd")
    assert read.source_url == "https://www.dailymotion.com/video/x9ab1cd"
    assert read.published is not None
    assert read.published.date == dt.date(2025, 6, 7)


def test_the_command_goes_before_the_sidecar(tmp_path: Path) -> None:
    path = written(tmp_path / "x1.txt", PAGE)
    written(tmp_path / "x1.txt.meta.json", json.dumps({"url": "https://dai.ly/x9ab1cd", "fetched_at": "2025-06-10T08:00:00Z"}))
    (page,) = ingest.pages(path, Stated(url="https://youtu.be/abcdefghi_1"), FETCHED)
    assert isinstance(page, RawPage)
    assert (page.fetched_how, page.fetched_at, page.stated.url) == ("command", FETCHED, "https://youtu.be/abcdefghi_1")


def test_without_both_the_files_time_stands_in_and_is_about_then(tmp_path: Path) -> None:
    path = written(tmp_path / "x1.txt", PAGE)
    os.utime(path, (1_770_710_400, 1_770_710_400))  # 2026-02-10
    (page,) = ingest.pages(path)
    assert isinstance(page, RawPage)
    read = ingest.read(page)
    assert isinstance(read, Episode)
    assert read.published is not None
    assert (page.fetched_how, read.published.date, read.published.approximate) == ("file time", dt.date(2026, 2, 7), True)


def test_a_broken_sidecar_is_refused_and_its_page_is_not(tmp_path: Path) -> None:
    path = written(tmp_path / "x1.txt", PAGE)
    written(tmp_path / "x1.txt.meta.json", "{broken")
    refused, page = ingest.pages(path)
    assert isinstance(refused, Refusal)
    assert refused.origin == "x1.txt.meta.json"
    assert isinstance(page, RawPage)


def broken_files() -> Iterator[tuple[str, bytes, str]]:
    yield "cut.txt.gz", gzip.compress(PAGE.encode() * 500)[:200], "gz"
    yield "binary.txt", bytes(range(256)) * 400, "binary"
    yield "empty.txt", b"", "empty"
    yield "blank.html", b"\n \n", "empty"
    yield "zeros.json", bytes(5000), "binary"
    yield "long.txt", b"00:00" + b"a" * (LARGEST_PAGE + 1), "larger"
    yield "deep.html", b"<html><body>" + b"<div>" * 100_000 + b"00:00Bonjour", "deep"
    yield "wide.html", b"<html><body>" + b"<p>00:00Bonjour" * 400_000, "tags"
    yield "deep.json", b"[" * 1_000_000, "deep"
    yield "prose.txt", b"Une page sans aucune heure.\nNi transcription.", "no transcript"
    yield "lost.txt", "Catégorie\n\nTV\nTranscription\nBonjour à tous.".encode(), "lost its shape"
    yield (
        "segment.json",
        b'{"segments": [{"start": "7:6x", "text": "a"}, {"start": "7:6y", "text": "b"}]}',
        "segment 1 has an unreadable start: '7:6x'",
    )


@pytest.mark.timeout(120)
def test_broken_files_are_named_with_the_reason_and_nothing_else_is_lost(tmp_path: Path) -> None:
    expected = {}
    for name, content, reason in broken_files():
        written(tmp_path / name, content)
        expected[name] = reason
    written(tmp_path / "zz-good.txt", PAGE)
    read = read_all(tmp_path)
    assert isinstance(read.pop("zz-good.txt"), Episode)
    assert read.keys() == expected.keys()
    for name, refused in read.items():
        assert isinstance(refused, Refusal), name
        assert expected[name] in str(refused.reason), name
        assert not refused.skipped, name


def test_a_page_that_lost_its_shape_is_told_from_a_stranger(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "a.txt", "Catégorie\n\nTV\nTranscription\nBonjour à tous.")).shape_lost
    assert not refusal(written(tmp_path / "b.txt", "Liste des courses\n12 œufs")).shape_lost


def test_records_before_and_after_a_monstrous_line_are_kept(tmp_path: Path) -> None:
    row = json.dumps(ROW).encode()
    other = row.replace(b"{", b'{"guid": "b", ', 1)
    read = read_all(written(tmp_path / "all.jsonl", row + b'\n{"id":"' + b"x" * (3 * LARGEST_PAGE) + b'"}\n' + other))
    assert [isinstance(one, Episode) for one in read.values()] == [True, False, True]
    assert list(read) == ["all.jsonl#1", "all.jsonl#2", "all.jsonl#3"]


def test_records_before_the_cut_of_a_zipped_file_are_kept(tmp_path: Path) -> None:
    rows = b"\n".join(json.dumps({**ROW, "id": f"p-{number}", "x": os.urandom(200).hex()}).encode() for number in range(2000))
    path = written(tmp_path / "all.jsonl.gz", gzip.compress(rows)[:-100_000])
    pages = list(ingest.pages(path))
    assert len(pages) > 100
    assert all(isinstance(page, RawPage) for page in pages[:-2])
    assert isinstance(pages[-1], Refusal)
    assert "is cut short" in str(pages[-1].reason)


def test_a_strangers_files_in_a_folder_are_skipped_without_an_error(tmp_path: Path) -> None:
    written(tmp_path / "cover.png", b"\x89PNG\r\n")
    written(tmp_path / "style.css", "a{}")
    written(tmp_path / "README.md", "# Pages")
    written(tmp_path / "other.json", '{"name": "settings"}')
    written(tmp_path / ".hidden", "x")
    (tmp_path / ".git").mkdir()
    written(tmp_path / ".git" / "HEAD", "x")
    read = read_all(tmp_path)
    assert sorted(read) == [".hidden", "README.md", "cover.png", "other.json", "style.css"]
    assert all(isinstance(one, Refusal) and one.skipped for one in read.values())


def test_pages_of_folders_are_named_by_their_path_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    written(tmp_path / "a" / "b" / "p.txt", PAGE)
    (page,) = ingest.pages(tmp_path)
    assert isinstance(page, RawPage)
    assert (page.origin, page.root) == ("a/b/p.txt", str(tmp_path.resolve()))


def test_what_cannot_be_opened_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    written(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")), PAGE)
    read = read_all(tmp_path)
    assert set(read) == {"pipe.txt", "gone.txt", "caf\\xe9.txt"}
    assert isinstance(read["gone.txt"], Refusal)
    assert isinstance(read["caf\\xe9.txt"], Episode)
    (missing,) = ingest.pages(tmp_path / "missing.txt")
    assert isinstance(missing, Refusal)
    assert "No such file" in str(missing.reason)
