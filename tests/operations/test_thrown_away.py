"""The index of a served archive is thrown away and built again, as the README allows."""

import json
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.operations.running import archive_here, status, told_here
from tests.servers import serve_library


def answer(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as response:
        return json.load(response)


def save(tmp_path: Path, name: str, word: str) -> Path:
    path = tmp_path / f"{name}.txt"
    path.write_text(f"{name}\nCe lundi 9 février 2026.\nTranscription\n00:01  une {word}\n00:09  un violon")
    return path


def test_a_served_index_that_is_thrown_away_and_built_again_is_taken_up(tmp_path: Path) -> None:
    library = tmp_path / "library"
    archive_here(library, "add", str(save(tmp_path, "Le port", "cornemuse")))
    with serve_library(library, "--workers", "1") as address:  # a second one might open the archive only after it is gone
        assert answer(f"{address}/healthz")["generation"] == 1
        (library / "CURRENT").unlink()
        shutil.rmtree(library / "index")
        assert status(f"{address}/search?q=violon") == 200
        archive_here(library, "add", str(save(tmp_path, "La nuit", "bombarde")))
        assert answer(f"{address}/healthz")["generation"] == 1
        assert answer(f"{address}/api/search?q=bombarde")["total"] == 1


def test_reindex_and_add_build_an_index_that_was_thrown_away_though_current_still_names_it(tmp_path: Path) -> None:
    library = tmp_path / "library"
    archive_here(library, "add", str(save(tmp_path, "Le port", "cornemuse")))
    shutil.rmtree(library / "index")
    archive_here(library, "reindex")
    assert told_here(library, "search", "cornemuse")["total"] == 1
    shutil.rmtree(library / "index")
    archive_here(library, "add", str(save(tmp_path, "La nuit", "bombarde")))
    assert [told_here(library, "search", word)["total"] for word in ("cornemuse", "bombarde")] == [1, 1]
    assert told_here(library, "check")["sound"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"no manifest"])
def test_reindex_builds_an_index_anew_whose_manifest_is_damaged(tmp_path: Path, damage: bytes) -> None:
    library = tmp_path / "library"
    archive_here(library, "add", str(save(tmp_path, "Le port", "cornemuse")))
    (library / "index" / "g000001" / "manifest.json").write_bytes(damage)
    assert "built anew" in archive_here(library, "reindex")
    assert told_here(library, "search", "cornemuse")["total"] == 1


def test_a_site_whose_index_is_thrown_away_beside_current_takes_up_the_next_one(tmp_path: Path) -> None:
    library = tmp_path / "library"
    archive_here(library, "add", str(save(tmp_path, "Le port", "cornemuse")))
    with serve_library(library, "--workers", "1") as address:
        assert answer(f"{address}/api/search?q=cornemuse")["total"] == 1
        shutil.rmtree(library / "index")
        assert answer(f"{address}/api/search?q=cornemuse")["total"] == 1
        archive_here(library, "reindex")
        archive_here(library, "add", str(save(tmp_path, "La nuit", "bombarde")))
        assert answer(f"{address}/api/search?q=bombarde")["total"] == 1
