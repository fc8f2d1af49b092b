"""A stranger's index runs nothing: a pickle that names a function, in whatever file, is refused and the function not called."""

import pickle
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from archive.errors import PresentableError
from archive.search import SearchError, open_index
from archive.search.generations import GenerationError, publish_full, verify
from archive.search.generations.layout import checksums, read_manifest, write_manifest
from archive.search.index.layout import CHECKSUMS_EXT, DamagedError
from archive.search.index.types import FIELDS
from archive.search.index.whoosh_format import register
from archive.search.index.whoosh_format.beyond_public import CompressedBytesColumn, FileStorage, W3TermInfo
from archive.search.index.whoosh_format.storage import ForeignPickleError, loads_plain
from archive.storage.array_file import map_arrays, write_arrays
from tests.given import Given
from tests.search.index.archives import make_document


class Payload:
    """Pickled, the order to make a directory."""

    def __init__(self, run: Path) -> None:
        self.run = run

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.mkdir, (self.run,)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """What is there once the payload has run."""
    return tmp_path / "has-run"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    spoken = "bonjour le monde " + " ".join(f"mot{number}" for number in range(30))
    publish_full(tmp_path / "library", Given([make_document("un", spoken, title="Un")]), revision=1)
    return tmp_path / "library"


def file_of(library: Path, ending: str) -> Path:
    (found,) = (path for path in (library / "index" / "g000001").iterdir() if path.name.endswith(ending))
    return found


def search_everything(library: Path) -> None:
    """Opens the index as the site does, and reads of it all that a listener can ask for."""
    index = open_index(library)
    try:
        answer = index.search("bonjour mond* autre", moments=None)
        for hit in answer.hits:
            index.analysis(hit.summary.slug)
        index.suggest("b")
    finally:
        index.close()


def test_the_payload_runs_where_pickles_are_read_as_they_come(run: Path) -> None:
    """Otherwise none of these tests could fail."""
    pickle.loads(pickle.dumps(Payload(run)))
    assert run.is_dir()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_names_a_function_is_refused(run: Path, protocol: int) -> None:
    with pytest.raises(ForeignPickleError, match=r"a file: its pickle names .*; nothing of it was run; .*`archive check --repair`"):
        loads_plain(pickle.dumps({"fieldmap": Payload(run)}, protocol), "a file")
    assert not run.exists()


@pytest.mark.parametrize("data", [b"", b"\x80\x04.", b"(((", b"\x80\x04\x95", b"c", b"Pname\n.", b"\x80\x04R.", b"\x80\x63."])
def test_what_is_no_pickle_is_told(data: bytes) -> None:
    with pytest.raises(ForeignPickleError, match="a file"):
        loads_plain(data, "a file")


def test_a_pickle_that_remembers_further_than_it_reaches_takes_no_memory() -> None:
    """Found by fuzzing: the unpickler made room for 4,000 million objects."""
    with pytest.raises(ForeignPickleError, match="remembers more than it holds"):
        loads_plain(b"\x80\x02Nr\x0f\x0f\x0f\x0f.", "a file")


@pytest.mark.parametrize("value", [{"fieldmap": {"speech": 0}, "indextype": "I"}, {"slug": "un"}, [1, 2.5, None, (True, "é")]])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_containers_come_back(value: Any, protocol: int) -> None:
    assert loads_plain(pickle.dumps(value, protocol), "a file") == value


def plant_in_table(path: Path, payload: bytes) -> None:
    """Puts a pickle in the place of what a table of terms says of itself: it ends the file, its length behind it."""
    data = path.read_bytes()
    (length,) = struct.unpack(">i", data[-4:])
    path.write_bytes(data[: -4 - length] + payload + struct.pack(">i", len(payload)))


def sign(library: Path) -> None:
    """Gives table of terms, segment and manifest the checksums of what is there now: who plants a pickle can do that too."""
    path = file_of(library, CHECKSUMS_EXT)
    kept = {name: array.copy() for name, array in map_arrays(path).items()}
    write_arrays(path, kept | {"terms": np.array([zlib.crc32(file_of(library, ".trm").read_bytes())], np.uint32)})
    manifest = read_manifest(path.parent)
    write_manifest(path.parent, replace(manifest, files=checksums(path.parent, list(manifest.files))))


def test_a_table_of_terms_runs_nothing(library: Path, run: Path) -> None:
    table = file_of(library, ".trm")
    plant_in_table(table, pickle.dumps({"fieldmap": {name: number for number, name in enumerate(FIELDS)}, "x": Payload(run)}))
    sign(library)
    with pytest.raises(SearchError, match=rf"{table.name}: its pickle names .*; nothing of it was run; .*`archive check --repair`"):
        search_everything(library)
    assert not run.exists()


def plant_row(path: Path, payload: bytes) -> None:
    """Puts a pickle in the place of the only stored row."""
    storage = FileStorage(str(path.parent))
    path.unlink()
    writer = CompressedBytesColumn().writer(storage.create_file(path.name))
    writer.add(0, payload)
    writer.finish(1)
    writer._dbfile.close()


def test_a_stored_row_runs_nothing(library: Path, run: Path) -> None:
    plant_row(file_of(library, "._stored.col"), pickle.dumps({"slug": Payload(run)}))
    sign(library)
    search_everything(library)
    register()
    from whoosh.index import open_dir

    with (
        open_dir(str(library / "index" / "g000001"), readonly=True).reader() as reader,
        pytest.raises(ForeignPickleError, match="_stored"),
    ):
        reader.stored_fields(0)
    assert not run.exists()


def test_postings_within_the_table_run_nothing(library: Path, run: Path) -> None:
    """Whoosh keeps those of a rare term there, pickled, where a flag says so; ours never are."""
    table = file_of(library, ".trm")
    data, payload = bytearray(table.read_bytes()), pickle.dumps(Payload(run), 2)
    flag = data.index(b"bonjour") + len(b"bonjour")
    data[flag] = 1
    postings = flag + W3TermInfo._struct.size
    data[postings : postings + len(payload)] = payload
    table.write_bytes(bytes(data))
    sign(library)
    search_everything(library)
    register()
    from whoosh.index import open_dir

    with open_dir(str(table.parent), readonly=True).reader() as reader, pytest.raises(DamagedError, match=r"\.trm: .*none of ours"):
        reader.term_info("speech", "bonjour")
    assert not run.exists()


def test_the_table_of_contents_is_never_read(library: Path, run: Path) -> None:
    """It names classes for stock Whoosh, and so must not be trusted; ours are named by the manifest."""
    file_of(library, ".toc").write_bytes(pickle.dumps(Payload(run)))
    sign(library)
    search_everything(library)
    assert not run.exists()


def test_no_file_that_is_a_pickle_altogether_runs_anything(library: Path, run: Path) -> None:
    payload = pickle.dumps(Payload(run))
    generation = library / "index" / "g000001"
    planted = [path for path in sorted(generation.rglob("*")) if path.is_file()]
    assert {"manifest.json", "mentions", "vocabulary"} < {path.name for path in planted}
    for path in planted:
        sound = path.read_bytes()
        path.write_bytes(payload)
        try:
            search_everything(library)
        except PresentableError:
            pass
        finally:
            path.write_bytes(sound)
        assert not run.exists(), path.name
    search_everything(library)


def test_verifying_tells_a_foreign_pickle_too(library: Path, run: Path) -> None:
    from archive.search.generations import current

    generation = current(library)
    assert generation is not None
    plant_in_table(file_of(library, ".trm"), pickle.dumps(Payload(run)))
    with pytest.raises(GenerationError, match=r"another size; .*`archive check --repair`|checksum|names"):
        verify(generation)
    assert not run.exists()
