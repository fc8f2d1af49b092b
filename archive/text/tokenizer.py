"""What a word is: the one definition for index, query and marks, and the same by a table of bytes for many lines at
once: for the letters of western Europe, of which nearly all speech here is made. A text for which the table is not
enough goes the way that is right for all.

Text is folded whole, once (lower case, apostrophes, ligatures, accents), then cut at everything that is not a word
character. `l'avoine` is two words whichever apostrophe is used; `&` is a word, so that "Tech & Co" can meet "Tech et
Co", and so are `++` and `#` behind a letter, so that C++ and C# are not C; a Chinese or Japanese character is a word of
its own, with the mark of its voicing, since those scripts have no spaces. Folding before everything loses no accented
word to an unaccented query (stemming first lost 1,013 of 5,391). A sentence ends at its mark, not at the stop
of an initial or a title."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np

_LIGATURES = (
    *(("’", "'"), ("ʼ", "'"), ("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("ς", "σ"), ("ı", "i"), ("ł", "l"), ("ø", "o")),
    *(("đ", "d"), ("ð", "d"), ("þ", "th"), ("ħ", "h"), ("ŧ", "t")),
)
_FREQUENT = tuple(zip("éèêëàâäùûüîïôöçñ", "eeeeaaauuuiioocn", strict=True))
_COMBINING = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]+")
SCRIPTIO_CONTINUA = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
SIGN = r"(?<=\w)(?:\+\+|\#)(?!\w)"
VOICED = "\u3099\u309a"
WORD = rf"(?=\w)[{SCRIPTIO_CONTINUA}][{VOICED}]?|[^\W{SCRIPTIO_CONTINUA}]+|&|{SIGN}"
"""A word, as a regular expression that is asked of folded text."""
_WORD = re.compile(WORD)
_find_words = _WORD.findall
_PIECE = 1 << 16
# Outside these letters and punctuation, and for these ligatures, folding may change how many characters there are.
_UNEVEN = re.compile("[^\x00-\u017f\u2010-\u2027]|[œŒæÆßþÞİŀĿŉ]")


class Span(NamedTuple):
    """A word and where it stands in the text as it is displayed: text[start:end]."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text in the form in which words are compared. Folding twice equals folding once."""
    text = text.lower()
    if text.isascii():
        return text
    for letter, plain in _LIGATURES:
        if letter in text:
            text = text.replace(letter, plain)
    for letter, plain in _FREQUENT:
        if letter in text:
            text = text.replace(letter, plain)
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFD", text))
    return text


def fold_all(texts: Sequence[str]) -> list[str]:
    """Many texts folded, three times as fast as one by one; a text that holds a line feed would be cut at it."""
    return fold("\n".join(texts)).split("\n") if texts else []


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _find_words(fold(text))


def pieces(text: str) -> Iterator[str]:
    """A text in pieces of some 64,000 letters, cut at spaces, so that no word is cut. A word by itself takes 60 bytes:
    of a line of millions no more than some thousands should be made at once."""
    first = 0
    while (cut := text.find(" ", first + _PIECE)) >= 0:
        yield text[first:cut]
        first = cut
    yield text[first:]


def spans(text: str) -> Iterator[Span]:
    """The words of `words(text)` with their places in the unfolded text."""
    if _UNEVEN.search(text) is None:
        return (Span(match.group(), match.start(), match.end()) for match in _WORD.finditer(fold(text)))
    return _spans_unevenly(text)


_fold_letter = lru_cache(4096)(fold)


def _spans_unevenly(text: str) -> Iterator[Span]:
    pieces = [_fold_letter(letter) for letter in text]
    folded = "".join(pieces)
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    for match in _WORD.finditer(folded):
        end = origin[match.end() - 1] + 1
        while end < len(text) and not pieces[end]:
            end += 1
        yield Span(match.group(), origin[match.start()], end)


LINE_END = b"\x01"
_OTHER = b"\x02"
_AT_ONCE = 1 << 16
"""Letters of lines whose words are found together."""
_NO_LETTER, _LETTER = b"\x00", b"\x01"
_LAST_PLAIN = 127
_TYPOGRAPHY = (("’", "'"), ("œ", "oe"), ("Œ", "oe"), *((mark, " ") for mark in "…–—“”•€"))
"""What French type holds that Latin-1 does not, and what has the same words."""
_NO_WORD = re.compile(r"[^\w&]")
_is_apart = re.compile(f"[{SCRIPTIO_CONTINUA}]").match
_find_beyond = re.compile("[^\x00-\xff]").findall
_find_sign = re.compile(r"\S(?:\+\+|\#)").search
_is_accent = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]").match
_SIGNS = {"\ue000": "++", "\ue001": "#"}
"""What stands in a text meanwhile for the sign of a C++ or C#: letters that mean nothing."""
_find_words_and_breaks = re.compile(rf"{WORD}|\n").findall


def spaced(text: str) -> bytes:
    """The folded words of a text of many lines as UTF-8, spaces between them, and LINE_END as a word between two lines.

    Six times sooner than word by word, also where a few other letters are among those of western Europe (θ, ĵ, ²): they
    have stand-ins meanwhile."""
    if not text.isascii():
        for mark, plain in _TYPOGRAPHY:
            if mark in text:
                text = text.replace(mark, plain)
    found = None if (marked := _signs_marked(text)) is None else _spaced_western(marked)
    if found is None:
        each = _find_words_and_breaks(fold(text))
        return b" ".join([LINE_END if word == "\n" else word.encode("utf-8", "replace") for word in each])
    found = found.replace(LINE_END, b" " + LINE_END + b" ")
    return found.replace(b"&", b" & ") if b"&" in found else found


def words_by_line(lines: Iterable[str]) -> Iterator[list[str]]:
    """The words of each line, in order, as `words` has them; each that comes again is the same object: a long
    transcript takes 60 bytes a word less."""
    once = _Decoded()
    for some in _batches(lines):
        if len(some) == 1:
            yield [once[word.encode("utf-8", "replace")] for piece in pieces(some[0]) for word in words(piece)]
        else:
            for line in spaced("\n".join(some)).split(LINE_END):
                yield list(map(once.__getitem__, line.split()))


class _Decoded(dict[bytes, str]):
    """Words in UTF-8 as texts, each made once."""

    def __missing__(self, word: bytes) -> str:
        text = self[word] = word.decode()
        return text


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines together, as many as are _AT_ONCE letters, each without line feeds."""
    some, letters = list[str](), 0
    for line in lines:
        if some and letters + len(line) > _AT_ONCE:
            yield some
            some, letters = [], 0
        some.append(line.replace("\n", " ") if "\n" in line else line)
        letters += len(line)
    if some:
        yield some


def _signs_marked(text: str) -> str | None:
    """The text with a letter of _SIGNS for each sign; None where an accent stands beside one, or the text holds such
    letters."""
    if any(letter in text for letter in _SIGNS):
        return None
    for letter, sign in _SIGNS.items():
        if sign in text:
            parts = text.split(sign)
            ends, begins = [part[-1:] or sign for part in parts[:-1]], [part[:1] or sign for part in parts[1:]]
            ends[0], begins[-1] = parts[0][-1:], parts[-1][:1]
            if any(map(_is_accent, (*ends, *begins))):
                return None
            between = [
                letter if _is_in_word(fold(end)[-1:]) and not _is_in_word(fold(begin)[:1]) else " "
                for end, begin in zip(ends, begins, strict=True)
            ]
            text = "".join(chain.from_iterable(zip(parts, (*between, ""), strict=True)))
    return text


def _is_in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _has_sign(text: str) -> bool:
    """Whether a text may hold a C++ or a C#, which is rare: only a closer look tells such a sign from any other."""
    return ("++" in text or "#" in text) and _find_sign(text) is not None


def _spaced_western(text: str) -> bytes | None:
    """The text letter by letter as the table says; None where it has too many letters that the table does not know."""
    try:
        found = text.encode("latin-1").translate(_SPACED)
    except UnicodeEncodeError:
        return _spaced_by_stand_ins(text, set(_find_beyond(text)))
    return _spaced_by_stand_ins(text, set()) if _OTHER in found else found


def _spaced_by_stand_ins(text: str, beyond: set[str]) -> bytes | None:
    letters = [*beyond, *(letter for letter in _OTHER_LETTERS if letter in text)]
    if not beyond.isdisjoint(VOICED):  # they belong to the letter before
        return None
    if len(letters) > len(_STAND_INS) or any(stand_in in text for stand_in in _STAND_INS):
        return None
    instead: list[tuple[bytes, bytes]] = []
    for letter, stand_in in zip(letters, _STAND_INS, strict=False):
        is_sign = letter in _SIGNS
        said = f" {_SIGNS[letter]} ".encode() if is_sign else _spaced_other(letter)
        if is_sign or not said.isascii():
            instead.append((stand_in.encode(), said))
        text = text.replace(letter, stand_in if is_sign or not said.isascii() else said.decode())
    found = text.encode("latin-1").translate(_SPACED_BUT_STAND_INS)
    for standing_in, other in instead:
        found = found.replace(standing_in, other)
    return found


@lru_cache(4096)
def _spaced_other(letter: str) -> bytes:
    """What stands for any letter: its folded words, spaces in place of what is in no word, nothing for an accent by
    itself."""
    folded = fold(letter)
    said = f" {' '.join(words(letter))} " if _is_apart(folded) else _NO_WORD.sub(" ", folded)
    return said.encode("utf-8", "replace")


def _spaced_letter(letter: str) -> bytes:
    """What stands for a letter of Latin-1 in a spaced text: the one it is folded to, a space for what is in no word,
    LINE_END for a line feed; _OTHER where only a closer look will tell."""
    if letter == "\n":
        return LINE_END
    folded = fold(letter)
    if not words(letter):
        return b" "
    return folded.encode() if len(folded) == 1 and folded.isascii() else _OTHER


_SPACED = b"".join(map(_spaced_letter, map(chr, range(256))))
_OTHER_LETTERS = tuple(chr(code) for code, said in enumerate(_SPACED) if said == _OTHER[0])
_STAND_INS = tuple(map(chr, (*range(0x03, 0x09), *range(0x0E, 0x1C))))
"""Control characters that no transcript holds: what does hold one is read word by word."""
_SPACED_BUT_STAND_INS = bytes(code if chr(code) in _STAND_INS else said for code, said in enumerate(_SPACED))


def _letter_or_not(spaced_letter: int) -> bytes:
    """The same to tell letters from the rest: a line feed is none, and an ampersand is a word of its own wherever it
    stands."""
    letter = bytes([spaced_letter])
    return _NO_LETTER if letter in {b" ", LINE_END} else _OTHER if letter in {b"&", _OTHER} else _LETTER


_LETTERS = b"".join(map(_letter_or_not, _SPACED))


def edges(text: str) -> list[tuple[int, int]]:
    """Where the words of `spans(text)` begin and end, three times sooner where all letters are of western Europe."""
    return list(zip(*begins_and_ends(text), strict=True))


def begins_and_ends(text: str) -> tuple[list[int], list[int]]:
    """The same as two lists."""
    letters = None if _has_sign(text) else _letters(text)
    if letters is None:
        every = list(spans(text))
        return [span.start for span in every], [span.end for span in every]
    is_letter = np.frombuffer(letters, np.bool_)
    changes = (is_letter[1:] != is_letter[:-1]).nonzero()[0].tolist()
    return changes[::2], changes[1::2]


def as_written(word: str) -> str:
    """A word in small letters, with its accents composed."""
    return unicodedata.normalize("NFC", word).lower()


def accented(text: str) -> list[tuple[int, str]]:
    """The words of `spans(text)` that are not in plain letters: number among all words, and the word as it is written.
    Lines with letters of no western language are read one by one, and the others between them together."""
    if letters := _western(text):
        return _accented_western(text, letters)[1]
    odd = ["#", "+", *(letter for letter in set(text) if _letters(letter) is None)]
    found: list[tuple[int, str]] = []
    before = 0
    for is_odd, lines in groupby(text.split("\n"), lambda line: any(letter in line for letter in odd)):
        part = "\n".join(lines)
        many, there = _accented_by_word(part) if is_odd else _accented_western(part, _letters(part) or b"")
        found += [(before + number, word) for number, word in there]
        before += many
    return found


def _western(text: str) -> bytes | None:
    """As `_letters`, None too where a sign may stand."""
    return None if _has_sign(text) else _letters(text)


def _accented_by_word(text: str) -> tuple[int, list[tuple[int, str]]]:
    """How many words there are, and those that are not in plain letters."""
    written = [as_written(text[span.start : span.end]) for span in spans(text)]
    return len(written), [(number, word) for number, word in enumerate(written) if not word.isascii()]


def _accented_western(text: str, letters: bytes) -> tuple[int, list[tuple[int, str]]]:
    """The same of a text of western letters, whose words are found all at once."""
    small = text.lower()
    is_letter = np.frombuffer(letters, np.bool_)
    changes = (is_letter[1:] != is_letter[:-1]).nonzero()[0]
    start, end = changes[::2], changes[1::2]
    beyond = (np.frombuffer(small.encode("utf-32-le"), np.uint32) > _LAST_PLAIN).nonzero()[0]
    number = end.searchsorted(beyond, "right")
    beyond, number = beyond[number < len(start)], number[number < len(start)]
    number = number[start[number] <= beyond]
    number = number[np.append(True, number[1:] != number[:-1])[: len(number)]]
    places = zip(number.tolist(), start[number].tolist(), end[number].tolist(), strict=True)
    return len(start), [(place, small[first:last]) for place, first, last in places]


def _letters(text: str) -> bytes | None:
    """_LETTER for each letter of a word, _NO_LETTER for the rest and at either end; None where only a closer look will
    tell."""
    if not text.isascii():
        for mark, plain in _TYPOGRAPHY:
            if mark in text:
                text = text.replace(mark, plain[0])
    try:
        found = text.encode("latin-1").translate(_LETTERS)
    except UnicodeEncodeError:
        return None
    return None if _OTHER in found else b"%b%b%b" % (_NO_LETTER, found, _NO_LETTER)


ENDS = (".", "!", "?", "…", ".»", "»")
LONGEST_TITLE = 8
"""Letters before a stop among which a title and the space before it stand."""
_TITLE = re.compile(r"(?:^|[\s'’(-])(?:[^\W\d_a-zà-ÿ]|M[MmRr]|Mme|Mlle|Mrs|Ms|Dr|Pr|Prof|Sr|Jr|St|Ste|Mgr|cf|vs)\.$")


def is_title(text: str) -> bool:
    """Whether a text ends with the stop of an initial or a title, which ends no sentence: `M.`, `Dr.`, `J.`."""
    return _TITLE.search(text[-LONGEST_TITLE:]) is not None


def ends_sentence(text: str) -> bool:
    """Whether a text ends where a sentence does."""
    told = text.rstrip()
    return told.endswith(ENDS) and not is_title(told)


def sentence_begins(text: str) -> Iterator[int]:
    """The letters at which a sentence begins behind another."""
    return (space.end() for space in re.finditer(r"\s+", text) if ends_sentence(text[: space.start()]))


SENTENCE_WORDS = 7
"""From so many on words are a sentence that somebody knows, and no search for a turn of phrase."""


def holds_sentence(text: str, asked: str) -> bool:
    """Whether a text has the words of another one after the other, and these are enough for a sentence."""
    wanted = words(asked)
    return len(wanted) >= SENTENCE_WORDS and f" {' '.join(wanted)} " in f" {' '.join(words(text))} "
