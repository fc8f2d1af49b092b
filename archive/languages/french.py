"""How a French reader says a word, as a string of sound classes: one letter a class, so that codes can be compared as strings.

Vowels a E i o u y, nasals A (an) O (on) I (in, un), consonants p b t d k g f v s z S (ch) Z (j) l R m n, glides j w. Open and
closed e, and the mute one where it is said, are one class: machines mix them up, and folding has taken the accents away.
Works on folded words and on words with accents; with accents it is more exact (a final é is said, a final e is not).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

VOWELS = "aEiouyAOI"
CONSONANTS = "pbtdkgfvszSZlRmnjw"
SOUNDS = VOWELS + CONSONANTS

LETTER_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789",
        (
            "a bE sE dE E Ef ZE aS i Zi ka El Em En o pE ky ER Es tE y vE dublEvE iks igREk zEd "
            "zERo I dE tRwa katR sIk sis sEt yit nEf"
        ).split(),
        strict=True,
    )
)

_V = "aeiouyàâäéèêëîïôöùûü"
_NOT_NASAL = f"(?![{_V}hnm])"

# The letters it opens with, pattern and sounds; of those of a letter the first match wins. `$` is the end of the word:
# most final consonants are written and not said.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("a", "aient$|ais$|ait$|aix$|aies?$", "E"),
    ("ae", f"(?:ain|aim|ein|eim){_NOT_NASAL}", "I"),
    ("a", "ayer$", "EjE"),
    ("a", "(?:ail|aille)s?$|aill", "aj"),
    ("a", "ay(?=[aeiouéèê])", "Ej"),
    ("ae", "ay|ai|aî|ei|eî|ey", "E"),
    ("ae", "e?aux?$|aults?$|auds?$|auts?$|eaux?", "o"),
    ("a", "au", "o"),
    ("ae", f"aon$|(?:an|en){_NOT_NASAL}(?<!ien)(?<!yen)(?<!éen)|(?:am|em)(?=[bp])", "A"),
    ("i", f"ien{_NOT_NASAL}", "jI"),
    ("e", "(?<=[yé])en$", "I"),
    ("eouœ", "euil(?:le)?s?|ueil(?:le)?s?|œil|oeil", "Ej"),
    ("e", "eil(?:le)?s?$|eill", "Ej"),
    ("eo", "(?:oe|e)u[xt]?s?$|oeu|eu|oe", "E"),
    ("o", "oint?s?$", "wI"),
    ("o", f"oin{_NOT_NASAL}", "wI"),
    ("o", "oi[xtsde]?s?$|oi|oy", "wa"),
    ("o", "ou[xtsdp]s?$|oû|oo", "u"),
    ("o", "ou(?=[aeiéèêy])", "w"),
    ("o", "ou", "u"),
    ("o", f"on{_NOT_NASAL}|om(?=[bp])", "O"),
    ("iuy", f"(?:in|yn|un){_NOT_NASAL}|(?:im|ym)(?=[bp])", "I"),
    ("u", "um$", "om"),
    ("i", "(?<!^v)(?<!^m)(?<!qu)ille?s?$|(?<=[rtfbg])ill(?=[aeiouéè])", "ij"),
    ("t", "tion(?!n)", "sjO"),
    ("t", "(?<=a)ties?$", "si"),
    ("t", "(?<!s)ti(?=onn|el|eux|aire|al)", "sj"),
    ("s", "sch|sh", "S"),
    ("t", "tch", "tS"),
    ("c", "ch(?=[rln])", "k"),
    ("c", "cch|ch", "S"),
    ("p", "ph", "f"),
    ("t", "th", "t"),
    ("g", "gh(?=[aeiou])", "g"),
    ("g", "gh", ""),
    ("ck", "kh|ckh", "k"),
    ("w", "wh", "w"),
    ("g", "gn", "n"),
    ("g", "gu(?=[eiyéèê])", "g"),
    ("g", "ge(?=[aou])", "Z"),
    ("g", "g+(?=[eiyéèêî])", "Z"),
    ("g", "(?<=[nr])gt?s?$", ""),
    ("g", "g+", "g"),
    ("cq", "cqu|qu|q|ck", "k"),
    ("c", "cc(?=[eiyéèê])", "ks"),
    ("s", "sc(?=[eiyéèê])", "s"),
    ("cç", "c(?=[eiyéèêî])|ç", "s"),
    ("ck", "c+|k+", "k"),
    ("dj", "dj|j", "Z"),
    ("x", "(?<=[aeo]u)x$|(?<=oi)x$|(?<=ai)x$", ""),
    ("x", f"(?<=e)x(?=[{_V}])", "gz"),
    ("x", "x+", "ks"),
    ("s", "ss+", "s"),
    ("s", f"(?<=[{_V}])s(?=[{_V}])", "z"),
    ("sz", "(?<=.)s$|(?<=e)z$", ""),
    ("s", "s", "s"),
    ("z", "z+", "z"),
    ("dpt", f"(?<=[{_V}rn])[tdp]s?$|(?<=[cl])ts?$", ""),
    ("t", "t+", "t"),
    ("d", "d+", "d"),
    ("p", "p+", "p"),
    ("b", "b+", "b"),
    ("f", "f+", "f"),
    ("v", "v+", "v"),
    ("w", "w+", "w"),
    ("e", r"(?<=\w\w)ers?$|ez$", "E"),
    ("r", "r+h?", "R"),
    ("l", "l+", "l"),
    ("m", "m+", "m"),
    ("n", "n+", "n"),
    ("e", "(?<=.)es?$", ""),
    ("é", "ées?$|é", "E"),
    ("eèêë", "[eèêë]", "E"),
    ("aàâä", "[aàâä]", "a"),
    ("iyï", f"[yiï](?=[{_V}])", "j"),
    ("iyîï", "[iîïy]", "i"),
    ("oôö", "[oôö]", "o"),
    ("uùûü", "[uùûü]", "y"),
    ("0123456789", r"\d", ""),
)


def _alternatives() -> tuple[str, list[str]]:
    """One pattern over all rules, sorted by the letter they open with so that few are tried, and what each group says."""
    said, branches = [""], []
    for letter in dict.fromkeys(letter for letters, _, _ in _RULES for letter in letters):
        own = [(pattern, sounds) for letters, pattern, sounds in _RULES if letter in letters]
        said += (sounds for _, sounds in own)
        branches.append(f"(?={letter})(?:{'|'.join(f'({pattern})' for pattern, _ in own)})")
    return "|".join([*branches, "."]), said


_ALTERNATIVES, _SAID = _alternatives()
_PATTERN = re.compile(_ALTERNATIVES, re.DOTALL)
_TWICE = re.compile(r"(.)\1+")
_PIECES = re.compile(r"[A-ZÀ-Ý]{2,}(?=[A-ZÀ-Ý][a-zà-ÿ])|[A-ZÀ-Ý]?[a-zà-ÿœæ]+|[A-ZÀ-Ý]+|\d")
_PIECES_AFTER_CAPITALS = re.compile(r"[A-ZÀ-Ý]{2,}|[A-ZÀ-Ý]?[a-zà-ÿœæ]+|[A-ZÀ-Ý]+|\d")
_FIGURE_IN_WORD = re.compile(r"[A-Za-z][01345](?=[A-Za-z])")
_SWALLOWED = re.compile("[pbtdkgfv][Rl]$")
_FIGURES_FOR_LETTERS = str.maketrans("01345", "oieas")
_ELIDED = frozenset("cdjlmnst")
_MOST_READINGS = 6


def _say(match: re.Match[str]) -> str:
    written = match.group()
    if written.isdigit():
        return LETTER_NAMES.get(written, "")
    return _SAID[match.lastindex or 0]


# Frequent words that are not said as they are written.
_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "est:E et:E les:lE des:dE mes:mE tes:tE ses:sE ces:sE un:I eu:y eut:y six:sis dix:dis huit:yit sept:sEt cinq:sIk "
        "femme:fam femmes:fam monsieur:mEsjE fils:fis pays:pEi aout:ut os:os as:as gaz:gaz bus:bys mars:maRs sens:sAs club:klEb "
        "net:nEt sud:syd ouest:wEst est-ce:Es tous:tus but:byt tech:tEk high:aj cloud:klud clouds:klud team:tim deal:dil "
        "web:wEb data:data mobile:mobil hub:Eb tchat:tSat com:kom chef:SEf "
        "prix:pRi riz:Ri nez:nE chez:SE assez:asE ville:vil villes:vil mille:mil second:sEgO"
    ).split()
)


@lru_cache(maxsize=200_000)
def say(word: str) -> str:
    """The sounds of one lower-case word read as French; letters of other scripts are silent. 'kroll' -> 'kRol'."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    said = _PATTERN.sub(_say, word.replace("œ", "oe").replace("æ", "ae"))
    if word.endswith("e") and not any(sound in VOWELS for sound in said):
        said += "E"
    return once(said)


def once(said: str) -> str:
    """Sounds with every repetition said once: words run into one another."""
    return _TWICE.sub(r"\1", said)


def spell(word: str) -> str:
    """The sounds of a word said letter by letter: 'vh' -> 'vEaS'."""
    return once("".join(LETTER_NAMES.get(letter, "") for letter in word.lower()))


def is_spelt(word: str) -> bool:
    """Whether a lower-case word can only be said letter by letter: two to five letters, no vowel among them."""
    return 1 < len(word) <= 5 and word.isascii() and not any(letter in "aeiouy" for letter in word)


def heard(word: str) -> tuple[str, ...]:
    """The codes of a word of a transcript (folded, no capitals left): spelt where it must be, else read.

    A word that ends in e has two, since folding has made é and e one letter; in -bre or -cle, one without its last sound."""
    if is_spelt(word) or (len(word) == 1 and word not in "ay"):
        return (spell(word),)
    said = say(word)
    if word.endswith(("e", "es")) and len(word) > 3 and not said.endswith("E"):
        return said, said[:-1] if _SWALLOWED.search(said) else said + "E"
    return (said,)


def heard_run(words: Sequence[str]) -> tuple[str, ...]:
    """The codes of neighbouring words of a transcript said as one, the ends of the last word as in `heard`."""
    head = "".join(heard(word)[0] for word in words[:-1])
    return tuple(once(head + tail) for tail in heard(words[-1])) if words else ()


def readings(typed: str) -> tuple[str, ...]:
    """The codes of a name as somebody writes it, capitals telling where letters are spelt: at most six.

    'STMicro' -> 'EstEmikRo'; 'ANSSI' -> spelt and read; 'S3NS' -> spelt and read as 'sens'."""
    ways = [_PIECES.findall(typed), _PIECES_AFTER_CAPITALS.findall(typed)]
    if _FIGURE_IN_WORD.search(typed):
        ways.insert(0, [typed.lower().translate(_FIGURES_FOR_LETTERS)])
    return tuple(dict.fromkeys(code for way in ways for code in _codes(way) if code))[:_MOST_READINGS]


def _codes(pieces: Sequence[str]) -> list[str]:
    codes = [""]
    for piece in pieces:
        codes = [code + said for code in codes for said in _said(piece)][:_MOST_READINGS]
    return [once(code) for code in codes]


def _said(piece: str) -> tuple[str, ...]:
    word = piece.lower()
    if len(piece) == 1:
        return (word if word in _ELIDED and piece.islower() else spell(word),) if word not in "aày" else (say(word),)
    if is_spelt(word):
        return (spell(word),)
    if piece.isupper() and len(piece) <= 5:
        return spell(word), say(word)
    return (say(word),)
