"""Which page is which episode: the rules in their order, and what they must not confuse."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from archive.library import Library, Upserted
from archive.model.episode import Cue, Episode
from archive.model.page import RawPage, Stated
from tests.library.builders import MORNING, episode, on, page, speech

LATER = MORNING + dt.timedelta(days=1)


def other_page(**changes: Any) -> RawPage:
    """A newer save from another place."""
    return page(2, fetched_at=LATER, **changes)


def other_episode(**changes: Any) -> Episode:
    """Other words, of another day and title."""
    return episode(2, **({"published": on("2026-03-01")} | changes))


def reworded(share: float) -> tuple[Cue, ...]:
    """The speech of seed 1 with about that share of its five-word runs changed: every nth word is another."""
    words = " ".join(cue.text for cue in speech(1)).split()
    every = round(5 / share)
    return tuple(Cue(1000 * at, "autrement" if at % every == 0 else word) for at, word in enumerate(words))


def second(library: Library, saved: RawPage, cleaned: Episode, first: Episode | None = None) -> tuple[Upserted, Upserted]:
    return library.upsert(page(), first or episode()), library.upsert(saved, cleaned)


def test_the_same_stated_guid_is_the_same_episode(library: Library) -> None:
    first, again = second(library, other_page(), other_episode(guid="tech-12"), episode(guid="tech-12"))
    assert (again.slug, again.outcome) == (first.slug, "updated")


def test_a_guid_given_by_a_sidecar_counts_before_that_of_the_page(library: Library) -> None:
    first, again = second(library, other_page(stated=Stated(guid="tech-12")), other_episode(guid="x"), episode(guid="tech-12"))
    assert again.slug == first.slug


@pytest.mark.parametrize(
    "shared", [{"platform": "dailymotion", "video_id": "x9abcde"}, {"source_url": "https://youtu.be/S9JGmA5_unY"}]
)
def test_the_same_video_in_the_same_language_is_the_same_episode(library: Library, shared: dict[str, Any]) -> None:
    first, again = second(library, other_page(), other_episode(**shared), episode(**shared))
    assert (again.slug, again.outcome) == (first.slug, "updated")


def test_a_video_under_two_addresses_is_one_video(library: Library) -> None:
    first, again = second(
        library,
        other_page(),
        other_episode(source_url="https://www.youtube.com/watch?v=S9JGmA5_unY&t=12s"),
        episode(source_url="https://youtu.be/S9JGmA5_unY"),
    )
    assert again.slug == first.slug


def test_the_same_video_in_another_language_is_another_episode(library: Library) -> None:
    video: dict[str, Any] = {"platform": "youtube", "video_id": "S9JGmA5_unY", "guid": "S9JGmA5_unY"}
    _, dubbed = second(library, other_page(), other_episode(language="en", **video), episode(**video))
    assert dubbed.outcome == "added"


def test_a_page_that_plays_nothing_is_no_mark_of_an_episode(library: Library) -> None:
    _, other = second(
        library,
        other_page(),
        other_episode(source_url="https://example.org/podcast"),
        episode(source_url="https://example.org/podcast"),
    )
    assert other.outcome == "added"


def test_the_same_place_in_the_same_root_is_the_same_episode(library: Library) -> None:
    first, again = second(library, page(body="rewritten", fetched_at=LATER), other_episode())
    assert (again.slug, again.outcome) == (first.slug, "updated")


def test_the_same_place_in_another_root_is_another_episode(library: Library) -> None:
    _, other = second(library, page(body="rewritten", root="elsewhere"), other_episode())
    assert other.outcome == "added"


def test_a_file_overwritten_with_another_programme_is_another_episode(library: Library) -> None:
    _, other = second(
        library,
        page(body="rewritten", fetched_at=LATER),
        other_episode(platform="dailymotion", video_id="x9other"),
        episode(platform="dailymotion", video_id="x9abcde"),
    )
    assert other.outcome == "added"


def test_a_page_whose_video_was_put_up_again_is_the_same_episode(library: Library) -> None:
    first, again = second(
        library,
        page(body="rewritten", fetched_at=LATER),
        episode(platform="dailymotion", video_id="x9other", title="Corrigé"),
        episode(platform="dailymotion", video_id="x9abcde"),
    )
    assert (again.slug, again.outcome) == (first.slug, "updated")


def test_rows_that_moved_within_their_file_keep_their_episodes(library: Library) -> None:
    """A row put in before them shifts every line number; guids tell them apart all the same."""
    first = library.upsert(page(1, origin="rows.jsonl#1"), episode(1, guid="a"))
    moved = library.upsert(page(1, origin="rows.jsonl#2"), episode(1, guid="a"))
    new = library.upsert(page(2, origin="rows.jsonl#1"), episode(2, guid="b"))
    assert (moved.slug, moved.outcome) == (first.slug, "unchanged")
    assert new.outcome == "added"


def test_the_same_folded_transcript_is_the_same_episode_and_said(library: Library) -> None:
    shouted = tuple(replace(cue, text=cue.text.upper() + " !", start_ms=cue.start_ms + 300) for cue in speech(1))
    first, again = second(library, other_page(), other_episode(cues=shouted))
    assert (again.slug, again.outcome) == (first.slug, "updated")
    assert again.note == f"word for word the transcript of {first.slug}"


def test_two_trailers_that_say_hardly_anything_are_two_episodes(library: Library) -> None:
    short = (Cue(0, "à ce soir"),)
    _, other = second(library, other_page(), other_episode(cues=short), episode(cues=short))
    assert other.outcome == "added"


def test_two_stated_guids_are_two_episodes_whatever_they_say(library: Library) -> None:
    _, other = second(library, other_page(), other_episode(guid="b", cues=speech(1)), episode(guid="a"))
    assert other.outcome == "added"


def test_nearly_the_same_words_on_the_same_day_are_the_same_episode_and_said(library: Library) -> None:
    first, again = second(library, other_page(), episode(2, cues=reworded(0.1)))
    assert (again.slug, again.outcome) == (first.slug, "updated")
    assert again.note == f"nearly the transcript of {first.slug}, of the same day"


def test_nearly_the_same_words_under_the_same_title_are_the_same_episode(library: Library) -> None:
    first, again = second(library, other_page(), other_episode(title="LE DÉBRIEF, numéro 1", cues=reworded(0.1)))
    assert again.slug == first.slug
    assert again.note is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"cues": reworded(0.1), "published": on("2026-03-01")},  # another day and title
        {"cues": reworded(0.5)},  # the same day, but half of it is new
        {"cues": speech(1)[:20]},  # a clip cut from the programme
        {"cues": (*speech(1), *speech(9))},  # the programme a clip was cut from
    ],
)
def test_a_rerun_a_clip_and_another_programme_of_the_day_are_episodes_of_their_own(
    library: Library, changes: dict[str, Any]
) -> None:
    _, other = second(library, other_page(), episode(2, **changes))
    assert other.outcome == "added"


def test_a_made_title_brings_no_two_episodes_together(library: Library) -> None:
    made: dict[str, Any] = {"title": "Le débrief", "title_source": "made from show and date"}
    _, other = second(library, other_page(), other_episode(cues=reworded(0.1), **made), episode(published=on("2026-02-09"), **made))
    assert other.outcome == "added"


def test_among_thousands_of_one_title_the_near_one_is_found_without_a_scan(library: Library) -> None:
    with library.transaction():
        for seed in range(1, 301):
            library.upsert(page(seed), episode(seed, title="La quotidienne", cues=speech(seed, 60), published=None))
    changed = list(" ".join(cue.text for cue in speech(150, 60)).split())
    changed[30] = "autrement"
    kept = library.upsert(page(999), episode(999, title="La quotidienne", cues=(Cue(0, " ".join(changed)),), published=None))
    assert kept.outcome != "added"
    assert kept.note is not None
    assert "nearly" in kept.note


def test_every_rule_looks_up_an_index_and_never_scans(library: Library) -> None:
    questions = (
        "SELECT episode FROM page WHERE sha256 = '' AND root = '' AND origin = ''",
        "SELECT e.id FROM identity i JOIN episode e ON e.id = i.episode WHERE i.key = x''",
        "SELECT e.id FROM episode e WHERE e.id IN (SELECT episode FROM band WHERE value IN (1, 2))",
        "SELECT slug, digest FROM episode INDEXED BY episode_serving WHERE version IS NOT NULL AND removed = 0 ORDER BY slug",
    )
    for question in questions:
        plan = [row[3] for row in library._connection.execute(f"EXPLAIN QUERY PLAN {question}")]
        assert all("SEARCH" in step or "USING COVERING INDEX" in step or "LIST SUBQUERY" in step for step in plan), (question, plan)


def test_any_order_of_arrival_keeps_as_many_episodes(library: Library) -> None:
    saves = [(page(seed), episode(seed, guid=f"g{seed}")) for seed in range(6)] * 2
    random.Random(3).shuffle(saves)
    for saved, cleaned in saves:
        library.upsert(saved, cleaned)
    assert len(library.digests()) == 6
