"""Where a sentence ends: at its mark, not at the stop of an initial or a title."""

import re

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
