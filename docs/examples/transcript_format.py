"""A worked example: one more form of transcript that can be taken away, LRC, the lines of lyrics that music players follow.

A form is a function from an episode to text and a row of `FORMATS` in `archive/transcripts/forms.py`. With the row, `archive show
SLUG --format lrc`, the address /episodes/SLUG.lrc and the links of the episode page have it: all of them ask that table. What
else belongs to it: a reader in `ingest/formats/` where people may bring such files back, a line in docs/formats.md, a test that
reads it with a peer's program.
"""

from archive.analysis.analyze import Analysis
from archive.model.episode import Episode
from archive.transcripts import Form


def lrc(episode: Episode, analysis: Analysis | None = None) -> str:
    """`[ti:Title]`, then a line a cue: `[mm:ss.xx]Name: text`, minutes counted through, hundredths cut off."""
    head = f"[ti:{' '.join(episode.title.split())}]"
    lines = [
        f"{_stamp(cue.start_ms)}{f'{cue.speaker}: ' if cue.speaker else ''}{' '.join(cue.text.split())}" for cue in episode.cues
    ]
    return "\n".join([head, "", *lines, ""])


def _stamp(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"[{minutes:02d}:{rest // 1000:02d}.{rest % 1000 // 10:02d}]"


FORM = Form("lrc", "text/plain; charset=utf-8", lrc)
"""The row: FORMATS["lrc"]."""
