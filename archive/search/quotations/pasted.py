"""Text that was copied out of a page or a program, as it is read there."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from html.entities import html5

from archive.model.platforms import CAUTIONS, UNIDENTIFIED, WITHIN

_LINK = re.compile(
    r"(?<!\\)\[((?:\\.|[^\[\]\\])*+)\]"
    r"\((?:https?://|mailto:|[/#])[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+(?:\s\"[^\"]{0,300}+\")?\)"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+|[\[(<]\d{1,2}(?::\d\d){1,2}(?:\.\d{3})?[\])>]")
"""What the text of a page holds beside words: a link of Markdown, an address, the time of a line between brackets."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*+)((?:\.[\w.-]++)?)([^<>]*+)>")
_IN_A_LINE = frozenset("a abbr b c cite em i mark q s small span strong sub sup u v wbr".split())
_BLOCKS = frozenset("blockquote br dd div dl dt figcaption footer h1 h2 h3 h4 h5 h6 hr iframe img li ol p pre td th tr ul".split())
"""Tags of a page and of captions: those that part no word, and those of blocks."""
_ATTRIBUTE, _QUOTED_ATTRIBUTE = re.compile(r"\s[\w:-]++="), re.compile(r"\s[\w:-]++=[\"']")
_GUILLEMETS = re.compile(r"<<([^<>]*+)>>")
_ENTITY = re.compile(r"&(#?\w{1,32};)")
_ACCENT = re.compile(r"\{\\([`'^\"~c])\s?\{?([A-Za-z])\}?\}|\\([`'^\"~c])\{([A-Za-z])\}")
_ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "c": "\u0327"}
_SIGN = re.compile(r"\\text(asciitilde|asciicircum|backslash)\{\}")
_SIGNS = {"asciitilde": "~", "asciicircum": "^", "backslash": "\\"}
_ESCAPED = re.compile(r"\\([^\w\s])")
_EMPHASIS = re.compile(r"(?<!\w)_([^\W_][^_]{0,300})_(?!\w)")
"""What programs write for a letter: HTML, TeX with its accents and signs, and the signs that Markdown puts before others
or round what is stressed."""
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LINE_END = re.compile(r"\b([^\W\d_]{2,40}+)-\s+([^\W\d_]{2,40}+)")
"""Letters that print joins; a word that the end of a line parts."""
_CITED = re.compile(r"/(?:episodes|embed)/([a-z0-9-]{1,90})")
_WARNING = re.compile(rf"(?:{CAUTIONS})[^«»“”]*\Z")
_PLACE = re.compile(r"\A[^«»“”\"]{0,400}\d(?: s)?\.\s+(?=[^«»“”\"]{0,80}[«“\"])")
_NOBODY, _WITHIN = f"(?:{'|'.join(UNIDENTIFIED)})", f"(?:(?:{'|'.join(WITHIN)})\\s+)?"
"""The address of an episode; the warning with which a citation of this site ends; the day and place before it in a
note of a reference; what one says of who speaks where nobody is named, and before its title."""
_TIME = re.compile(r"\s*(\d{1,2}(?::\d\d){1,2}(?:[.,]\d{3})?)\s+(?=\S)")


def as_read(text: str, commonness: Callable[[str], float]) -> str:
    """A text that was copied out of a page or a program, as it is read there. What a hyphen and a space part is one
    word where that is commoner than the rarer of its halves (exam- ple, but not rendez- vous). Steps grow with its
    length."""

    def whole(one: re.Match[str]) -> str:
        joined = one[1] + one[2]
        return joined if commonness(joined) > commonness(f"{one[1]} {one[2]}") else one[0]

    told = _ADDRESS.sub(" ", _LINK.sub(r"\1", text))
    told = _TAG.sub(_without_tag, _ENTITY.sub(_character, _TAG.sub(_without_tag, told)))
    told = _ACCENT.sub(_accented, _GUILLEMETS.sub(r"«\1»", told))
    told = _SIGN.sub(lambda one: _SIGNS[one[1]], _ESCAPED.sub(r"\1", told))
    told = _EMPHASIS.sub(r"\1", told).replace("\u00ad", "")
    return _LINE_END.sub(whole, _LIGATURE.sub(lambda one: unicodedata.normalize("NFKC", one[0]), told)).strip() or text


def time_apart(text: str) -> tuple[str, str]:
    """The time that stands before a text, as before a line of a transcript, and the rest; empty where none does."""
    found = _TIME.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def slug_cited(text: str) -> str:
    """The episode whose address stands last in a text; empty where none does."""
    return next(reversed(_CITED.findall(text)), "")


def is_citation(text: str) -> bool:
    """Whether a text ends as a citation of this site does."""
    return _WARNING.search(text) is not None


def source_apart(text: str, named: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """A text without what a citation of this site states beside the words and who says them, and that: their source,
    behind them or before (title, show, channel, day, place), and the warning. `named` are the title, show and channel
    of the episode that it cites: what such a name quotes is no quotation, and whom it names has not said it."""
    names = sorted((one.split() for one in named), key=len, reverse=True)
    warning = _WARNING.search(text)
    if not (names or warning):
        return text, ()
    rest, parts = (text[: warning.start()], [warning[0]]) if warning else (text, [])
    name = "(?:" + ("|".join(r"\s+".join(map(re.escape, one)) for one in names) or "(?!)") + r")(?!\w)"
    before = re.match(
        rf"(?s)(?:{name}|{_NOBODY}|([^«»“”\"()]{{1,80}}?))\s+(\([^()]*\)(?:\.\s+{name}(?:,\s+{name})*)?[^«»“”\"]*?)\.\s+"
        r"((?:[^«»“”\"]{1,80}?:\s*)?[«“\"].*)\Z",
        rest,
    )
    behind = re.match(
        rf"(?s)(.*?[»”\"](?:[\s>]+(?!{_NOBODY})[^«»“”\"]{{1,80}}?,)??)[\s>]+((?:{_NOBODY},\s+)?{_WITHIN}{name}.*)\Z", rest
    )
    place = _PLACE.match(rest) if warning else None
    if before:
        rest, parts = f"{before[1] or ''} {before[3]}".strip(), [before[2], *parts]
    elif behind:
        rest, parts = behind[1].rstrip(" ,"), [behind[2], *parts]
    elif place:
        rest, parts = rest[place.end() :], [place[0], *parts]
    return (rest, tuple(" ".join(one.split()) for one in parts)) if rest.strip() else (text, ())


def _without_tag(one: re.Match[str]) -> str:
    """Nothing for a tag within a line, which may part a word, and a space for any other; what signs hold that is none
    as it stands (<jamais de la vie>): its name is none that is known, nor has it a value, or closes."""
    closes, name, _, rest = one.groups()
    name, is_bare = name.lower(), not rest.strip("/ \t\r\n")
    is_voice = name == "v" and rest.strip()[:1].isupper()
    is_known = name in _IN_A_LINE or name in _BLOCKS
    value = _ATTRIBUTE if is_known else _QUOTED_ATTRIBUTE
    if not ((is_bare and (closes or is_known)) or is_voice or value.search(rest)):
        return one[0]
    return "" if name in _IN_A_LINE else " "


def _character(one: re.Match[str]) -> str:
    """What an entity of HTML stands for; one that is none as it stands."""
    return html.unescape(one[0]) if one[1] in html5 or one[1].startswith("#") else one[0]


def _accented(one: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", (one[2] or one[4]) + _ACCENTS[one[1] or one[3]])
