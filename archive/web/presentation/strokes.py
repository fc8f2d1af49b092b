"""The calendar's strokes, one an episode: at a fixed distance, in rows, so that they stay apart however many they are."""

IN_ROW = 12
PITCH_PX = 4
ROW_PX = 10
MOST = 20 * IN_ROW
"""No month draws more; its number says how many there are."""
width = IN_ROW * PITCH_PX


def path(episodes: int) -> str:
    """The strokes of a month as an SVG path."""
    return "".join(f"M{n % IN_ROW * PITCH_PX + 1} {n // IN_ROW * ROW_PX}v{ROW_PX - 2}" for n in range(min(episodes, MOST)))


def height(episodes: int) -> int:
    """The height of those strokes, in px."""
    return -(-min(episodes, MOST) // IN_ROW) * ROW_PX
