"""Names that are said shorter than they are typed, or longer: what stands for one that no episode holds."""

from collections.abc import Callable, Iterator, Sequence

from archive.search.expansion.near_words import ESTABLISHED
from archive.search.expansion.table_set import TableSet

FEWEST_SHORTENED, MOST_LEFT_OFF = 4, 4
"""Letters of a name as it is shortened, and those that are left off at most."""
FEWEST_KEPT = 5
"""Letters that are left at least where a longer name is typed than anybody says: shorter ones begin many words."""


def whole_of(key: str, table_sets: Sequence[TableSet], is_word: Callable[[str], bool]) -> str | None:
    """The name that begins with what is typed, as names are shortened (Sarko, Sarkozy): that of most episodes, which no
    dictionary has."""
    if len(key) < FEWEST_SHORTENED:
        return None
    longest = len(key) + MOST_LEFT_OFF
    found = (one for table_set in table_sets for one in table_set.entries.starting(key))
    names = [(count, word) for word, count in found if count >= ESTABLISHED and len(word) <= longest and not is_word(word)]
    return max(names)[1] if names else None


def short_of(key: str, count: Callable[[str], int], is_strange: Callable[[str], bool]) -> str | None:
    """The longest name with which what is typed begins, as it is said (Prysmatic, Prysm): of several episodes, and a
    word of no language."""
    begun: Iterator[str] = (key[:end] for end in range(len(key) - 1, max(FEWEST_KEPT, len(key) - MOST_LEFT_OFF) - 1, -1))
    return next((word for word in begun if count(word) >= ESTABLISHED and is_strange(word)), None)
