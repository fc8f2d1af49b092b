"""Why a page gives no episode, or is held back: a code and the facts that its sentence names.

A reason is raised as its code, kept as it, and said in words at the edges: in English here, in French by the site.
"""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

Mend = Literal["unfold", "times", "stamp", "again", "encoding", "form", "compare", "split", "look"]
"""What would mend a page, of a kind that staff can do something about."""
Fact = str | int

_SENTENCES: dict[str, tuple[Mend, str]] = {
    # Files that are no pages.
    "stranger": ("look", "{what}, not a page"),
    "not-a-file": ("look", "not a file"),
    "not-a-page": ("look", "not a page"),
    "few-times": ("times", "lines that begin with a time: {found}; a file of this kind is read as a transcript from {least} on"),
    "sidecar": ("look", "a sidecar"),
    "hidden-file": ("look", "a hidden file"),
    "other-form": ("look", "another form of {name}, which is read"),
    "tells-of": ("look", "describes {name}"),
    "feed": ("look", "describes the transcripts beside it"),
    "link-out": ("look", "a link that leads out of the folder"),
    "untimed-page": ("look", "a page without times: {url}"),
    "zip-stranger": ("look", "a ZIP archive, not a page"),
    "known-form": ("form", "this looks like {name}, which is not read: {instead}"),
    # Files that cannot be read.
    "unreadable": ("again", "cannot be read: {error}"),
    "empty": ("again", "empty"),
    "gz-damaged": ("again", "a gz file that is cut short or damaged: {error}"),
    "zip-damaged": ("again", "a ZIP archive that is damaged: {error}"),
    "mhtml-unreadable": ("again", "MHTML that cannot be read: {error}"),
    "mhtml-empty": ("look", "MHTML without a page in it"),
    "warc-damaged": ("again", "a WARC that is cut short or damaged: {error}"),
    "warc-too-long": ("split", "a WARC of more than {records:,} records: the rest is not read"),
    "wacz-unreadable": ("again", "{name} in the WACZ cannot be read: {error}"),
    "sidecar-unreadable": ("again", "a sidecar that cannot be read: {error}"),
    "not-joined": ("look", "a transcript and facts that were not joined here"),
    "binary": ("encoding", "binary, not text"),
    "unknown-encoding": ("encoding", "its encoding is unknown; save it as UTF-8"),
    "page-too-large": ("split", "larger than {megabytes} MB: too large for a page"),
    "crawled-page-too-large": ("split", "{url}: larger than {megabytes} MB: too large for a page"),
    "page-too-costly": ("split", "reading it took more than {seconds} s of the processor or {megabytes} MB: too much for a page"),
    "file-swells": ("split", "more than {records:,} pages, {megabytes:,} MB or {seconds} s of the processor: the rest is not read"),
    "repeated-record": ("look", "{records:,} records that repeat an earlier one: read once"),
    "record-too-large": ("split", "a line larger than {megabytes} MB: too large for a record"),
    "page-too-long": ("split", "more than {lines:,} lines: too many for a page"),
    "too-many-words": ("split", "more than {words:,} words, or {unlike:,} that are unlike: too many for a page"),
    "subtitles-too-long": ("split", "more than {lines:,} lines: too many for a subtitle file"),
    "scc-too-long": ("split", "an SCC file longer than any programme's"),
    "too-many-tags": ("split", "HTML of more than {tags:,} tags"),
    "html-too-deep": ("split", "HTML nested more than {depth:,} deep"),
    "captions-too-deep": ("split", "captions nested more than {depth} deep"),
    "not-json": ("again", "not JSON: {error}"),
    "json-too-deep": ("split", "JSON that is nested too deeply"),
    "json-unknown": ("look", "{name} JSON of an unknown shape: {error}"),
    "xml-entities": ("look", "XML that defines entities of its own, which no transcript needs"),
    "xml-breaks": ("again", "broken XML: {error}"),
    "subtitles-unreadable": ("again", "a subtitle file that cannot be read: {error}"),
    "frames": (
        "look",
        "MicroDVD counts frames, and this file does not say how many a second has; save it as SubRip (.srt) instead",
    ),
    # Transcripts without words, or without times.
    "no-words": ("times", "captions without words"),
    "no-rows": ("times", "rows without text"),
    "few-timed-rows": ("times", "only {timed} of {rows} rows tell a time; --untimed takes them as paragraphs"),
    "no-said-segments": ("times", "no segments with text"),
    "no-json-segments": ("times", "JSON without segments"),
    "segment-start": ("stamp", "segment {number} has an unreadable start: {text!r}"),
    "not-a-table": ("look", "line {number} is not a row of a table: {error}"),
    "line-start": ("stamp", "line {number} has an unreadable start: {text!r}"),
    "caption-time": ("stamp", "a caption has an unreadable time: {text!r}"),
    "caption-untimed": ("stamp", "a caption without a time: {text!r}"),
    "broken-times": ("stamp", "{lines} lines of times cannot be read, the first is {text!r}"),
    "misread-stamp": ("stamp", "a time that cannot be read, at {clock}: {text!r}"),
    "lost-shape": ("unfold", "lost its shape: the heading of a transcript, and no lines with times after it"),
    "other-stamps": (
        "times",
        "not a transcript: its {lines} lines with times ({shape}) hold {rate} words a second: chapters, a playlist or a chat",
    ),
    "no-stamps": ("times", "no transcript: no lines that begin with a time"),
    "no-speech": ("times", "a transcript without speech"),
    # Pages that were read, and held back or passed over.
    "fewer-words": ("compare", "{now} words of speech, where the version online has {before}"),
    "fewer-facts": ("compare", "{missing} missing, which the version online states"),
    "unlike-show": ("compare", "{missing} missing, which the show's earlier pages stated"),
    "thin-unlike-show": (
        "compare",
        "{missing} missing, which the show's earlier pages stated; far less speech than usual too",
    ),
    "no-transcript-unlike-show": ("compare", "no transcript was found, and the show's earlier pages had one"),
    "no-times-unlike-show": ("compare", "no times were read, and the show's earlier pages told them"),
    "no-times": ("compare", "no times were read, and the version online tells them"),
    "source-changed": ("compare", "the page no longer fits its source: {told} not found where the taught pages have it"),
    "saved-before": ("compare", "an earlier save of it gave {slug}, which stays online"),
    "folder-had": ("look", "the folder's earlier pages had one"),
    "removed": ("look", "{slug}: removed: {why}"),
    "ended": ("split", "the program was killed while reading this page, perhaps out of memory; its beginning is kept here"),
    "error": ("look", "{kind}: {text}"),
    "worded": ("look", "{text}"),
}
CODES = frozenset(_SENTENCES)
FACTS = {
    "date": "a date",
    "description": "a description",
    "address": "an address",
    "show": "a show",
    "category": "a category",
    "people": "people",
}
"""The facts of a page that `missing` names, with commas between."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, the facts of its sentence, and the reasons that stand behind it."""

    code: str
    facts: dict[str, Fact] = field(default_factory=dict)
    behind: "tuple[Reason, ...]" = ()

    def __str__(self) -> str:
        """The sentence in English, as commands and the journal say it."""
        facts = self.facts | ({"missing": _listed(str(self.facts["missing"]))} if "missing" in self.facts else {})
        return "; ".join((_SENTENCES[self.code][1].format(**facts), *map(str, self.behind)))

    @property
    def mend(self) -> Mend:
        """What would mend the page."""
        kinds = (_SENTENCES[one.code][0] for one in (self, *self.behind))
        return next((kind for kind in kinds if kind != "look"), "look")

    @property
    def quoted(self) -> str:
        """The words of the page that it quotes; empty where it quotes none."""
        return str(self.facts.get("text", "")) if self.code not in ("worded", "error") else ""

    def kept(self) -> str:
        """The reason as one text, to be kept; `Reason.of` reads it."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def of(cls, kept: str) -> "Reason":
        """What `kept` wrote; of an older version, or of a code that this one does not know, the words alone."""
        try:
            found = msgspec.json.decode(kept, type=cls)
        except (msgspec.DecodeError, RecursionError):
            return worded(kept)
        return found if all(one.code in CODES for one in (found, *found.behind)) else worded(kept)

    @classmethod
    def of_error(cls, error: Exception) -> "Reason":
        """What went wrong within the program."""
        return cls("error", {"kind": type(error).__name__, "text": str(error)})


def reason(code: str, *behind: Reason, **facts: Fact) -> Reason:
    """A reason of the table."""
    return Reason(code, facts, behind)


def worded(text: str) -> Reason:
    """A reason in words alone."""
    return Reason("worded", {"text": text})


class NotRead(ValueError):
    """A page or a file of which no episode can be made, and why."""

    def __init__(self, code: str, **facts: Fact) -> None:
        self.reason = Reason(code, facts)
        super().__init__(str(self.reason))


def _listed(codes: str) -> str:
    names = [FACTS[code] for code in codes.split(",")]
    return ", ".join(names[:-1]) + (f" and {names[-1]}" if len(names) > 1 else names[-1])
