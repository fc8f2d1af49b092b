"""What real libraries write is read as they meant it: round trips over random captions."""

# ruff: noqa: E501 - pages stand as they are saved

import datetime as dt
import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pysubs2
import pytest
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from archive.transcripts import srt, vtt
from ingest import pages
from ingest.formats.registry import read_json_value, reader_of
from tests.amounts import cases
from tests.formats.reading import FOLDER, read_all

WORDS = st.lists(st.sampled_from("phare lampe mer vent goéland Brume l'été 1934 déjà 20h où".split()), min_size=1, max_size=8).map(
    " ".join
)
STEP_MS = 10  # what ASS can tell apart


@st.composite
def captions(draw: st.DrawFn, step: int = 1) -> list[tuple[int, int, str]]:
    """Start, end (ms, multiples of `step`) and text, in order."""
    found, place = [], 0
    for text in draw(st.lists(WORDS, min_size=1, max_size=12)):
        start = place + draw(st.integers(0, 4_000_000 // step)) * step
        place = start + draw(st.integers(1, 8_000 // step)) * step
        found.append((start, place, text))
    return [one for one in found if one[1] < 40 * 3_600_000]


def write_page(writer: WARCWriter, url: str, body: bytes, **kept: dict[str, str]) -> None:
    """A page as a crawler keeps it."""
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    record = writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=headers, **kept)
    writer.write_record(record)
    record.raw_stream.close()


def heard(media_type: str, text: str) -> list[tuple[int, int | None, str]]:
    reader = reader_of(media_type)
    assert reader is not None
    return [(one.start_ms, one.end_ms, one.text) for one in reader(text).captions]


@given(captions(STEP_MS))
def test_what_pysubs2_writes_as_ass_is_read_back(said: list[tuple[int, int, str]]) -> None:
    subtitles = pysubs2.SSAFile()
    subtitles.events = [pysubs2.SSAEvent(start=start, end=end, text=text) for start, end, text in said if start < 35_990_000]
    if subtitles.events:
        expected = [(event.start, event.end, event.text) for event in subtitles.events]
        assert heard("text/x-ssa", subtitles.to_string("ass")) == expected


@given(captions())
def test_what_pysubs2_writes_as_subrip_is_read_back(said: list[tuple[int, int, str]]) -> None:
    subtitles = pysubs2.SSAFile()
    subtitles.events = [pysubs2.SSAEvent(start=start, end=end, text=text) for start, end, text in said]
    assert heard("application/x-subrip", subtitles.to_string("srt")) == said


@given(captions())
def test_what_pysubs2_writes_as_ttml_keeps_starts_and_words(said: list[tuple[int, int, str]]) -> None:
    subtitles = pysubs2.SSAFile()
    subtitles.events = [pysubs2.SSAEvent(start=start, end=end, text=text) for start, end, text in said]
    read = heard("application/ttml+xml", subtitles.to_string("ttml"))
    assert [text for *_, text in read] == [text for *_, text in said]
    assert all(abs(one[0] - other[0]) <= 1 for one, other in zip(read, said, strict=True))


@given(captions())
def test_what_webvtt_py_writes_is_read_back(said: list[tuple[int, int, str]]) -> None:
    written = webvtt.WebVTT()
    for start, end, text in said:
        written.captions.append(webvtt.Caption(_stamp(start), _stamp(end), text))
    assert heard("text/vtt", written.content) == said


def _stamp(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


@pytest.mark.parametrize(("write", "media_type"), [(vtt, "text/vtt"), (srt, "application/x-subrip")])
def test_what_we_write_ourselves_is_read_back_with_who_speaks(write, media_type: str) -> None:  # type: ignore[no-untyped-def]
    (episode,) = read_all(FOLDER / "voices.vtt").values()
    assert isinstance(episode, Episode)
    reader = reader_of(media_type)
    assert reader is not None
    read = reader(write(episode)).captions
    assert [(one.start_ms, one.speaker, one.text) for one in read] == [
        (cue.start_ms, cue.speaker, cue.text) for cue in episode.cues
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=cases(10, 200))
@given(said=captions(), gzipped=st.booleans())
def test_what_warcio_writes_is_read_back_page_by_page(said: list[tuple[int, int, str]], gzipped: bool, tmp_path: Path) -> None:
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=gzipped)
    lines = "".join(f"<p>{start // 60_000:02d}:{start // 1000 % 60:02d} {text}</p>" for start, _, text in [*said, *said, *said])
    for number in (1, 2):
        body = f"<html><body><h2>Transcription</h2>{lines}</body></html>".encode()
        url, when = f"https://brume.example/{number}", {"WARC-Date": f"2026-02-0{number}T09:00:00Z"}
        write_page(writer, url, body, warc_headers_dict=when)
    path = tmp_path / "crawl.warc"
    path.write_bytes(written.getvalue())
    found = [page for page in pages(path) if isinstance(page, RawPage)]
    assert [(page.origin, page.stated.url, page.fetched_how) for page in found] == [
        (f"crawl.warc#{number}", f"https://brume.example/{number}", "page") for number in (1, 2)
    ]
    assert [page.fetched_at for page in found] == [dt.datetime(2026, 2, number, 9, tzinfo=dt.UTC) for number in (1, 2)]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("packing", ["quoted-printable", "base64", "8bit"])
def test_a_page_in_mhtml_is_read_in_its_own_encoding(charset: str, packing: str, tmp_path: Path) -> None:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://brume.example/phare"
    message["Date"] = "Tue, 3 Feb 2026 10:00:00 +0100"
    text = "<html><body><h2>Transcription</h2><p>00:00 Déjà l'été.</p><p>00:04 Où ça ?</p></body></html>"
    message.set_content(text, subtype="html", charset=charset, cte=packing)
    message.make_related()
    path = tmp_path / "page.mht"
    path.write_bytes(message.as_bytes())
    (page,) = pages(path)
    assert isinstance(page, RawPage)
    assert (page.stated.url, page.fetched_at) == ("https://brume.example/phare", dt.datetime(2026, 2, 3, 9, tzinfo=dt.UTC))
    (episode,) = read_all(path).values()
    assert isinstance(episode, Episode)
    assert [cue.text for cue in episode.cues] == ["Déjà l'été.", "Où ça ?"]


HOSTILE = [
    ("entities.ttml", '<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><tt><body><div><p begin="1s">&b;</p></div></body></tt>', "entities"),
    ("outside.ttml", '<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/passwd">]><tt><body><div><p begin="1s">&x;</p></div></body></tt>', "entities"),
    ("deep.ttml", "<tt><body>" + "<div>" * 5_000 + "</div>" * 5_000 + "</body></tt>", "broken XML"),
    ("nested.ttml", "<tt><body>" + "<div>" * 100 + '<p begin="1s">x</p>' + "</div>" * 100 + "</body></tt>", "nested"),
    ("open.ttml", '<tt><body><div><p begin="1s">Bonjour', "broken XML"),
    ("time.ttml", '<tt><body><div><p begin="demain">Bonjour</p></div></body></tt>', "an unreadable time: 'demain'"),
    ("braces.ass", "[Script Info]\n[Events]\n" + "Dialogue: 0,0:00:01.16,0:00:03.20,Default,,0,0,0,," + "{" * 300_000 + "\n", "without words"),
    ("time.ass", "[Script Info]\n[Events]\nDialogue: 0,abc,0:00:03.20,Default,,0,0,0,,Bonjour\n", "cannot be read"),
    ("frames.sub", "{0}{25}Bonjour\n{30}{50}Merci\n", "does not say how many"),
    ("frames.json", '{"results": {"channels": [{"alternatives": [[]]}]}}', ""),
    ("aws.json", '{"results": {"transcripts": [], "items": [3, {"type": "pronunciation"}]}}', "without segments"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason"), HOSTILE, ids=[name for name, *_ in HOSTILE])
@pytest.mark.timeout(60)
def test_a_hostile_file_is_refused_with_its_reason(name: str, content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, "utf8")
    (refusal,) = read_all(path).values()
    assert isinstance(refusal, Refusal), refusal
    assert reason in str(refusal.reason)


COSTLY = [
    ("headings.txt", "Transcription\n00:00 a\n00:01 b\n00:02 c\n" * 30_000),
    ("names.txt", "Transcription\n" + "".join(f"00:{n // 60 % 60:02d} Nom{n} Prénom: oui\n" for n in range(40_000))),
    ("headings-in-one-cue.txt", "Transcription\n00:00\n0 seconde\nx\n" + "Chapitre 1 : y\n" * 100_000 + "00:05\n5 secondes\nz\n"),
    ("rows.vtt", "WEBVTT\n\n" + "".join(f"00:0{n}.000 --> 00:0{n}.900\n" + "a\n" * 100_000 + "\n" for n in range(6))),
    ("colons.txt", "Transcription\n" + "A:" * 4_000_000),
    ("sync.smi", "<SAMI>" + "<SYNC Start=1><P" * 300_000),
    ("lyrics.lrc", "[00:01.00]" * 500_000 + "a\n[00:02.00]b\n"),
    ("tags.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<v " * 2_000_000),
    ("glued.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\na\n\n" * 50_000),
    ("spaces.txt", "Transcription\n00:01" + " " * 8_000_000 + "\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), COSTLY, ids=[name for name, _ in COSTLY])
@pytest.mark.slow
@pytest.mark.timeout(90)
def test_a_file_made_to_be_costly_ends(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, "utf8")
    assert read_all(path)


def test_a_broken_stl_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.stl"
    path.write_bytes((FOLDER / "broadcast.stl").read_bytes()[:600])
    (refusal,) = read_all(path).values()
    assert isinstance(refusal, Refusal)
    assert "cannot be read" in str(refusal.reason)


def test_a_page_in_a_crawl_that_unpacks_without_end_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=True)
    good = b"<html><body><h2>Transcription</h2><p>00:00 Bonjour.</p><p>00:04 Voici.</p><p>00:09 Merci.</p></body></html>"
    for number, body in enumerate((b"<html>" + b" " * (40 << 20), good), 1):
        write_page(writer, f"https://brume.example/{number}", body)
    packed = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("archive/data.warc.gz", written.getvalue())
        archive.writestr("datapackage.json", "{}")
    huge, read = read_all(packed).values()
    assert isinstance(huge, Refusal)
    assert "larger than" in str(huge.reason)
    assert isinstance(read, Episode)


def test_a_value_of_an_unknown_service_that_looks_like_a_known_one_is_refused_not_raised() -> None:
    for sample in sorted(FOLDER.glob("*.json")):
        data = json.loads(sample.read_text("utf8")) if not sample.name.startswith("vosk-results") else None
        for broken in _broken(data):
            try:
                read_json_value(broken)
            except ValueError:
                continue


def _broken(data: object) -> list[object]:
    """The value with each of its parts in turn replaced by something of another kind."""
    if isinstance(data, dict):
        found = [{**data, key: other} for key in data for other in (None, 3, "x", [], {})]
        return found + [{**data, key: part} for key, value in data.items() for part in _broken(value)[:200]]
    if isinstance(data, list) and data:
        return [[other, *data[1:]] for other in (None, 3, "x", [], {})] + [[part, *data[1:]] for part in _broken(data[0])[:200]]
    return []
