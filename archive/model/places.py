"""Where words stand in an episode: at a time, or, where nobody tells when they are said, in a paragraph.

A place is an int, as everything that finds, orders and stores moments wants it: ms of the recording, or from
`PARAGRAPHS_MS` on the number of a paragraph. No recording is eleven days long, so that a place tells by itself which it
is, wherever it goes; an edge that states seconds asks `time_of`, and gets none."""

PARAGRAPHS_MS = 1_000_000_000
"""A start from here on is a paragraph's: the first second that an address's six digits do not hold."""
_STEP_MS = 30_000
"""Between two paragraphs: more than what joins moments (`MOMENT_GAP_MS`) or lines (`GAP_MS`)."""
MOST_PARAGRAPHS = (2**31 - 1 - PARAGRAPHS_MS) // _STEP_MS
"""The index holds starts in int32."""


def start_of_paragraph(number: int) -> int:
    """The place of a paragraph, the first being 1."""
    return PARAGRAPHS_MS + number * _STEP_MS


def paragraph_of(start_ms: int) -> int | None:
    """The number of the paragraph at a place, the first being 1; None where it is a time."""
    return (start_ms - PARAGRAPHS_MS) // _STEP_MS if start_ms >= PARAGRAPHS_MS else None


def time_of(start_ms: int) -> int | None:
    """The ms of a place; None in a paragraph, of which nobody tells when it is said."""
    return start_ms if start_ms < PARAGRAPHS_MS else None
