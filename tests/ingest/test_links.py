"""A link in an added folder leads nowhere outside it; one bad segment does not cost the others."""

import json
from pathlib import Path

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from ingest import pages, read

PAGE = "Titre\n\nTranscription\n00:01 bonjour\n00:05 la suite\n00:09 et la fin\n"


def test_a_link_that_leads_out_of_the_folder_is_named_and_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PAGE)
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "inside.txt").write_text(PAGE)
    (folder / "link.txt").symlink_to(secret)
    (folder / "deep" / "up.txt").symlink_to("../../secret.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "again.txt").symlink_to("inside.txt")
    (folder / "paged.txt").write_text(PAGE)
    (folder / "paged.txt.meta.json").symlink_to(secret)
    found = list(pages(folder))
    assert sorted(page.origin for page in found if isinstance(page, RawPage)) == ["again.txt", "inside.txt"]
    led_out = {page.origin for page in found if isinstance(page, Refusal) and "leads out" in str(page.reason)}
    assert led_out == {"link.txt", "deep/up.txt", "loop.txt", "paged.txt.meta.json"}


def test_a_link_that_is_named_itself_is_read(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "link.txt").symlink_to("page.txt")
    (page,) = pages(tmp_path / "link.txt")
    assert isinstance(page, RawPage)


def record(*segments: object) -> Episode | Refusal:
    body = json.dumps({"title": "Le port", "date": "2026-02-09", "segments": segments}).encode()
    return read(RawPage("x.json", body, "application/json", "0" * 64))


def test_a_bad_time_in_one_segment_leaves_out_that_one_and_says_so() -> None:
    good = [{"start": number, "text": f"phrase {number}"} for number in range(31)]
    episode = record(*good[:7], {"start": "7:6x", "text": "mal datée"}, *good[7:])
    assert isinstance(episode, Episode)
    assert [cue.text for cue in episode.cues] == [f"phrase {number}" for number in range(31)]
    assert any("segment 8 has an unreadable start: '7:6x'" in removed.sample for removed in episode.removed)


def test_a_record_of_bad_times_alone_is_refused() -> None:
    refused = record({"start": "x", "text": "a"}, {"start": "y", "text": "b"}, {"start": 3, "text": "c"})
    assert isinstance(refused, Refusal)
    assert "segment 1" in str(refused.reason)
