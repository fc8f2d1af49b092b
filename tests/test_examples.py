"""The worked examples of CONTRIBUTING.md are put in their tables, and do what they say."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest

import ingest
from archive import transcripts
from archive.model.episode import Episode
from archive.web import IndexProvider, Site, create_app
from ingest.files import pages
from ingest.formats import registry
from tests.web import small_archive

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
SAID = [
    {"a": "00:00:01,5", "qui": "Nora Kermarec", "dit": "Bonsoir, le phare est allumé."},
    {"a": "01:02:03,0", "qui": "Yann Le Goff", "dit": "Il l’est depuis 1863."},
]


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_new_form_of_transcript_has_its_address_and_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = example("transcript_format").FORM
    monkeypatch.setattr(transcripts, "FORMATS", MappingProxyType({**transcripts.FORMATS, "lrc": form}))
    monkeypatch.setattr(transcripts, "BY_EXTENSION", MappingProxyType({**transcripts.BY_EXTENSION, "lrc": form}))
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        answer = client.get(f"/episodes/{small_archive.PORT}.lrc")
        assert answer.status_code == 200
        episode = library.episode(small_archive.PORT)
        assert episode is not None
        read = registry.of_text(answer.text)
        assert read.name == "LRC"
        reader = registry.reader_of(read.media_type)
        assert reader is not None
        assert [caption.start_ms for caption in reader(answer.text).captions] == [cue.start_ms for cue in episode.cues]


def test_a_new_page_form_is_told_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = example("page_form")
    rule = registry._Rule("perroquet", form.is_perroquet, form.read_perroquet)
    monkeypatch.setattr(registry, "_JSON", (rule, *registry._JSON))
    known = {"perroquet": form.FORMAT, **registry.formats()}
    monkeypatch.setattr(registry, "formats", lambda: known)
    file = tmp_path / "perroquet.json"
    file.write_text(json.dumps({"perroquet": 1, "programme": "La Lampe", "lignes": SAID}), "utf8")
    (read,) = map(ingest.read, pages(file))
    assert isinstance(read, Episode)
    assert read.show == "La Lampe"
    assert [(cue.start_ms, cue.speaker) for cue in read.cues] == [(1500, "Nora Kermarec"), (3_723_000, "Yann Le Goff")]


def test_a_line_without_a_time_is_named() -> None:
    with pytest.raises(registry.BadRecord, match="line 2"):
        example("page_form").read_perroquet({"lignes": [SAID[0], {"dit": "quand ?"}]})


def test_a_new_filter_is_one_row_of_a_table(tmp_path: Path) -> None:
    program = tmp_path / "program"
    for room in ("archive", "ingest", "static"):
        shutil.copytree(ROOT / room, program / room, ignore=shutil.ignore_patterns("__pycache__", "sample"))
    patch = ["git", "apply", str(EXAMPLES / "new_filter.patch")]
    subprocess.run([*patch, "--reverse"], cwd=program, check=True)
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(map(_that_lasts, (5, 75))), "utf8")
    _archive(program, tmp_path, "add", str(pages))
    asked = ("search", "--json", "phare durée:>60")
    assert not json.loads(_archive(program, tmp_path, *asked))["receipt"]["filters"], "without its row nobody knows of it"
    subprocess.run(patch, cwd=program, check=True)
    found = json.loads(_archive(program, tmp_path, *asked))
    assert [episode["title"] for episode in found["episodes"]] == ["Le phare de 75 minutes"]
    assert found["receipt"]["filters"] == [{"key": "duration", "value": ">60", "removes": 1}]
    assert "--duration" in _archive(program, tmp_path, "search", "--help")


def _that_lasts(minutes: int) -> str:
    said = [{"start": 60 * minute, "text": f"Le phare est allumé depuis {minute} minutes."} for minute in range(minutes + 1)]
    return json.dumps({"id": str(minutes), "title": f"Le phare de {minutes} minutes", "segments": said}) + "\n"


def _archive(program: Path, folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "archive.cli", "--library", str(folder / "library"), *words]
    return subprocess.run(command, cwd=program, check=True, capture_output=True, text=True).stdout
