"""Pages made from real transcripts are read exactly; where they are not, the misses are printed."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import ingest
from archive.model.episode import Episode, Published
from archive.model.page import RawPage
from tests.conftest import SHARED

CORPORA = ("fr-speech", "fr-maths", "en-podcast")
FETCHED = dt.datetime(2026, 2, 10, 8, 0, tzinfo=dt.UTC)
FIELDS = ("title", "description", "category", "published", "video_id", "url")
MORE = None if os.environ.get("ARCHIVE_ALL_PAGES") else 60
"""Of each corpus, and of these twenty with markup, and two of each shape of plain text; ARCHIVE_ALL_PAGES=1 reads all."""
AMOUNTS = [pytest.param(10, id="first-10"), pytest.param(MORE, id="more", marks=pytest.mark.slow)]

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SHARED.is_dir(), reason="no corpora beside the project")]


def made(corpus: str, form: str, folder: Path, amount: int | None) -> Iterator[tuple[dict, object]]:
    """Each page's truth with what was read from it."""
    options = ["--html"] if form == "html" else []
    options += ["--limit", str(amount)] if amount else []
    tool = SHARED / "tools" / "make_pages.py"
    corpus_file = SHARED / "corpora" / f"{corpus}.jsonl.gz"
    subprocess.run([sys.executable, tool, corpus_file, "--out", folder / "pages", *options], check=True, capture_output=True)
    truths = [json.loads(line) for line in (folder / "pages.truth.jsonl").read_text("utf8").splitlines()]
    if amount == 60:
        truths = some_of_each_shape(truths, 20 if form == "html" else 2, folder / "pages")
    read = {
        page.origin: ingest.read(page) if isinstance(page, RawPage) else page
        for page in ingest.pages(folder / "pages", fetched_at=FETCHED)
    }
    for truth in truths:
        yield truth, read[truth["file"]]


def some_of_each_shape(truths: list[dict], many: int, folder: Path) -> list[dict]:
    """The first pages of each shape; the others are taken away."""
    seen, kept = Counter[str](), []
    for truth in truths:
        seen[truth["shape"]] += 1
        if seen[truth["shape"]] <= many:
            kept.append(truth)
        else:
            (folder / truth["file"]).unlink()
    return kept


def folded(value: object) -> str:
    if isinstance(value, Published):
        return value.date.isoformat()
    return " ".join(str(value or "").split())


def field_of(episode: Episode, name: str) -> str:
    return folded(getattr(episode, "source_url" if name == "url" else name))


@pytest.mark.parametrize("amount", AMOUNTS)
@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("corpus", CORPORA)
def test_2_every_cue_is_exact_and_nearly_every_field(corpus: str, form: str, amount: int | None, tmp_path: Path) -> None:
    wrong, told, misses, pages = Counter[str](), Counter[str](), [], 0
    for truth, episode in made(corpus, form, tmp_path, amount):
        pages += 1
        where = f"{truth['file']} ({truth['shape']})"
        if not isinstance(episode, Episode):
            wrong["cues"] += 1
            misses.append(f"{where}: {episode}")
            continue
        heard = [[cue.start_ms // 1000, cue.text] for cue in episode.cues]
        if heard != truth["cues"]:
            wrong["cues"] += 1
            first = next((pair for pair in zip(heard, truth["cues"], strict=False) if pair[0] != pair[1]), len(heard))
            misses.append(f"{where}: cues: {first}")
        for name in FIELDS:
            if truth[name] is None:
                continue
            told[name] += 1
            if field_of(episode, name) != folded(truth[name]):
                wrong[name] += 1
                misses.append(f"{where}: {name}: {field_of(episode, name)[-300:]!r} is not {folded(truth[name])[-300:]!r}")
    print(f"\n{corpus} {form}: {pages} pages, wrong: {dict(wrong)} of {dict(told)}", *misses, sep="\n")
    assert pages
    assert wrong["cues"] == 0
    assert all(wrong[name] <= 0.005 * told[name] for name in FIELDS), dict(wrong)


def assert_nothing_but_labels_is_left_out(whole: str, texts: Sequence[str]) -> None:
    """Nothing but labels of who speaks stands between what cues say."""
    place = 0
    for text in texts:
        begin = whole.index(text, place)
        left = whole[place:begin].strip(" -–—\u00a0")
        assert not left or (left.endswith(":") and len(left) < 60), left
        place = begin + len(text)


@pytest.mark.parametrize("amount", AMOUNTS)
@pytest.mark.parametrize("corpus", CORPORA)
def test_1_records_are_read_as_they_are(corpus: str, amount: int | None) -> None:
    rows = 0
    for page in ingest.pages(SHARED / "corpora" / f"{corpus}.jsonl.gz"):
        assert isinstance(page, RawPage)
        row, episode = json.loads(page.body), ingest.read(page)
        assert isinstance(episode, Episode), episode
        rows += 1
        said = [(round(part["start"] * 1000), " ".join(part["text"].split())) for part in row["segments"] if part["text"].strip()]
        said.sort(key=lambda cue: cue[0])
        if any(cue.speaker for cue in episode.cues):
            assert_nothing_but_labels_is_left_out(" ".join(text for _, text in said), [cue.text for cue in episode.cues])
        else:
            assert [(cue.start_ms, cue.text) for cue in episode.cues] == said
        assert (episode.guid, episode.title, episode.language) == (row["id"], " ".join(row["title"].split()), row["language"])
        assert folded(episode.description) == folded(row["description"])
        if row["date"]:
            assert episode.published is not None
            assert episode.published.date.isoformat()[:4] == row["date"][:4]
            assert episode.published.precision == row.get("date_precision", "day")
        if rows == amount:
            break
    assert rows


def test_1_the_seed_page_is_read_as_a_listener_would() -> None:
    (page,) = ingest.pages(SHARED / "seed", fetched_at=dt.datetime(2026, 2, 9, 20, 30, tzinfo=dt.UTC))
    assert isinstance(page, RawPage)
    episode = ingest.read(page)
    assert isinstance(episode, Episode)
    assert (len(episode.cues), episode.cues[0].start_ms, episode.cues[-1].start_ms) == (620, 1_000, 1_523_000)
    assert not any(
        word in cue.text for cue in episode.cues for word in ("Passer au", "Commentaires", "Recommandations", "Transcription")
    )
    assert episode.published == Published(dt.date(2026, 2, 9), "description: lundi 9 février")
    assert (episode.show, episode.channel, episode.category, episode.language) == (
        "Tech & Co, la quotidienne",
        "BFM Business",
        "TV",
        "fr",
    )
    assert episode.title_source.startswith("made")
    assert [(person.kind, person.name, person.role) for person in episode.people] == [
        ("host", "François Sorel", None),
        ("guest", "Frédéric Simottel", "journaliste BFM Business"),
        ("guest", "Fanny Bouton", "directrice du quantique chez OVHCloud"),
        ("guest", "Enguérand Renault", "directeur de la rédaction de Satellifacts"),
    ]


def test_1_the_seed_page_keeps_its_year_without_the_time_of_saving() -> None:
    (page,) = ingest.pages(SHARED / "seed")
    assert isinstance(page, RawPage)
    assert page.fetched_how == "file time"
    episode = ingest.read(page)
    assert isinstance(episode, Episode)
    assert episode.published is not None
    assert episode.published.date == dt.date(2026, 2, 9)
