"""Text that was copied out of a page or a program, as it is read there: its source, and who said each of its
quotations."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from html.entities import html5
from itertools import pairwise, product, takewhile

from archive.languages import is_function_word, united
from archive.model.period import PeriodError, parse_date
from archive.model.platforms import CAUTIONS, UNIDENTIFIED, WITHIN
from archive.text.speaker_labels import BESIDE_WORDS, is_of_a_name, name_first
from archive.text.tokenizer import words

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
"""What programs write for a letter: HTML, TeX with its accents and signs, and the signs that Markdown puts before
others or round what is stressed."""
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LINE_END = re.compile(r"\b([^\W\d_]{2,40}+)-\s+([^\W\d_]{2,40}+)")
"""Letters that print joins; a word that the end of a line parts."""
_CITED = re.compile(r"/(?:episodes|embed)/([a-z0-9-]{1,90})")
_WARNING = re.compile(rf"(?:{CAUTIONS})[^«»“”]*\Z")
_PLACE = re.compile(r"\A[^«»“”\"]{0,400}\d(?: s)?\.\s+(?=[^«»“”\"]{0,80}[«“\"])")
_NOBODY, _WITHIN = f"(?:{'|'.join(UNIDENTIFIED)})", f"(?:(?:{'|'.join(WITHIN)})\\s+)?"
_UNNAMED = re.compile(rf"[»”\"][\s>]+{_NOBODY},\s+(?:{'|'.join(WITHIN)})\s")
"""The address of an episode; the warning with which a citation of this site ends; the day and place before it in a
note of a reference; what one says of who speaks where nobody is named, and before its title; both behind its words."""
_TIME = re.compile(r"\s*(\d{1,2}(?::\d\d){1,2}(?:[.,]\d{3})?)\s+(?=\S)")

MARKED = re.compile(r"«((?:[^«»]++|«[^«»]*+»)*+)(?:»|\Z)|“((?:[^“”]++|“[^“”]*+”)*+)(?:”|\Z)|„([^„“”]*+)[“”]|\"([^\"]*+)\"")
"""What stands between quotation marks, others inside it; to the end, where a mark is not closed that can only open."""
_CLAUSE_END = re.compile(r"(?<!\b[^\W\d_])[.;:!?…]+(?=[\s»”\"]|\Z)|,(?=\s|\Z)|\Z")
_SENTENCE_END = re.compile(r"(?<!\b[^\W\d_])[.;!?…]+(?=\s|\Z)")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_WHEN = re.compile(r"\b(?:(?:1[89]|20)\d\d|\d+ (?:min|s)|paragraph\w*\s\d+)\b")
_LEADS = re.compile(rf"(?:{'|'.join(WITHIN)})\b")
_LEADS_IN = re.compile(rf"(?i)\b(?:{'|'.join(WITHIN)})(?:\s+(?:l['’])?[a-zà-ÿ]{{1,12}}){{0,2}}\Z")
_SOURCE_FIRST = re.compile(
    rf"(?s)([^():]{{1,80}}\([^()]*{_WHEN.pattern}[^()]*\)(?=\..*\.\Z)|[^,:]{{1,80}},(?=[^:]*{_WHEN.pattern}[^:]*:\Z))"
)
_CAPITAL_FIRST = re.compile(r"\s*\(?[^\W\d_a-zà-ÿ]")
"""A day or a place; the word with which a title is led, at the beginning of some words, or with words of a show beside it
at their end; a source that stands before its quotation; a name beside a mark."""
_DASHED = re.compile(r"\s[–—―-]{1,2}\s*+(\w[^–—―]{0,69})\Z")
"""What stands behind a dash at the end."""
_INVERTED = re.compile(r"[a-zà-ÿ]+-(?:t-)?(?:ils?|elles?)\b(?![-'’])")
"""A verb before its pronoun, as behind a quotation whichever it is (a-t-il lâché)."""
SAME = "="
"""Where the words between quotations end a clause or a sentence, not behind an initial; that a pronoun tells who
said one, who said the one before."""


def as_read(text: str, commonness: Callable[[str], float]) -> str:
    """A text that was copied out of a page or a program, as it is read there. What a hyphen and a space part is one
    word where that is commoner than the rarer of its halves (exam- ple, but not rendez- vous). Empty of nothing but
    addresses and tags. Steps grow with its length."""

    def whole(one: re.Match[str]) -> str:
        joined = one[1] + one[2]
        return joined if commonness(joined) > commonness(f"{one[1]} {one[2]}") else one[0]

    told = _ADDRESS.sub(" ", _LINK.sub(r"\1", text))
    told = _TAG.sub(_without_tag, _ENTITY.sub(_character, _TAG.sub(_without_tag, told)))
    told = _ACCENT.sub(_accented, _GUILLEMETS.sub(r"«\1»", told))
    told = _SIGN.sub(lambda one: _SIGNS[one[1]], _ESCAPED.sub(r"\1", told))
    told = _EMPHASIS.sub(r"\1", told).replace("\u00ad", "")
    return _LINE_END.sub(whole, _LIGATURE.sub(lambda one: unicodedata.normalize("NFKC", one[0]), told)).strip()


def beside(text: str) -> str:
    """Some words beside a quotation without the signs around them; a bracket that is of them stands."""
    told = text.strip(BESIDE_WORDS)
    many, closed = told.count("("), told.count(")")
    return f"{'(' * (closed > many and '(' in text)}{told}{')' * (many > closed and ')' in text)}"


def without_outlet(text: str) -> str:
    """Some words beside a quotation without the outlet and the day of its source, behind who said it: Ana Kermadec, of
    "Ana Kermadec, Radio Phare, 12 mars 2019"."""
    first, *more = text.split(",")
    return first if len(more) > 1 and _is_day(more[-1]) and not any(mark in text for mark in '«“"') else text


def _is_day(text: str) -> bool:
    with suppress(PeriodError):
        return bool(parse_date(text.strip(" ();")))
    return False


def time_apart(text: str) -> tuple[str, str]:
    """The time that stands before a text, as before a line of a transcript, and the rest; empty where none does."""
    found = _TIME.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def slug_cited(text: str) -> str:
    """The episode whose address stands last in a text; empty where none does."""
    return next(reversed(_CITED.findall(text)), "")


def is_citation(text: str) -> bool:
    """Whether a text ends as a citation of this site does, or tells its source as one."""
    return _WARNING.search(text) is not None or _UNNAMED.search(text) is not None


def source_apart(text: str, named: Iterable[str]) -> str:
    """A text without what a citation of this site states beside the words and who says them: their source, behind them
    or before (title, show, channel, day, place), and the warning. `named` are the title, show and channel of the
    episode that it cites: what such a name quotes is no quotation, and whom it names has not said it."""
    names = sorted((one.split() for one in named), key=len, reverse=True)
    warning = _WARNING.search(text)
    if not (names or warning):
        return text
    rest = text[: warning.start()] if warning else text
    name = "(?:" + ("|".join(r"\s+".join(map(re.escape, one)) for one in names) or "(?!)") + r")(?!\w)"
    before = re.match(
        rf"(?s)(?:{name}|{_NOBODY}|([^«»“”\"()]{{1,80}}?))\s+\([^()]*\)(?:\.\s+{name}(?:,\s+{name})*)?[^«»“”\"]*?\.\s+"
        r"((?:[^«»“”\"]{1,80}?:\s*)?[«“\"].*)\Z",
        rest,
    )
    behind = re.match(
        rf"(?s)(.*?[»”\"](?:[\s>]+(?!{_NOBODY})[^«»“”\"]{{1,80}}?,)??)[\s>]+(?:{_NOBODY},\s+)?{_WITHIN}{name}.*\Z", rest
    )
    place = _PLACE.match(rest) if warning else None
    if before:
        rest = f"{before[1] or ''} {before[2]}".strip()
    elif behind:
        rest = behind[1].rstrip(" ,")
    elif place:
        rest = rest[place.end() :]
    return rest if rest.strip() else text


def but_for(text: str, some: Iterable[re.Match[str]]) -> str:
    """A text with blanks in the place of some of its parts."""
    for one in some:
        text = f"{text[: one.start()]}{' ' * len(one[0])}{text[one.end() :]}"
    return text


def outside(text: str, marked: Sequence[re.Match[str]]) -> list[str]:
    """What of a text stands before, between and behind some of its parts."""
    bounds = pairwise([0, *(end for one in marked for end in one.span()), len(text)])
    return [text[begin:end] for begin, end in list(bounds)[::2]]


def titles_among(text: str, marked: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Of what quotation marks of a text hold, the titles that a source quotes, beside a quotation: in one that tells a
    day or place behind it (« … », Ana, « La digue », France Inter, 12 mars 2017) or before it, ended by a sign; and
    what a capital begins behind a word for "in" (dans l'émission « La digue »)."""
    bare = _with_sentences(but_for(text, marked), marked)
    before = zip(marked, outside(text, marked), strict=False)
    found = {one for one, told in before if one[0][1:].lstrip()[:1].isupper() and _LEADS_IN.search(told.rstrip())}
    for quoted in marked:
        if quoted not in found:
            stop = next((one.end() for one in _SENTENCE_END.finditer(bare, quoted.end())), len(text))
            found.update(_titles_of(bare, quoted.end(), stop, [one for one in marked if quoted.end() < one.start() < stop]))
    head = bare[: marked[-1].start()].rstrip() if marked else ""
    led = _SOURCE_FIRST.match(head)
    if led and not _says(head) and (led[1][-1] == ")" or not _SENTENCE_END.search(head)):
        found.update(one for one in marked[:-1] if one.start() > led.end(1))
    return [one for one in marked if one in found] if len(found) < len(marked) else []


def _with_sentences(bare: str, marked: Sequence[re.Match[str]]) -> str:
    """A text with blanks in the place of what marks hold, and a full stop where a sentence ends in them."""
    for one in marked:
        if one[0].rstrip('»”" ')[-1:] in set(".!?…") and bare[one.end() :].lstrip()[:1].isupper():
            bare = f"{bare[: one.end() - 1]}.{bare[one.end() :]}"
    return bare


def _titles_of(bare: str, start: int, stop: int, titles: list[re.Match[str]]) -> list[re.Match[str]]:
    """Of some that stand behind a quotation, in one sentence, those that its source quotes: who said it or where comes
    first, and a day or place behind them; no sign leads to them, and no name stands beside them."""
    if not titles or _says(bare[start:stop]) or not _WHEN.search(bare, titles[-1].end(), stop):
        return []
    lead = bare[start : titles[0].start()].strip(BESIDE_WORDS)
    begins = bool(lead) and (_LEADS.match(lead) or is_of_a_name(lead.split()[0].rstrip(",")))
    joins = not {*united().and_words, *united().clause_openers}.isdisjoint(words(lead)[-1:])
    if not begins or joins or _WHEN.search(lead):
        return []
    ahead = any(bare[start : one.start()].rstrip().endswith(":") for one in titles)
    named = any(_CAPITAL_FIRST.match(bare, one.end()) for one in titles if one[0][-2:-1] != ",")
    return [] if ahead or named else titles


def who_said_each(between: Sequence[str]) -> list[str]:
    """Of each of some quotations who said it, by the words before the first, between each two and behind the last: the
    subject of the verb of saying just behind it (a lancé Ana), else of the words that lead to it (interrogée par Léo,
    Ana répond :), or whom a source, or a name beside it, tells (selon Ana); of a pronoun (a-t-il ajouté) who said the
    one before. Empty where no name stands so: whoever is named may have said it."""
    heads, tails = [between[0]], list[str]()
    for number, told in enumerate(between[1:], 2):
        tail = _tail(told, is_last=number == len(between))
        tails.append(tail)
        heads.append(told[told.index(tail) + len(tail) :])
    said, last = list[str](), ""
    for head, tail in zip(heads, tails, strict=False):
        last = next(filter(None, (_subject(tail), _subject(_leading(head)))), "")
        last = (said[-1] if said else "") if last == SAME else last
        said.append(last)
    return said


def who_goes_on(between: Sequence[str]) -> list[str]:
    """Of each of some quotations whom a pronoun behind it may stand for (a-t-il expliqué): the subject of the sentence
    before it, be it behind an apposition (Invité de Léo, Ana a répondu), else of that before the quotation before.
    Empty where no pronoun stands so."""
    found, last = list[str](), ""
    for number, (before, behind) in enumerate(pairwise(between)):
        last = _sentence_subject(_behind_tail(before) if number else before) or last
        last = last if _subject(_tail(behind, is_last=number + 2 == len(between))) == SAME else ""
        found.append(last)
    return found


def _behind_tail(told: str) -> str:
    """What of the words between two quotations is a sentence of its own, or begins one."""
    return "".join(_SENTENCE_END.split(told, maxsplit=1)[1:])


def _sentence_subject(told: str) -> str:
    """The name that begins a clause of the last sentence of some words, and goes on with its verb; else the last that
    stands alone between commas, which part its verb from it."""
    sentence = next((one for one in reversed(_SENTENCE_END.split(told)) if words(one)), "")
    clauses = [clause.split() for clause in sentence.strip(" :").split(",")]
    named = [(name, clause, rest) for clause in clauses if (name := _first_name(rest := _but_role(clause)))]
    going_on = [name for name, _, rest in named if len(rest) > len(name.split())]
    alone = [name for name, clause, rest in named if rest == clause or clause == clauses[0]]
    return next(reversed(going_on or alone), "")


def _but_role(clause: list[str]) -> list[str]:
    """Some words without the role that begins them, before a name: the candidate Ana, l'ancien maire Léo."""
    first, *telling = [word for one in clause[:1] for word in words(one)] or [""]
    small = list(takewhile(lambda one: one == one.lower() and not any(map(is_function_word, words(one))), clause[1:]))
    is_role = is_function_word(first) and bool(telling or small) and clause[0][1:] == clause[0][1:].lower()
    return clause[1 + len(small) :] if is_role else clause


def _tail(told: str, *, is_last: bool) -> str:
    """What of the words behind a quotation tells who said it: a clause that begins with a verb of saying, or one with a
    name that a sign ends, or nothing follows."""
    if bracketed := _IN_BRACKETS.match(told):
        return bracketed[1]
    bare = told.lstrip(" ,\t\r\n\u00a0\u202f–—-")
    ends = [one.end() for one in _CLAUSE_END.finditer(bare)]
    clause, leads = bare[: ends[0]], told.rstrip().endswith(":")
    is_clause = bool(words(clause)) and clause[0].isalnum() and not clause.rstrip().endswith(":")
    ended = is_last or clause.rstrip()[-1:] in set(".;!?…,")
    if not (is_clause and _subject(clause)):
        return ""
    if _INVERTED.match(clause):
        return clause
    return clause if _begins_saying(clause) or (ended and not (leads and not _says(clause))) else ""


def _leading(told: str) -> str:
    """What of the words before a quotation leads to it: their last sentence, where it is not ended."""
    return "" if is_ended(told) else _SENTENCE_END.split(told)[-1].lstrip(f'{BESIDE_WORDS}»”"').rstrip()


def is_ended(told: str) -> bool:
    """Whether some words are sentences of their own."""
    return _SENTENCE_END.search(told.rstrip()[-1:]) is not None


def _says(text: str) -> bool:
    return not united().sayings.isdisjoint(words(text))


def _begins_saying(clause: str) -> bool:
    """Whether nothing but small words of grammar stands before the verb of saying of a clause: a-t-il ajouté."""
    known = united()
    before = list(takewhile(lambda word: word not in known.sayings, words(clause)))
    joining = {*known.and_words, *known.clause_openers}
    return _says(clause) and clause[0].islower() and all(is_function_word(one) and one not in joining for one in before)


def _subject(clause: str) -> str:
    """Whom some words tell to have said what stands beside them: a name, SAME for a pronoun, or empty."""
    known, told = united(), clause.split()
    if _INVERTED.match(clause):
        return SAME
    for place, word in enumerate(told):
        behind = told[place + 1 :]
        if " ".join(words(" ".join(told[max(0, place - 1) : place + 1]))) in known.sources or word.lower() in known.sources:
            return _name(behind)
        if _says(word):
            before = told[: place - len(_beside_saying(told[:place][::-1]))]
            return _name_last(before) or _name(behind) or _same(before[-1:]) or _first_name(told)
    name, told = _first_name(told), [one for one in told if words(one)]
    return name if len(told) <= len(name.split()) + 1 else ""


def _name(told: Sequence[str]) -> str:
    """The name with which some words begin, behind what may stand beside a verb of saying."""
    rest = told[len(_beside_saying(told)) :]
    return _no_grammar(" ".join(rest[: name_first(rest)]).strip(BESIDE_WORDS))


def _beside_saying(told: Sequence[str]) -> list[str]:
    """The first of some words that may stand between a verb of saying and a name."""
    return list(takewhile(lambda one: one == one.lower() and united().said_with.issuperset(words(one)), told))


def _no_grammar(name: str) -> str:
    """A name; empty where it is no more than words of grammar (Il)."""
    return "" if all(map(is_function_word, words(name))) else name


def _first_name(told: Sequence[str]) -> str:
    """The name with which some words begin, be it behind one that joins them to others."""
    rest = told[1:] if told and words(told[0]) and set(words(told[0])) <= set(united().and_words) else told
    return _name(rest)


def _name_last(told: Sequence[str]) -> str:
    """The name with which some words end; none that stands behind "of": the leader of France says it, not France."""
    run = [*takewhile(is_of_a_name, reversed(told))][::-1]
    return _no_grammar(" ".join(run)) if run and run[0][:1].isupper() else ""


def _same(told: Sequence[str]) -> str:
    """SAME where some words, if any, are of grammar, and no sign parts them from what follows (no "Ana, elle, dit")."""
    return SAME if all(word[-1].isalnum() and all(map(is_function_word, words(word))) for word in told) else ""


def asked_before(kept: Sequence[str], word: str) -> list[str]:
    """The word of asking, farther before one that goes with it: the Interrogée of "Interrogée hier par Ana\"."""
    said, phrases = words(" ".join(kept)), map(str.split, united().spoken_to)
    return [first for first, *rest in phrases if rest and rest == words(word) and first in said][:1]


def name_behind(text: str) -> str:
    """What is written as a name is behind a dash at the end of a text, be it nobody's that is known; else empty."""
    tail = _DASHED.search(text)
    name = tail[1].rstrip(f'{BESIDE_WORDS}»”"') if tail else ""
    return name if all(is_of_a_name(word) and word[:1].isupper() for word in name.split()) else ""


def whole_names(names: Sequence[str]) -> tuple[str, ...]:
    """Some names, each once, without those that are a part of another."""
    lines = {name: f" {' '.join(words(name))} " for name in names}
    parts = {one for one, other in product(lines, lines) if lines[one] != lines[other] and lines[one] in lines[other]}
    return tuple({line: name for name, line in lines.items() if name not in parts}.values())


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
