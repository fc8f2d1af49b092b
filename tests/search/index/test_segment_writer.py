"""A segment that cannot be finished lets go of every file."""

import errno
from pathlib import Path

import pytest

from archive.search.index.layout import segment_file
from archive.search.index.whoosh_format.segment import SegmentFiles
from archive.search.index.write.segment_writer import SegmentWriter
from tests.search.index.archives import make_document

DESCRIPTORS, FULL = Path("/proc/self/fd"), Path("/dev/full")

pytestmark = pytest.mark.skipif(not DESCRIPTORS.is_dir() or not FULL.exists(), reason="the system does not show its open files")


def still_open(directory: Path) -> list[str]:
    """The files of this process that lie in a directory, and those of a disk that is always full."""
    links = (link.readlink() for link in DESCRIPTORS.iterdir() if link.is_symlink())
    return [str(path) for path in links if path == FULL or directory in path.parents]


def fill(writer: SegmentWriter) -> None:
    """Enough words that what is written leaves the buffers."""
    for number in range(20):
        writer.add(make_document(f"e{number:02d}", *(f"mot{number}x{n} encore mot{n}" for n in range(400))))


def test_an_abandoned_segment_has_no_file_open_and_leaves_none_behind(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, SegmentFiles(tmp_path))
    fill(writer)
    assert still_open(tmp_path)
    writer.abandon()
    assert still_open(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", [".pst", ".trm", ".captions.col", ".docs"])
def test_a_segment_that_meets_a_full_disk_has_no_file_open(tmp_path: Path, extension: str) -> None:
    writer = SegmentWriter(tmp_path, SegmentFiles(tmp_path))
    segment_file(tmp_path, writer.name, extension).symlink_to(FULL)
    with pytest.raises(OSError) as failure:
        _fill_and_finish(writer)
    assert failure.value.errno == errno.ENOSPC
    assert still_open(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def _fill_and_finish(writer: SegmentWriter) -> None:
    """As whoever writes a segment does."""
    try:
        fill(writer)
    except OSError:
        writer.abandon()
        raise
    writer.finish()
