"""Corrections, removals and returns to an earlier state."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from archive.library import GlossaryEntry, Library, LibraryError, UnknownEpisode
from archive.model.episode import Episode
from archive.model.page import Stated
from archive.model.reasons import worded
from tests.library.builders import MORNING, episode, on, page, speech

LATER = MORNING + dt.timedelta(days=1)


def found(library: Library, slug: str) -> Episode:
    episode = library.episode(slug)
    assert episode is not None
    return episode


def test_a_correction_shows_at_once_and_says_that_it_is_one(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    before = library.digests()[slug]
    library.edit(slug, title="Le vrai titre", date="2026-02-08", people="host: François Sorel\nFanny Bouton (quantique, OVHcloud)")
    corrected = found(library, slug)
    assert (corrected.title, corrected.title_source) == ("Le vrai titre", "correction")
    assert corrected.published is not None
    assert (corrected.published.date, corrected.published.source) == (dt.date(2026, 2, 8), "correction")
    assert [(who.name, who.kind, who.role) for who in corrected.people] == [
        ("François Sorel", "host", None),
        ("Fanny Bouton", "guest", "quantique, OVHcloud"),
    ]
    assert library.digests()[slug] != before
    assert library.listed()[0].title == "Le vrai titre"
    assert next(iter(library.stored())).episode == corrected


def test_a_correction_survives_another_cleaning_and_a_newer_save(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    library.edit(slug, show="Tech & Co")
    library.upsert(page(), episode(cleaner_version=2, show="Tech et Co"))
    library.upsert(page(body="newer", fetched_at=LATER), episode(show="Tech", cues=speech(1)[1:]))
    assert found(library, slug).show == "Tech & Co"
    assert found(library, slug).cues == speech(1)[1:]
    assert library.edits(slug) == {"show": "Tech & Co"}


def test_a_correction_taken_back_leaves_the_page_as_it_was(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    before = library.digests()
    library.edit(slug, title="Autre")
    library.edit(slug, title="")
    assert library.digests() == before
    assert library.edits(slug) == {}


def test_the_same_correction_twice_changes_nothing(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    library.edit(slug, category="TV")
    before = library.revision
    library.edit(slug, category="TV")
    assert library.revision == before


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("origin", "x", "title, show"), ("date", "hier", "2026-02-09"), ("language", "français", "fr or en")],
)
def test_a_correction_that_cannot_be_is_refused_with_what_can_and_nothing_is_kept(
    library: Library, field: str, value: str, says: str
) -> None:
    slug = library.upsert(page(), episode()).slug
    with pytest.raises(LibraryError, match=says):
        library.edit(slug, title="Autre", **{field: value})
    assert library.edits(slug) == {}


def test_a_removed_episode_is_gone_at_once_and_its_page_is_refused(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    library.remove(slug, "droit de réponse")
    assert library.episode(slug) is None
    assert library.page(slug) is None
    assert slug not in library.digests()
    assert list(library.stored()) == []
    assert library.listed() == ()
    assert library.saves(slug) == ()
    kept = library.upsert(page(body="newer", fetched_at=LATER), episode(title="Encore"))
    assert (kept.slug, kept.outcome, kept.note) == (slug, "refused", "removed: droit de réponse")
    removal = library.removal(slug)
    assert removal is not None
    assert (removal.reason, removal.purged) == ("droit de réponse", False)


def test_what_was_removed_does_not_come_back_under_another_guid_day_and_name(library: Library) -> None:
    slug = library.upsert(page(), episode(guid="a")).slug
    library.remove(slug, "référé", purge=True)
    longer = (*speech(1)[1:], *speech(7, 20))
    for seed, cues in ((2, speech(1)), (3, longer)):
        kept = library.upsert(page(seed), episode(seed, guid="b", published=on("2026-06-01"), cues=cues))
        assert (kept.slug, kept.outcome) == (slug, "refused")


def test_a_restored_episode_serves_as_before(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    before = library.digests()
    library.remove(slug, "erreur")
    library.restore(slug)
    assert library.digests() == before
    assert library.removal(slug) is None
    assert library.upsert(page(), episode()).outcome == "unchanged"


def test_purged_contents_are_nowhere_in_the_file(library: Library) -> None:
    secret = "paroles retirées par ordonnance du juge"
    cues = tuple(replace(cue, text=f"{secret} {cue.text}") for cue in speech(1))
    slug = library.upsert(
        page(body=secret, stated=Stated(title=secret)), episode(cues=cues, title="Zorglub", title_source=secret)
    ).slug
    library.edit(slug, description=secret)
    library.quarantine_page(page(body=secret), worded(secret), sample=secret)
    library.upsert(page(2), episode(2))
    library.remove(slug, "référé", purge=True)
    for file in library.directory.iterdir():
        assert secret.encode() not in file.read_bytes()
    tables = [row[0] for row in library._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    dump = repr([library._connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables])
    assert "Zorglub" not in dump
    assert len(library.digests()) == 1


def test_a_purged_episode_that_is_restored_waits_for_its_page(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    library.remove(slug, "référé", purge=True)
    library.restore(slug)
    assert library.episode(slug) is None
    assert library.upsert(page(), episode()) == replace(library.upsert(page(), episode()), outcome="added")
    assert library.episode(slug) == replace(episode(), slug=slug)


def test_a_removal_needs_a_reason_and_an_episode(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    with pytest.raises(LibraryError, match="--reason"):
        library.remove(slug, "  ")
    with pytest.raises(UnknownEpisode, match="no episode is called nonsense"):
        library.remove("nonsense", "x")


def test_a_rewind_gives_back_the_cleaned_episodes_of_a_revision(library: Library) -> None:
    first = library.upsert(page(1), episode(1)).slug
    second = library.upsert(page(2), episode(2)).slug
    served, before = library.revision, library.digests()
    library.mark_served(served)
    library.upsert(page(1), episode(1, cleaner_version=2, cues=speech(1)[5:]))
    library.upsert(page(2, body="newer", fetched_at=LATER), episode(2, title="Autre"))
    third = library.upsert(page(3), episode(3)).slug
    rewound = library.rewind(served)
    assert (rewound.restored, rewound.set_aside) == ((first, second), (third,))
    assert library.digests() == before
    assert library.page(second) == page(2)
    assert library.revision == rewound.revision > served
    assert library._connection.execute("SELECT max(revision) FROM served").fetchone() == (served,)


def test_what_came_after_a_rewind_can_be_added_again_under_its_slug(library: Library) -> None:
    library.upsert(page(1, fetched_at=None), episode(1))
    served = library.revision
    newer = page(1, body="newer", fetched_at=None)
    library.upsert(newer, episode(1, title="Autre"))
    slug = library.upsert(page(3), episode(3)).slug
    after = library.digests()
    library.rewind(served)
    again = list(library.pages_since(served))
    assert again == [newer, page(3)]
    outcomes = [library.upsert(newer, episode(1, title="Autre")), library.upsert(page(3), episode(3))]
    assert [kept.outcome for kept in outcomes] == ["updated", "added"]
    assert outcomes[1].slug == slug
    assert library.digests() == after


def test_a_rewind_leaves_corrections_and_removals_as_they_are(library: Library) -> None:
    first = library.upsert(page(1), episode(1)).slug
    second = library.upsert(page(2), episode(2)).slug
    served = library.revision
    library.upsert(page(1), episode(1, cleaner_version=2, category="TV"))
    library.edit(first, title="Corrigé")
    library.remove(second, "référé")
    library.rewind(served)
    assert (found(library, first).title, found(library, first).category) == ("Corrigé", None)
    assert library.episode(second) is None


def test_a_rewind_to_where_one_stands_changes_nothing(library: Library) -> None:
    library.upsert(page(), episode())
    before = library.revision
    assert library.rewind(before).restored == ()
    assert library.revision == before


def test_forgetting_drops_old_cleanings_and_keeps_every_save(library: Library) -> None:
    slug = library.upsert(page(), episode()).slug
    library.upsert(page(body="newer", fetched_at=LATER), episode(title="Autre"))
    assert library.forget(library.revision) == 1
    assert len(library.saves(slug)) == 2
    assert found(library, slug).title == "Autre"


def test_a_suggestion_never_overrules_what_staff_decided(library: Library) -> None:
    suggested = GlossaryEntry("Fanny Bouton", "fanny boutons", evidence="2026-02-09 00:06")
    assert library.put_entries([suggested]) == 1
    assert library.decide("Fanny Bouton", "refused") == 1
    assert library.put_entries([suggested]) == 0
    assert [entry.state for entry in library.glossary()] == ["refused"]
    assert library.put_entries([replace(suggested, state="confirmed")]) == 1
    assert [entry.state for entry in library.glossary()] == ["confirmed"]


def test_a_show_has_its_own_glossary_and_that_of_all(library: Library) -> None:
    library.put_entries(
        [GlossaryEntry("Crolles"), GlossaryEntry("Simottel", show="Tech & Co"), GlossaryEntry("Autre", show="Ailleurs")]
    )
    assert [entry.name for entry in library.glossary("Tech & Co")] == ["Crolles", "Simottel"]
    assert len(library.glossary()) == 3
    assert library.drop_entry(GlossaryEntry("Crolles"))
    assert len(library.glossary()) == 2


def test_a_page_held_back_waits_with_its_reason_until_it_is_released(library: Library) -> None:
    number = library.quarantine_page(page(), worded("no label found"), sample="Recommandations", show="Tech & Co")
    assert library.quarantine_page(page(body="newer"), worded("still none")) == number
    (held,) = library.quarantine()
    assert (held.origin, str(held.reason), held.number) == ("page-1.html", "still none", number)
    assert library.held_page(number) == page(body="newer")
    assert library.release(number)
    assert library.quarantine() == ()


def test_a_sound_library_has_no_faults(library: Library, tmp_path: Path) -> None:
    library.upsert(page(), episode())
    assert library.faults() == ()
