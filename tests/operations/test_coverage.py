"""What a transcript covers of its programme."""

from archive.model.episode import Cue, Episode
from archive.operations.coverage import Gap, by_show, coverage_of

MINUTE = 60_000


def episode(*minutes: float, duration: float | None = None, show: str | None = None) -> Episode:
    cues = tuple(Cue(int(minute * MINUTE), "des mots") for minute in minutes)
    length = int(duration * MINUTE) if duration else None
    return Episode("Titre", "page", "0" * 64, 1, slug="titre", show=show, cues=cues, duration_ms=length)


def test_a_programme_heard_to_its_end_is_whole() -> None:
    assert coverage_of(episode(0, 1, 2, 28.5, *range(3, 28), duration=30)).gaps
    assert coverage_of(episode(*range(30), duration=30)).whole


def test_a_missing_tail_is_measured() -> None:
    found = coverage_of(episode(*range(20), duration=30))
    assert found.missing_tail_ms == 11 * MINUTE
    assert not found.whole


def test_credits_are_no_missing_tail() -> None:
    assert coverage_of(episode(*range(119), duration=120)).missing_tail_ms == 0


def test_a_gap_is_named_with_its_place() -> None:
    assert coverage_of(episode(0, 1, 9, 10)).gaps == (Gap(1 * MINUTE, 9 * MINUTE),)


def test_a_long_cue_with_an_end_is_no_gap() -> None:
    cues = (Cue(0, "chant", end_ms=9 * MINUTE), Cue(2 * MINUTE, "mot"), Cue(10 * MINUTE, "mot"))
    assert coverage_of(Episode("T", "page", "0" * 64, 1, cues=cues)).gaps == ()


def test_an_episode_without_a_cue_is_bare_and_all_of_it_is_missing() -> None:
    found = coverage_of(episode(duration=30))
    assert found.bare
    assert found.missing_ms == 30 * MINUTE


def test_a_single_cue_at_zero_is_a_transcript() -> None:
    assert not coverage_of(episode(0)).bare


def test_shows_are_summed_and_the_nameless_stand_last() -> None:
    ones = [episode(*range(30), duration=30), episode(duration=10, show="B"), episode(*range(5), duration=30, show="B")]
    nameless, show = sorted(by_show(coverage_of(one) for one in ones), key=lambda one: one.episodes)
    assert (show.show, show.episodes, show.bare, show.partial, show.missing_ms) == ("B", 2, 1, 1, 36 * MINUTE)
    assert nameless == by_show([coverage_of(one) for one in ones])[-1]


def test_a_transcript_that_goes_on_far_behind_the_stated_duration_is_told() -> None:
    assert coverage_of(episode(*range(78), duration=4)).beyond_ms == 73 * MINUTE
    assert coverage_of(episode(*range(62), duration=60)).beyond_ms == 0
    assert coverage_of(episode(*range(78))).beyond_ms == 0
