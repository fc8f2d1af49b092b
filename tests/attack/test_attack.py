"""The attack draws the same for a seed, and what it draws first does no harm."""

import random
from pathlib import Path

import pytest

from tests.attack.files import write
from tests.attack.requests import Draw
from tests.operations.remains import site

SAID = ("mer", "violon", "énergie", "port", "a")


@pytest.mark.parametrize("seed", [1, 2])
def test_random_requests_fail_nowhere(sample_library: Path, seed: int) -> None:
    with site(sample_library) as app:
        draw, again = (Draw(app, ["2026-02-12-le-kiosque-a-vagues"], SAID, seed) for _ in range(2))
        client = app.test_client()
        for _ in range(150):
            asked = draw.request()
            assert asked == again.request()
            headers = {name: value for name, value in asked.headers.items() if name != "Host"}
            status = client.open(asked.address, method=asked.method, headers=headers).status_code
            assert status < 500, asked


def test_a_file_that_swells_is_drawn_anew_from_its_seed(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("00:01 Une cornemuse\n00:09 Un violon\n")
    drawn = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        path = write(tmp_path / folder, [source], random.Random("1 3"))
        drawn.append((path.name, path.stat().st_size))
    assert drawn[0] == drawn[1]
