"""An episode as bytes: whole or in pieces the same."""

import msgspec
import pytest

from archive.model.episode import _LEFT_OUT, Cue, Episode, Removed, dumped, dumps, loads

SLY = '"cues":["'


@pytest.mark.parametrize("many", [0, 1, 4095, 4096, 4097, 9000])
def test_the_pieces_of_an_episode_are_its_bytes(many: int) -> None:
    cues = tuple(Cue(number * 1000, SLY if number % 2 else "Bonsoir, « l’été ».") for number in range(many))
    episode = Episode(SLY, SLY, "0" * 64, 1, description=SLY, cues=cues, removed=(Removed("rule", SLY),))
    whole = msgspec.json.encode(episode)
    for unsaid in _LEFT_OUT:
        whole = whole.replace(unsaid, b"")
    assert b"".join(dumped(episode)) == dumps(episode) == whole
    assert loads(whole) == episode


def test_times_of_words_come_back_as_they_were() -> None:
    timed = Cue(61_000, "Bonsoir le phare.", words_ms=(61_080, 61_400, 61_390))
    episode = Episode("Le phare", "record", "0" * 64, 1, cues=(Cue(0, "Oui."), timed, Cue(70_000, "", words_ms=())))
    assert loads(dumps(episode)) == episode
    assert b'"words_ms":[80,320,-10]' in dumps(episode)


def test_an_episode_kept_before_times_of_words_has_none() -> None:
    kept = dumps(Episode("Le phare", "record", "0" * 64, 1, cues=(Cue(0, "Oui."),)))
    assert b"words_ms" not in kept
    assert loads(kept).cues[0].words_ms is None
