"""Who speaks, where a transcript says so at the beginning of its lines: `Camille Roussel : bonjour`, `vitalik: hi`.

A word and a colon begin many a sentence ("Attention : …"): a label that comes again is who speaks, however it is
spelled; one that does not is text, unless it is spelled as names are where others speak. What we write ourselves is
read back exactly: where this rule would read it otherwise, a sign that nobody sees says what is a name (`STATED`)."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from operator import itemgetter

from archive.text.tokenizer import LONGEST_TITLE, is_title, sentence_begins, words

_NUMBERED = re.compile(
    r"(?:speaker|spk|intervenante?|locuteur|locutrice|voix|sprecher|orador|hablante|interlocutore|persona|participant)"
    r"[ _-]?[0-9a-z]{1,3}|unknown(?: speaker)?|[fm][_-]s[0-9]{1,3}",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?:guest|s|channel|ch)?[ _-]?[0-9]{1,3}|[a-z]", re.IGNORECASE)
_LONGEST_NAME = 60
BESIDE_WORDS = " \t\r\n\u00a0\u202f.,;:!?…–—-()[]"
"""Signs that stand beside words and are none of them: taken off both ends of what stands beside a quotation or a
line."""
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
_ELIDED = re.compile(r"[dl]['’][^\W\d_a-zß-ÿ].*")
_ROLE_BEHIND = re.compile(r"\([^()]*\)$")
_PARTICLES = frozenset("de du des d la le les van von der den di da do dos del della el al bin ben ibn et and y und e".split())


def is_numbered(label: str) -> bool:
    """Whether a label is a word for somebody who speaks and a number: SPEAKER_00."""
    return _NUMBERED.fullmatch(label) is not None


def names_nobody(label: str) -> bool:
    """Whether a label only tells the voices of one recording apart: no other recording means the same voice by it."""
    bare = label.strip()
    return not bare or is_numbered(bare) or _SHORT.fullmatch(bare) is not None


def is_name(text: str) -> bool:
    """Whether words may be the name of who speaks: a few words with capitals, or a recogniser's label (SPEAKER_00)."""
    if not 0 < len(text) <= _LONGEST_NAME:
        return False
    bare = _ROLE_BEHIND.sub("", text).strip()
    numbered = is_numbered(text)
    if numbered or not bare[:1].isupper():
        return numbered
    words = re.split(r"[ \u00a0]+", bare)
    return len(words) <= 6 and not bare.endswith((",", ";")) and all(map(is_of_a_name, words))


_NO_LABEL = re.compile(r"[\[\]{}<>|!?…\"\n:：]")
_MOST_LABEL_WORDS = 6


def is_label(text: str) -> bool:
    """Whether words may stand for who speaks, however they are spelled ("vitalik", "Le journaliste", "qx()"): few, and
    no sentence. Only coming again makes a label of them."""
    if not 0 < len(text) <= _LONGEST_NAME or _NO_LABEL.search(text) or text.count("(") != text.count(")"):
        return False
    return any(map(str.isalpha, text)) and len(_ROLE_BEHIND.sub("", text).split()) <= _MOST_LABEL_WORDS


def is_of_a_name(word: str) -> bool:
    """Whether a word may stand in a name: one with a capital ("Roussel", "J.-L.", "d'Arcy"), or a particle."""
    return (
        (word[:1].isupper() and _NAME_WORD.fullmatch(word) is not None) or word in _PARTICLES or _ELIDED.fullmatch(word) is not None
    )


def is_small(word: str) -> bool:
    """Whether a word is none of a name, and nothing parts it from the next."""
    return word == word.lower() and bool(words(word)) and (word[-1].isalnum() or word[-1] in "'’")


def name_first(told: Sequence[str]) -> int:
    """How many words, the first of some, are one name, to the sign that ends it, or a bracket behind it."""
    bare = [one.strip(BESIDE_WORDS) for one in told]
    ends = [many for many, (one, behind) in enumerate(pairwise((*told, ".")), 1) if one[-1] in ",;:!?)]" or behind[0] in "(["]
    run = list(takewhile(is_of_a_name, bare[: min(ends, default=len(told))]))
    while run and run[-1] == run[-1].lower() and "'" not in run[-1]:
        run.pop()
    return len(run) if run and run[0] != run[0].lower() else 0


_NAME = r"[^\W_][^:\n*\[\]<>]{0,58}?"
_TURN = re.compile(
    rf"(?:>> ?|[-–—] )?(?:[*_]{{1,2}})?(?P<name>{_NAME})(?:[*_]{{1,2}})?[ \u00a0\u202f]?[:：](?:[*_]{{1,2}})?"
    r"[ \u00a0\u202f]+(?P<text>\S.*)",
    re.DOTALL,
)
_BRACKETED = re.compile(rf"[\[(](?P<name>{_NAME})[\])](?P<colon>[ \u00a0]?:)?[ \u00a0]+(?P<text>\S.*)", re.DOTALL)
_DASHED = re.compile(r"(?:>>|--?|[–—]) ?\S")
_WORD_OF_LABEL = r"(?:(?:[^\s:.!?]{1,3}\.){1,3}+|[^\s:.!?]{1,30}+)"
LABEL = re.compile(
    rf"(?:^|(?<=[.!?…»\"”] ))(?P<name>(?=[^\W\d_a-zà-ÿ]){_WORD_OF_LABEL}(?: {_WORD_OF_LABEL}){{0,3}}+)"
    r"[ \u00a0\u202f]?:\x20{0,3}+(?P<dash>[-–—]\x20{1,3}+)?(?=\S)"
)
"""What may tell who speaks, at the beginning of a text or of a sentence in it."""
_ENDS_TURN = (*'.!?…»"”)]*:–—', " -", "--")
"""Behind which a label may stand amid a text: the end of a sentence, or a dash where somebody is interrupted."""
_SENTENCE_ENDED = re.compile(r"(?<!\.\.)[.?!][^\w.]{0,2}$")
STATED = "\u2060"
"""A word joiner, which has no width. Behind a name and before its colon: who speaks, and no part of what is said.
Behind the colon: who speaks, and part of what is said. In front of a text: nobody is named. Each lasts until the
next."""
_BY_NAME = re.compile(rf"(?P<name>[^{STATED}\n]{{1,120}}){STATED} : ")
_IN_TEXT = re.compile(rf"(?P<name>[^{STATED}\n]{{1,120}}?)[ \u00a0\u202f]?:{STATED}")
_HEAD = 130
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?-?){1,4}(?: (?:[A-ZÀ-Þ]\.?-?){1,4})*")
_OFTEN = 0.6
_NEARLY_ALL = 0.97
_REGULAR = 0.8
_FEW = 3
_MANY = 6
_MOST_SPEAKERS = 100
_CHANGE = 0.1
"""The least share of labels that follow another's, where most texts have none. Recognisers that write one name now and
then before whatever is said, by either side: 0 to 0.01; transcripts with turns: 0.5 and more, a talk in which a few ask
less."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said, and by whom where the page says so."""

    text: str
    speaker: str | None = None


def turns_of(texts: Sequence[str]) -> list[Turn]:
    """The texts with their speakers where names are stated, or begin them regularly; a turn lasts until the next
    name, or the dash of somebody else."""
    if any(STATED in text[:_HEAD] for text in texts):
        return list(_stated(texts))
    found = [split_turn(text) for text in texts]
    known = who_speak([turn.speaker if turn else None for turn in found])
    out: list[Turn] = []
    speaker: str | None = None
    for before, text, turn in zip(["", *texts], texts, found, strict=False):
        speaker = _speaks(turn, known, None if _others_speak(before, text) else speaker)
        out.append(turn if turn and turn.speaker in known else Turn(text, speaker))
    return out


def _speaks(turn: Turn | None, known: Collection[str], before: str | None) -> str | None:
    """Who speaks in a text: whom its label names; nobody behind the name of one who is met once; else who spoke
    before."""
    if turn is None or turn.speaker is None:
        return before
    return turn.speaker if turn.speaker in known else None if _is_somebody(turn.speaker) else before


def _is_somebody(label: str) -> bool:
    """Whether a label that is met once is the name of somebody all the same: a whole one, initials, capitals."""
    return is_name(label) and (" " in label or (len(label) > 2 and label.isupper()))


@dataclass(frozen=True, slots=True)
class Part:
    """What one says of a text, from a letter of it on; without words where none follow the label."""

    text: str
    begin: int
    speaker: str | None = None


def parts_of(texts: Sequence[str]) -> list[list[Part]]:
    """The texts, each cut where another begins to speak in it (`Oui. JLK : Non.`); known labels are no part of what is
    said. Who speaks last in a text goes on in the next one."""
    if any(STATED in text[:_HEAD] for text in texts):
        return [[Part(turn.text, 0, turn.speaker)] for turn in _stated(texts)]
    labels = _Labels.of(texts)
    if labels is None:
        return [[Part(text, 0)] for text in texts]
    out: list[list[Part]] = []
    speaker: str | None = None
    for before, text in zip(["", *texts], texts, strict=False):
        out.append(list(labels.parts(text, None if _others_speak(before, text) else speaker)))
        speaker = out[-1][-1].speaker
    return out


def is_read_as(texts: Sequence[str], said: Sequence[Turn]) -> bool:
    """Whether who reads some texts, as captions or line by line, gets these turns of them."""
    told = [[(turn.text, turn.speaker)] for turn in said]
    return turns_of(texts) == said and [[(part.text, part.speaker) for part in some] for some in parts_of(texts)] == told


@dataclass(frozen=True, slots=True)
class _Labels:
    """Who speaks in some texts, `known`; `anywhere` are those whose label needs no end of a sentence before it."""

    known: frozenset[str]
    anywhere: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "_Labels | None":
        """The labels of some texts; None where nobody surely speaks."""
        told = [name for text in texts for name in _names_of(text)]
        known, counts = who_speak(told), Counter(filter(None, told))
        if not known:
            return None
        known = frozenset(name for name in known if not any(name[begin:] in known for begin in sentence_begins(name)))
        known |= {name for name in counts if any(_is_written_otherwise(label, name) for label in known)}
        anywhere = frozenset(name for name in known if counts[name] >= _MANY and _INITIALS.fullmatch(name))
        alike = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        return cls(known, anywhere, re.compile(rf"(?<!\w)(?P<name>{alike})[ \u00a0\u202f]?[:：](?=\s|$)\s*"))

    def parts(self, text: str, speaker: str | None) -> Iterator[Part]:
        """The parts of a text, the first by who speaks before where no label begins it."""
        begin = 0
        for start, said_from, who in self._turns(text):
            if said := text[begin:start].rstrip(" \u00a0-–—"):
                yield Part(said, begin, speaker)
            begin, speaker = said_from, who
        yield Part(text[begin:].strip(), begin, speaker)

    def _turns(self, text: str) -> Iterator[tuple[int, int, str | None]]:
        """Where labels stand in a text, where what is said behind each begins, and who says it: nobody where the name
        is met once, which the text keeps."""
        if not (":" in text or "：" in text):
            return
        turn, told = split_turn(text), list(self._told_in(text))
        begin = len(text.rstrip()) - len(turn.text) if turn else 0
        if turn and turn.speaker in self.known:
            yield 0, begin, turn.speaker
        elif turn and turn.speaker and _is_somebody(turn.speaker) and not any(start < begin for start, *_ in told):
            yield 0, 0, None
        yield from (one for one in told if one[0] >= begin or not (turn and turn.speaker in self.known))

    def _told_in(self, text: str) -> list[tuple[int, int, str | None]]:
        known = [one for one in self.pattern.finditer(text) if self._begins_turn(one)]
        told: list[tuple[int, int, str | None]] = [(one.start(), one.end(), one["name"]) for one in known]
        taken = {place for one in known for place in range(*one.span())}
        others = (one.start() for one in LABEL.finditer(text) if _is_amid(one) and one.end("name") - 1 not in taken)
        return sorted([*told, *((start, start, None) for start in others)], key=itemgetter(0))

    def _begins_turn(self, label: re.Match[str]) -> bool:
        before = _before(label)
        return not before or label["name"] in self.anywhere or (before.endswith(_ENDS_TURN) and not is_title(before))


def _names_of(text: str) -> Iterator[str | None]:
    """The label at the beginning of a text, None without, and those of names at the beginnings of its sentences; once
    what is both ("that way. Anne Durel")."""
    first = turn.speaker if (turn := split_turn(text)) else None
    amid = [label["name"].strip() for label in LABEL.finditer(text) if _is_amid(label)] if ":" in text else []
    yield None if first and amid and first.endswith(f" {amid[0]}") else first
    yield from amid


def _is_amid(label: re.Match[str]) -> bool:
    """Whether what may be a label stands amid a text, behind the end of a sentence, and is a name."""
    before, name = _before(label), label["name"].strip()
    return bool(before) and is_marked(name) and is_name(name) and not is_title(before)


def _before(label: re.Match[str]) -> str:
    return label.string[max(0, label.start() - LONGEST_TITLE - 1) : label.start()].rstrip()


def _is_written_otherwise(label: str, name: str) -> bool:
    """Whether a name is another writing of a label: `Jean-Luc Kermadec` or `JLk` where `JLK` speaks, `Anne Durel` where
    `Durel` does."""
    if any(sentence_begins(name)):
        return False
    said, parts = words(label), [word for word in words(name) if word not in _PARTICLES]
    if _INITIALS.fullmatch(label):
        said = list("".join(said))
        if "".join(words(name)) == "".join(said):
            return True
    elif " " not in label:
        return " " in name and is_name(name) and label in name.split()
    alike = len(parts) == len(said) > 1 and all(whole.startswith(part) for part, whole in zip(said, parts, strict=True))
    return alike and is_name(name)


def _others_speak(before: str, text: str) -> bool:
    """Whether a text begins with the dash of a dialogue: behind the end of a sentence, for within one it sets words
    off."""
    return _DASHED.match(text) is not None and _SENTENCE_ENDED.search(before) is not None


def named(name: str, text: str) -> str:
    """A text with the name of who says it in front, stated."""
    return f"{name}{STATED} : {text}"


def named_inside(label: str, text: str) -> str:
    """A text that begins with the label of who says it and keeps it, stated; None of that where it does not begin
    so."""
    return re.sub(rf"^({re.escape(label)}\s?:)", rf"\1{STATED}", text, count=1)


def unnamed(text: str) -> str:
    """A text of which nobody is named, stated."""
    return STATED + text


def _stated(texts: Sequence[str]) -> Iterator[Turn]:
    speaker: str | None = None
    for text in texts:
        if text.startswith(STATED):
            speaker, text = None, text.removeprefix(STATED)
        elif match := _BY_NAME.match(text):
            speaker, text = match["name"], text[match.end() :]
        elif match := _IN_TEXT.match(text):
            speaker, text = match["name"], text.replace(STATED, "", 1)
        yield Turn(text, speaker)


def speakers_of(texts: Sequence[str]) -> list[str | None]:
    """Who speaks at the beginning of each text, where names stand regularly; for texts that keep the names as they
    stand.

    A name may also stand inside a text: then whoever speaks last goes on in the next one."""
    found = [split_turn(text) for text in texts]
    names = who_speak([turn.speaker if turn else None for turn in found])
    if not names:
        return [None] * len(texts)
    known = re.compile("|".join(rf"(?<!\w){re.escape(name)}[ \u00a0\u202f]?:" for name in sorted(names, key=len, reverse=True)))
    out: list[str | None] = []
    speaker: str | None = None
    for before, text, turn in zip(["", *texts], texts, found, strict=False):
        out.append(_speaks(turn, names, None if _others_speak(before, text) else speaker))
        inside = known.findall(text)
        speaker = inside[-1].rstrip(" \u00a0\u202f:") if inside else out[-1]
    return out


def split_turn(text: str) -> Turn | None:
    """The label at the beginning of a text and what is said; None where the text begins with none."""
    match = _TURN.match(text) if ":" in text[:66] or "：" in text[:66] else None
    if match is None and text[:1] in ("[", "("):
        match = _BRACKETED.match(text)
        if match and not (match["colon"] or is_numbered(match["name"])):
            return None
    if match is None or not is_label(match["name"].strip()):
        return None
    return Turn(match["text"].strip(), match["name"].strip())


def who_speak(labels: Sequence[str | None]) -> frozenset[str]:
    """Those of the labels at the beginning of texts (None for a text without) that are who speaks: in a conversation
    most texts have one, or a few come again and again and follow one another. A sentence that goes on before a colon
    is none where those begin with capitals. Empty where nobody surely speaks."""
    counts = Counter(label for label in labels if label)
    again = {label for label, count in counts.items() if count > 1}
    if not any(label[0].islower() for label in again):
        counts = Counter({label: count for label, count in counts.items() if not label[0].islower()})
    found = counts.total()
    repeated = sum(counts[label] for label in again)
    names = {label for label in counts if is_name(label)}
    if not found or len(counts) > _MOST_SPEAKERS:
        return frozenset()
    if found >= _OFTEN * len(labels) and _are_few(labels, counts, repeated):
        return frozenset(counts if found >= _NEARLY_ALL * len(labels) and repeated >= _REGULAR * found else again | names)
    if not take_turns([label for label in labels if label in again or (label in names and is_marked(label))], len(labels)):
        return frozenset()
    whole = {name for name in names if " " in name}
    if len(again) > 1 and sum(counts[label] for label in again | whole) >= max(_MANY, _REGULAR * found):
        return frozenset(again)
    marked = sum(count for label, count in counts.items() if label in names and is_marked(label))
    if marked >= max(_FEW, _REGULAR * found) and len(counts) <= max(2, found // 2):
        return frozenset(again | names)
    return frozenset()


def take_turns(labels: Sequence[str], texts: int) -> bool:
    """Whether labels of so many texts tell who says those without: they stand at most texts, or follow one another.
    One name now and then does not, and it may stand before what others say."""
    changes = sum(before != after for before, after in pairwise(labels))
    return len(labels) >= _OFTEN * texts or changes >= max(1, _CHANGE * (len(labels) - 1))


def all_labelled(texts: Sequence[str]) -> bool:
    """Whether every text begins with who says it: then the labels are the page's, and no part of what is said."""
    labels = [turn.speaker if turn else None for turn in map(split_turn, texts)]
    return None not in labels and len(set(labels)) <= len(labels) // 2 and set(labels) <= who_speak(labels)


def _are_few(labels: Sequence[str | None], counts: Counter[str], repeated: int) -> bool:
    """Whether labels in most texts are those of people: they come again, or the texts are few and their labels
    names."""
    found = counts.total()
    if found > _MANY:
        return repeated >= 0.5 * found
    named = all(is_name(label) or count > 1 for label, count in counts.items())
    return named and (found > 1 or (len(labels) == 1 and " " in next(iter(counts))))


def is_marked(name: str) -> bool:
    """Whether a name is no word that could begin a sentence: of several words, initials, capitals, or a recogniser's
    label."""
    return " " in name or name.isupper() or any(character.isdigit() for character in name) or _INITIALS.fullmatch(name) is not None
