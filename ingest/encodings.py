"""Bytes to text, whatever a scraper did to them; what had to be repaired is said."""

import codecs
import re
from dataclasses import dataclass

import chardet
import ftfy

from archive.model.reasons import NotRead

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{3,20})|<\?xml[^>]{0,100}encoding=["']([A-Za-z0-9_\-]{3,20})["']""",
    re.I,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# "é" is C3 A9: read in windows-1250 it is "Ă©", in windows-1252 "Ã©".
_TELLING = re.compile("Ă[©¨ŞŞ§˘´®Ż»¦]|Ă\u00a0|Ã[©¨ª§¢´®¯»\u00a0]|â€[™œ“”¦\u009d]|Ĺ“|Å“|Â[«»\u00a0]|[ĂÃ] (?=[a-zé])")
_ENOUGH = 3
_SAMPLE = 200_000
# French and its neighbours have one letter in ten with an accent or fewer; words of such letters only are of another
# script.
_FOREIGN_WORD = re.compile(
    "[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{4,}"
)
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}|[A-Za-zÀ-ÿ]+[a-z][A-Za-zÀ-ÿ]*")
_LEAST_FOREIGN = 3


_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_A-Za-z]{3,}")
_A_FEW = 3
_SURE = 0.22
"""Of another script: right readings of two lines have .34 and more, those of charsets left out of `_ERAS` .21 and
less."""
_LATIN = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_ERAS = chardet.EncodingEra.MODERN_WEB | chardet.EncodingEra.LEGACY_ISO
"""What pages are written in; what only DOS, old Macintoshes and mainframes had is taken for French with few accents."""


class NotText(NotRead):
    """Bytes that are no text."""


@dataclass(frozen=True, slots=True)
class Text:
    """The decoded text, and what was done to get it ("read as windows-1252"); None where it was plain UTF-8."""

    text: str
    repair: str | None = None


def decode(data: bytes) -> Text:
    """The text of a page; raises NotText for bytes that are none."""
    decoded = _decoded(data)
    text = decoded.text
    controls = len(_CONTROLS.findall(text[:200_000]))
    if controls > 8 and controls > 0.005 * len(text[:200_000]):
        raise NotText("binary")
    repaired = repair_mojibake(text)
    if repaired is text and (found := _other_script(text)) is not None:
        return found
    repairs = [decoded.repair, None if repaired is text else "UTF-8 that had been read in another encoding"]
    return Text(repaired.replace("\x00", ""), "; ".join(filter(None, repairs)) or None)


def _decoded(data: bytes) -> Text:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Text(text, None if encoding == "utf-8" and "\ufffd" not in text else f"read as {encoding}")
    if found := _utf16_without_mark(data):
        return Text(data.decode(found, "replace"), f"read as {found}")
    try:
        return Text(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _not_utf8(data)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows in every second byte being nothing, on one side."""
    sample = data[:2000]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else None


def _not_utf8(data: bytes) -> Text:
    """UTF-8 with a few broken letters stays UTF-8; else the encoding the page declares, else the one its letters
    tell."""
    loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    good = sum(1 for character in loose if character > "\x7f") - broken
    if good > 10 * broken:
        return Text(loose, f"read as utf-8, {broken} broken letters")
    if data[:200_000].count(0) > 8:
        raise NotText("binary")
    encoding = _declared(data) or _detected(data)
    if encoding == "windows-1252":
        return Text(data.decode("sloppy-windows-1252"), "read as windows-1252")
    text = data.decode(encoding, "replace")
    if text.count("\ufffd") > 0.02 * len(text):
        raise NotText("binary")
    return Text(text, f"read as {encoding}")


def _detected(data: bytes) -> str:
    """The encoding that the letters of a text tell; windows-1252 where another script would stand amid Latin words.
    Raises NotText for another script of which nobody can be sure."""
    told = chardet.detect(data, encoding_era=_ERAS, max_bytes=_SAMPLE)
    found = told["encoding"] or ""
    if found.lower() in ("", "ascii", "utf-8", "iso-8859-1", "iso-8859-15"):
        return "windows-1252"
    text = data[:_SAMPLE].decode(found, "replace")
    others = sum(not letter.isascii() for letter in _LETTER.findall(text))
    amid = not _is_latin(text) and 2 * sum(map(len, _WORD.findall(text))) < others
    if amid or others < _A_FEW:
        return "windows-1252"
    if told["confidence"] < _SURE and not _is_latin(text):
        raise NotText("unknown-encoding")
    return found.lower()


def _is_latin(text: str) -> bool:
    """Whether most letters of a text that are not ASCII's are Latin ones."""
    others = [letter for letter in _LETTER.findall(text) if not letter.isascii()]
    return 2 * sum(map(bool, map(_LATIN.match, others))) >= len(others)


def _declared(data: bytes) -> str | None:
    """The encoding that a page declares; None for none, and for what is written without being meant."""
    match = _DECLARED.search(data[:4096])
    name = (match[1] or match[2]).decode("ascii").lower() if match else ""
    if name.replace("_", "-") in ("", "utf-8", "utf8", "iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") or name.startswith(
        "utf"
    ):
        return None
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    return found.name if getattr(found, "_is_text_encoding", False) else None


def _other_script(text: str) -> Text | None:
    """Text of another script whose bytes were read as windows-1252, here or by whoever saved it, read right.

    Raises NotText where its words are no Latin ones and no script's either."""
    sample = text[:_SAMPLE]
    foreign = sum(map(len, _FOREIGN_WORD.findall(sample))) // 4
    if foreign < _LEAST_FOREIGN or foreign < 0.2 * len(_LATIN_WORD.findall(sample)):
        return None
    try:
        data = text.encode("sloppy-windows-1252")
    except UnicodeEncodeError:
        return None
    encoding = _detected(data)
    read = data.decode(encoding, "replace")
    if _is_latin(read) or read.count("\ufffd") > 0.01 * len(read):
        raise NotText("unknown-encoding")
    return Text(read.replace("\x00", ""), f"read as {encoding}")


def repair_mojibake(text: str) -> str:
    """UTF-8 that somebody read as windows-1250 or -1252 and saved again, read right; the same object where it is
    none."""
    if len(_TELLING.findall(text[:100_000])) < _ENOUGH:
        return text
    repaired = "\n".join(_repair_line(line) for line in text.split("\n"))
    worse = len(_TELLING.findall(repaired[:100_000])) >= _ENOUGH
    return text if worse or repaired == text else repaired


def _repair_line(line: str) -> str:
    if line.isascii():
        return line
    for encoding in ("sloppy-windows-1250", "sloppy-windows-1252"):
        if (repaired := _reread(line, encoding)) is not None:
            return repaired
    return ftfy.fix_encoding(line)


def _reread(line: str, encoding: str) -> str | None:
    """The line's bytes in that encoding as UTF-8; a lost no-break space (the second byte of "à") is put back first."""
    for candidate in (line, re.sub("([ĂÃ]) ", "\\1\u00a0", line), re.sub("([ĂÃ]) ", "\\1\u00a0 ", line)):
        try:
            return candidate.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return None
