"""What a command did to its files, as strace saw it: every write, fsync, rename and removal within a folder, in their order."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "openat,creat,write,pwrite64,writev,lseek,ftruncate,truncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,"
    "unlinkat,mkdir,mkdirat,rmdir,sendfile,copy_file_range,mmap"
)


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written to a file, which is known by a number that renames do not change."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file cut or stretched to so many bytes."""

    file: int
    length: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name given to a file (created, linked), or to a folder where `file` is 0."""

    path: str
    file: int


@dataclass(frozen=True, slots=True)
class Rename:
    """A name changed; what stood under the new one is gone."""

    path: str
    target: str


@dataclass(frozen=True, slots=True)
class Remove:
    """A name taken away."""

    path: str


@dataclass(frozen=True, slots=True)
class Sync:
    """What came before is on the disk: of this file its bytes; of every folder its names (file 0: names alone)."""

    file: int


Step = Write | Cut | Name | Rename | Remove | Sync


@dataclass
class Recording:
    """Files of a folder before a command (path -> number, number -> bytes), and its steps."""

    names: dict[str, int]
    contents: dict[int, bytes]
    folders: set[str]
    steps: list[Step] = field(default_factory=list)


def recorded(root: Path, command: Sequence[str], trace: Path) -> Recording:
    """Runs a command under strace; what it did within `root`. It must end well, and write with one process alone."""
    recording = photograph(root)
    strace = ["strace", "-f", "-y", "-xx", "-s", "67108864", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(trace)]
    subprocess.run([*strace, *command], check=True, capture_output=True)
    _Reader(root, recording).read(trace)
    return recording


def photograph(root: Path) -> Recording:
    """A folder as it stands."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    inodes = {path.stat().st_ino: number for number, path in enumerate(files, 1)}
    numbers = {str(path.relative_to(root)): inodes[path.stat().st_ino] for path in files}
    contents = {numbers[str(path.relative_to(root))]: path.read_bytes() for path in files}
    return Recording(numbers, contents, {str(path.relative_to(root)) for path in root.rglob("*") if path.is_dir()})


_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
_FD = re.compile(r"^(-?\d+|AT_FDCWD)(?:<([^>]*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class _Reader:
    """Turns lines of strace into steps. Paths stand beside the numbers of open files (-y), so that only places are followed."""

    def __init__(self, root: Path, recording: Recording) -> None:
        self._root, self._recording = str(root.resolve()), recording
        self._now = dict(recording.names)
        self._sizes = {number: len(data) for number, data in recording.contents.items()}
        self._place: dict[str, int] = {}
        self._next = max([0, *recording.contents]) + 1

    def read(self, trace: Path) -> None:
        """Every line."""
        for call, words, result in _calls(trace):
            if result >= 0:
                reader = getattr(self, f"_{call}", None)
                assert reader or call not in ("truncate", "copy_file_range", "sendfile", "creat") or self._root not in words, words
                if reader:
                    reader(words, result)

    def _within(self, path: str) -> str | None:
        path = _plain(path)
        return path[len(self._root) + 1 :] if path.startswith(self._root + "/") else None

    def _openat(self, words: str, descriptor: int) -> None:
        path = self._within(_paths(words)[-1])
        self._place[str(descriptor)] = 0
        if path is None or "O_DIRECTORY" in words:
            return
        if path not in self._now and "O_CREAT" in words:
            self._now[path] = self._next
            self._sizes[self._next] = 0
            self._step(Name(path, self._next))
            self._next += 1
        elif path in self._now and "O_TRUNC" in words:
            self._cut(self._now[path], 0)
        if path in self._now and "O_APPEND" in words:
            self._place[str(descriptor)] = self._sizes[self._now[path]]

    def _file(self, words: str) -> tuple[str, int | None, str | None]:
        """The open file that a call names first: its descriptor, its number where it is one of ours, its path."""
        found = _FD.match(words)
        assert found, words[:200]
        path = self._within(found[2] or "")
        return found[1], self._now.get(path) if path else None, path

    def _write(self, words: str, count: int) -> None:
        descriptor, file, _ = self._file(words)
        if file is not None:
            self._put(file, self._place[descriptor], _data(words)[:count])
            self._place[descriptor] += count

    _writev = _write

    def _pwrite64(self, words: str, count: int) -> None:
        _, file, _ = self._file(words)
        if file is not None:
            self._put(file, int(words.rpartition(",")[2]), _data(words)[:count])

    def _lseek(self, words: str, place: int) -> None:
        self._place[self._file(words)[0]] = place

    def _ftruncate(self, words: str, _: int) -> None:
        _, file, _ = self._file(words)
        if file is not None:
            self._cut(file, int(words.rpartition(",")[2]))

    def _fsync(self, words: str, _: int) -> None:
        _, file, path = self._file(words)
        if path is not None or self._root == _plain(_FD.match(words)[2] or ""):  # type: ignore[index]
            self._step(Sync(file or 0))

    _fdatasync = _fsync

    def _rename(self, words: str, _: int) -> None:
        source, target = map(self._within, _paths(words))
        if source is target is None:  # what Python compiled, elsewhere
            return
        assert source is not None and target is not None, words
        moved = {path: file for path, file in self._now.items() if path == source or path.startswith(source + "/")}
        for path in moved:
            del self._now[path]
        self._now |= {target + path[len(source) :]: file for path, file in moved.items()}
        self._step(Rename(source, target))

    def _renameat(self, words: str, result: int) -> None:
        self._rename(words, result)

    _renameat2 = _renameat

    def _link(self, words: str, _: int) -> None:
        source, target = map(self._within, _paths(words)[-2:])
        if target is not None and source is not None:
            self._now[target] = self._now[source]
            self._step(Name(target, self._now[target]))

    _linkat = _link

    def _unlink(self, words: str, _: int) -> None:
        path = self._within(_joined(words))
        if path is not None:
            self._now.pop(path, None)
            self._step(Remove(path))

    _unlinkat = _rmdir = _unlink

    def _mkdir(self, words: str, _: int) -> None:
        path = self._within(_joined(words))
        if path is not None:
            self._step(Name(path, 0))

    _mkdirat = _mkdir

    def _mmap(self, words: str, _: int) -> None:
        """Nothing may be written past us; SQLite's shared memory is made anew by whoever opens first."""
        if "PROT_WRITE" in words and "MAP_SHARED" in words:
            assert self._root not in _plain(words) or "-shm" in _plain(words), words

    def _put(self, file: int, place: int, data: bytes) -> None:
        self._sizes[file] = max(self._sizes[file], place + len(data))
        self._step(Write(file, place, data))

    def _cut(self, file: int, length: int) -> None:
        self._sizes[file] = length
        self._step(Cut(file, length))

    def _step(self, step: Step) -> None:
        self._recording.steps.append(step)


def _calls(trace: Path) -> Iterator[tuple[str, str, int]]:
    """Name, words and result of each call; one that another thread's stood in is put together."""
    begun: dict[str, str] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            pid = line.split(" ", 1)[0]
            if line.rstrip().endswith("<unfinished ...>"):
                begun[pid] = line.rstrip().removesuffix("<unfinished ...>").rstrip()
                continue
            if resumed := re.match(r"^\d+ +<\.\.\. \w+ resumed>", line):
                line = begun.pop(pid) + line[resumed.end() :]
            if found := _LINE.match(line):
                yield found[2], found[3], int(found[4])


def _plain(text: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), text)


def _paths(words: str) -> list[str]:
    return [_plain(text) for text in _TEXT.findall(words)]


def _joined(words: str) -> str:
    """The path of a call that names one within an open folder, or whole."""
    path, folder = _paths(words)[0], _FD.match(words)
    if path.startswith("/") or not folder or not folder[2]:
        return path
    return f"{_plain(folder[2])}/{path}"


def _data(words: str) -> bytes:
    return b"".join(bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(words))
