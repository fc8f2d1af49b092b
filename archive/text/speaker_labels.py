"""Who speaks, as transcripts write it: names, and what a recogniser calls a voice it has no name for (SPEAKER_00,
Guest-1, B)."""

import re

_NUMBERED = re.compile(
    r"(?:speaker|spk|intervenante?|locuteur|locutrice|voix|sprecher|orador|hablante|interlocutore|persona|participant)"
    r"[ _-]?[0-9a-z]{1,3}|unknown(?: speaker)?",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?:guest|s|channel|ch)?[ _-]?[0-9]{1,3}|[a-z]", re.IGNORECASE)
_LONGEST_NAME = 60
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
_ELIDED = re.compile(r"[dl]['’][^\W\d_].*")
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
    return len(words) <= 6 and not bare.endswith((",", ";")) and all(map(_belongs_to_a_name, words))


_NO_LABEL = re.compile(r"[\[\]{}<>|!?…\"\n:：]")
_MOST_LABEL_WORDS = 6


def is_label(text: str) -> bool:
    """Whether words may stand for who speaks, however they are spelled ("vitalik", "Le journaliste", "qx()"): few, and
    no sentence. Only coming again makes a label of them."""
    if not 0 < len(text) <= _LONGEST_NAME or _NO_LABEL.search(text) or text.count("(") != text.count(")"):
        return False
    return any(map(str.isalpha, text)) and len(_ROLE_BEHIND.sub("", text).split()) <= _MOST_LABEL_WORDS


def _belongs_to_a_name(word: str) -> bool:
    """A word with a capital ("Roussel", "J.-L.", "d'Arcy"), or a particle."""
    return (
        (word[:1].isupper() and _NAME_WORD.fullmatch(word) is not None) or word in _PARTICLES or _ELIDED.fullmatch(word) is not None
    )
