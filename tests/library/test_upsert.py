"""Pages given to the library once, again, newer and older."""

import datetime as dt
from dataclasses import replace

from archive.library import Library
from archive.model.page import Stated
from tests.library.builders import MORNING, episode, on, page, speech

LATER = MORNING + dt.timedelta(days=1)
EARLIER = MORNING - dt.timedelta(days=1)


def test_a_kept_episode_comes_back_as_it_was_with_its_slug(library: Library) -> None:
    kept = library.upsert(page(), episode())
    assert (kept.outcome, kept.slug) == ("added", "2026-02-09-le-debrief-numero-1")
    assert library.episode(kept.slug) == replace(episode(), slug=kept.slug)


def test_a_kept_page_comes_back_byte_for_byte(library: Library) -> None:
    saved = page(body="déjà \x00 vu", stated=Stated(url="https://example.org/1"))
    assert library.page(library.upsert(saved, episode()).slug) == saved


def test_the_same_page_twice_changes_nothing(library: Library) -> None:
    first = library.upsert(page(), episode())
    before = (library.revision, library.digests())
    assert library.upsert(page(), episode()).outcome == "unchanged"
    assert (library.revision, library.digests()) == before
    assert library.saves(first.slug) == (page(),)


def test_a_newer_save_updates_and_the_older_stays_kept(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    newer = page(body="newer", fetched_at=LATER)
    before = library.digests()
    assert library.upsert(newer, episode(cues=speech(1)[:-1])).outcome == "updated"
    assert library.saves(slug) == (page(), newer)
    assert library.page(slug) == newer
    assert library.digests().keys() == before.keys()
    assert library.digests() != before


def test_an_older_save_does_not_overwrite_a_newer(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    kept = library.upsert(page(body="older", fetched_at=EARLIER), episode(title="Une vieille version"))
    assert kept.outcome == "unchanged"
    assert kept.note is not None
    assert "2026-02-09 08:00" in kept.note
    assert library.episode(slug) == replace(episode(), slug=slug)
    assert len(library.saves(slug)) == 2


def test_a_save_is_known_by_its_bytes_wherever_it_lies(library: Library) -> None:
    assert not library.knows(page())
    library.upsert(page(), episode())
    library.upsert(page(body="newer", fetched_at=LATER), episode(title="Autre"))
    assert library.knows(page(origin="moved/page.html"))
    assert not library.knows(page(body="yet another"))


def test_two_undated_saves_do_not_take_turns_when_both_are_added_again(library: Library) -> None:
    old, new = (page(body=body, fetched_at=None, fetched_how="unknown") for body in ("old", "new"))
    library.upsert(old, episode())
    assert library.upsert(new, episode(title="Plus complet")).outcome == "updated"
    outcomes = [library.upsert(old, episode()).outcome, library.upsert(new, episode(title="Plus complet")).outcome]
    assert outcomes == ["unchanged", "unchanged"]


def test_a_touched_file_is_no_newer_save(library: Library) -> None:
    slug = library.upsert(page(fetched_how="file time"), episode()).slug
    touched = page(fetched_at=LATER, fetched_how="file time")
    assert library.upsert(touched, episode(published=on("2026-02-10"))).outcome == "unchanged"
    assert library.episode(slug) == replace(episode(), slug=slug)


def test_a_time_of_saving_given_later_corrects_the_date(library: Library) -> None:
    slug = library.upsert(page(fetched_at=LATER, fetched_how="file time"), episode()).slug
    assert library.upsert(page(), episode(published=on("2026-02-08"))).outcome == "updated"
    found = library.episode(slug)
    assert found is not None
    assert found.published == on("2026-02-08")
    assert library.page(slug) == page()


def test_a_sidecar_that_comes_later_is_taken_up(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    kept = library.upsert(page(stated=Stated(title="Le vrai titre")), episode(title="Le vrai titre"))
    assert (kept.slug, kept.outcome) == (slug, "updated")


def test_the_same_words_in_a_newer_save_are_unchanged_but_kept(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    newer = page(body="one view more", fetched_at=LATER)
    before = library.revision
    assert library.upsert(newer, episode(page_sha256="other")).outcome == "unchanged"
    assert library.revision == before
    assert library.page(slug) == newer


def test_a_better_cleaner_updates_the_same_save(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    assert library.upsert(page(), episode(cleaner_version=2, show="Le débrief")).outcome == "updated"
    assert library.saves(slug) == (page(),)


def test_a_better_cleaner_that_changes_nothing_is_noted_without_a_new_revision(library: Library) -> None:
    library.upsert(page(), episode())
    before = (library.revision, library.digests())
    assert library.upsert(page(), episode(cleaner_version=2)).outcome == "unchanged"
    assert (library.revision, library.digests()) == before
    assert library.holdings().cleaners == {2: 1}


def test_a_slug_once_given_never_changes(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    kept = library.upsert(page(body="renamed", fetched_at=LATER), episode(title="Autre titre", published=on("2025-01-01")))
    assert (kept.slug, kept.outcome) == (slug, "updated")


def test_episodes_of_one_title_and_day_get_different_slugs(library: Library) -> None:
    slugs = [library.upsert(page(seed), episode(seed, title="Le débrief")).slug for seed in (1, 2, 3)]
    assert slugs == ["2026-02-09-le-debrief", "2026-02-09-le-debrief-2", "2026-02-09-le-debrief-3"]


def test_the_revision_grows_by_one_with_each_change(library: Library) -> None:
    library.upsert(page(), episode())
    library.upsert(page(2), episode(2))
    library.upsert(page(body="newer", fetched_at=LATER), episode(title="Plus complet"))
    assert library.revision == 3


def test_stored_gives_all_in_slug_order_and_only_those_asked_for(library: Library) -> None:
    for seed in (3, 1, 2):
        library.upsert(page(seed), episode(seed))
    slugs = [stored.slug for stored in library.stored()]
    assert slugs == sorted(slugs) == list(library.digests())
    assert [stored.slug for stored in library.stored([slugs[2], "unknown", slugs[0]])] == [slugs[0], slugs[2]]
    assert {stored.slug: stored.digest for stored in library.stored()} == library.digests()


def test_changes_made_together_are_all_or_nothing(library: Library) -> None:
    try:
        with library.transaction():
            library.upsert(page(), episode())
            raise InterruptedError
    except InterruptedError:
        pass
    assert library.digests() == {}
    assert library.revision == 0
