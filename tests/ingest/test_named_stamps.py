"""Stamps behind the name of who speaks, as people write them by hand: names with figures, slips, an hour without a stamp."""

from collections.abc import Sequence

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage
from ingest import read

SAID = "On parle ici du phare, de la marée et du train qui passe sous la dune, comme chaque semaine."
PLAIN = ("Nadia Corbel: 00:00:04", "Rémi Taupin: 00:00:31", "Nadia Corbel: 00:01:10", "Rémi Taupin: 00:02:15")


def times_and_names(heads: Sequence[str], markup: str = "{}") -> list[tuple[int, str | None]]:
    text = "La lanterne\n\n" + "\n\n".join(f"{markup.format(head)}\n\n{SAID}" for head in heads)
    episode = read(RawPage("page.md", text.encode(), "text/markdown", "0" * 64))
    assert isinstance(episode, Episode)
    assert all(cue.text.strip() == SAID for cue in episode.cues)
    return [(cue.start_ms // 1000, cue.speaker) for cue in episode.cues]


@pytest.mark.parametrize("name", ["Public 2", "Kev 9000", "0xC0DE", "Nadia Corbel et 0xC0DE", "Auditeur 12"])
def test_a_name_with_a_figure_begins_its_own_cue(name: str) -> None:
    assert times_and_names([*PLAIN, f"{name}: 00:02:40"])[-1] == (160, name)


def test_a_name_in_bold_needs_no_colon_and_may_have_two() -> None:
    heads = ["**Nadia Corbel:** 00:00:04", "**Kev 9:** 00:00:31", "**Rémi Taupin::** 00:00:52", "**Nadia Corbel** 00:01:30"]
    assert times_and_names(heads) == [(4, "Nadia Corbel"), (31, "Kev 9"), (52, "Rémi Taupin"), (90, "Nadia Corbel")]


def test_three_fields_are_hours_after_half_an_hour_without_a_stamp() -> None:
    assert times_and_names([*PLAIN, "Rémi Taupin: 00:32:22", "Nadia Corbel: 00:33:05"])[-2:] == [
        (1942, "Rémi Taupin"),
        (1985, "Nadia Corbel"),
    ]


def test_a_stamp_with_a_figure_too_few_loses_no_line_before_it() -> None:
    heads = [f"{'Nadia Corbel' if number % 2 else 'Rémi Taupin'}: 00:{number:02}:10" for number in range(40)]
    text = "La lanterne\n\n" + "\n\n".join(f"{head}\n\n{SAID}" for head in [*heads[:30], "Rémi Taupin: 00:30:4", *heads[31:]])
    episode = read(RawPage("page.md", text.encode(), "text/markdown", "0" * 64))
    assert isinstance(episode, Episode)
    assert [cue.start_ms for cue in episode.cues] == [(60 * number + 10) * 1000 for number in range(40) if number != 30]


def test_a_sentence_before_a_time_is_no_name() -> None:
    assert [name for _, name in times_and_names([*PLAIN, "Le film commence à: 00:20:30"])] == [head.split(":")[0] for head in PLAIN]
