"""Files that swell, made of every form that is read by repeating, nesting, packing and cutting what a good one holds."""

import gzip
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

Change = Callable[[bytes, random.Random], bytes]
MOST_BYTES = 200_000_000
WORDS = "port phare cantine navire marée digue brume voile quai cordage sirène écluse balise pilote treuil".split()


def repeat_a_line(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    times = min(chance.choice((1_000, 30_000, 300_000)), MOST_BYTES // (len(lines[place]) + 1))
    return b"\n".join([*lines[:place], *[lines[place]] * times, *lines[place:]])


def repeat_a_piece(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice((1, 3, 20, 200))]
    return data[:start] + piece * min(chance.choice((5_000, 200_000, 2_000_000)), 12_000_000 // len(piece)) + data[start:]


def repeat_all(data: bytes, chance: random.Random) -> bytes:
    return data * min(chance.choice((10, 200, 5_000)), max(1, 15_000_000 // len(data)))


def insert_without_end(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    unit = chance.choice(
        (b" ", b"\n", b"Aa ", b"0:0", b"<b>", b"[", b"{}\n", b"-", b"&amp;", b"NOM : ", b"\xe2\x80\x8b", b"00:00 ")
    )
    return data[:place] + unit * chance.choice((10_000, 200_000, 3_000_000)) + data[place:]


def head_without_end(data: bytes, chance: random.Random) -> bytes:
    """Text below the heading of a transcript, cut into sections without number."""
    many = chance.choice((1_000, 30_000, 70_000))
    section = chance.choice((b"## Aa\n\nI told you.\n\n", b"## Ida\n\n**Ida:** I told you.\n\n", b"## Transcript\n\n"))
    return data + b"\n\n## Transcript\n\n**Ida:** I say.\n\n" + section * many


def number_lines(data: bytes, chance: random.Random) -> bytes:
    """The first line again and again, each unlike the others."""
    first = data.partition(b"\n")[0]
    many = min(chance.choice((1_000, 5_000)), MOST_BYTES // (len(first) + 1))
    return b"\n".join(first.replace(b"e", b"e%d" % number, 1) for number in range(many))


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


CHANGES: tuple[Change, ...] = (
    repeat_a_line,
    repeat_a_piece,
    repeat_all,
    insert_without_end,
    insert_without_end,
    head_without_end,
    number_lines,
    cut,
)


def write_good(folder: Path, number: int) -> str:
    """A page beside a file that swells, unlike all others, and the end of its address."""
    chance = random.Random(number)
    lines = "".join(f"00:{at:02d} On parle {' '.join(chance.choices(WORDS, k=6))}.\n" for at in range(1, 50, 6))
    told = f"Abri numéro {number}\nCe lundi {1 + number % 28} février {2000 + number % 25}.\nTranscription\n{lines}"
    (folder / "zz-good.txt").write_text(told, "utf-8")
    return f"abri-numero-{number}"


def write(folder: Path, sources: list[Path], chance: random.Random) -> Path:
    """One such file in a folder, 200 MB at most before it is packed, and where it lies."""
    source = chance.choice(sources)
    data = source.read_bytes() or b"x"
    for change in chance.choices(CHANGES, k=chance.choice((1, 1, 2))):
        data = change(data, chance)[:MOST_BYTES] or b"x"
    path = folder / f"swelling{''.join(source.suffixes[-2:]) or '.txt'}"
    packed = chance.choice(("plain", "plain", "gz", "gz", "zip"))
    if packed == "gz":
        path = path.with_name(f"{path.name}.gz")
        path.write_bytes(gzip.compress(data, 1))
    elif packed == "zip":
        path = path.with_suffix(".wacz")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("datapackage.json", "{}")
            archive.writestr("archive/a.warc", data)
    else:
        path.write_bytes(data)
    return path
