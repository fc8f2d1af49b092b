"""An episode as bytes: whole or in pieces the same."""

import msgspec
import pytest

from archive.model.episode import Cue, Episode, Removed, dumped, dumps, loads

SLY = '"cues":["'


@pytest.mark.parametrize("many", [0, 1, 4095, 4096, 4097, 9000])
def test_the_pieces_of_an_episode_are_its_bytes(many: int) -> None:
    cues = tuple(Cue(number * 1000, SLY if number % 2 else "Bonsoir, « l’été ».") for number in range(many))
    episode = Episode(SLY, SLY, "0" * 64, 1, description=SLY, cues=cues, removed=(Removed("rule", SLY),))
    whole = msgspec.json.encode(episode).replace(b',"heard":null', b"").replace(b',"picture":null', b"")
    assert b"".join(dumped(episode)) == dumps(episode) == whole
    assert loads(whole) == episode
