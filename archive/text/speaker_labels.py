"""What a recogniser calls a voice it has no name for: SPEAKER_00, Intervenante 2, Guest-1, B."""

import re

_NUMBERED = re.compile(
    r"(?:speaker|spk|intervenante?|locuteur|locutrice|voix|sprecher|orador|hablante|interlocutore|persona|participant)"
    r"[ _-]?[0-9a-z]{1,3}|unknown(?: speaker)?",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?:guest|s|channel|ch)?[ _-]?[0-9]{1,3}|[a-z]", re.IGNORECASE)


def is_numbered(label: str) -> bool:
    """Whether a label is a word for somebody who speaks and a number: SPEAKER_00."""
    return _NUMBERED.fullmatch(label) is not None


def names_nobody(label: str) -> bool:
    """Whether a label only tells the voices of one recording apart: no other recording means the same voice by it."""
    bare = label.strip()
    return not bare or is_numbered(bare) or _SHORT.fullmatch(bare) is not None
