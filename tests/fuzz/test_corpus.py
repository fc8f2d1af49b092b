"""What fuzzing found once stays mended, and random bytes find nothing at once. The search itself is `make fuzz`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.amounts import cases
from tests.fuzz.targets import TARGETS

KEPT = sorted((Path(__file__).parent / "corpus").rglob("*.bin"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_kept_does_no_harm(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_random_bytes_and_text_do_no_harm(name: str) -> None:
    @settings(max_examples=cases(20, 500), suppress_health_check=list(HealthCheck))
    @given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))))
    def harmless(data: bytes) -> None:
        TARGETS[name](data)

    harmless()
