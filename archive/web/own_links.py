"""Addresses of this site in what somebody pastes, as a link, a short one or the code of a frame: where each leads."""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import SplitResult, parse_qs, urlsplit

from archive.model.episode import Episode
from archive.search.quotations.pasted import as_read
from archive.text.slugs import number_of
from archive.text.token_stream import token_stream
from archive.text.tokenizer import words
from archive.text.word_times import heard_second
from archive.transcripts.addresses import Ids, episode_address
from archive.web.http.addresses import Span, is_own, own_names, span_of
from archive.web.http.search_params import BadSearchParams
from archive.web.presentation.passage_links import Passage, find, stated_at, valid
from archive.web.site import library

MOST_READ, MOST_LINKS = 4000, 3
"""Characters of a text, and of its addresses, that are read: each opens an episode."""
_ROOMS = frozenset({"episodes", "embed", "e"})
_LANDING = re.compile(r"t=([\w:.,-]+)|[ct](\d+)(?:-\d+)?|(p\d+)(?:-\d+)?")
"""Behind `#` a time, the id of a line or a chapter, or that of a paragraph."""


@dataclass(frozen=True)
class OwnLink:
    """Where an address leads: an episode, and what it states of a passage there: seconds, the words' fingerprint."""

    episode: Episode
    span: Span | None
    mark: str
    q: str

    @cached_property
    def passage(self) -> Passage | None:
        """The words that it states; None of the episode as a whole, or of one without any."""
        return passage_of(self.episode, self.span or Span(0), self.mark) if self.span or valid(self.mark) else None

    @property
    def opened(self) -> Passage | None:
        """The same; of the episode as a whole its first words; None of one without any."""
        return self.passage or passage_of(self.episode, Span(0), "")

    @property
    def second(self) -> int:
        """Where one begins to listen there."""
        return second_of(self.episode, self.span or Span(0), self.opened)

    def address(self, lang: str | None) -> str:
        """The page that it leads to, with what it states, in a language that is stated, on the line where it begins."""
        second, until = (self.span.second, self.span.until) if self.span else (None, None)
        mark, line = self.mark if valid(self.mark) else "", self.passage.id if self.passage else None
        return episode_address(self.episode.slug, second, until=until, line=line, q=self.q, cite=mark, lang=lang)


def own_links(text: str) -> Iterator[OwnLink]:
    """Where the first addresses of this site in a text lead, each once and opened as it is taken; those of other sites,
    and those that lead to no episode, are none."""
    stated = dict.fromkeys(map(_with_landing, _own(html.unescape(text[:MOST_READ]))))
    found = (link for parts in stated if (link := _link(parts)))
    return islice(found, MOST_LINKS)


def has_own(text: str) -> bool:
    """Whether an address of an episode of this site stands in a text, be it one that leads nowhere."""
    return next(_own(html.unescape(text[:MOST_READ])), None) is not None


def beside_links(text: str) -> str:
    """A text as it is read without the addresses and the tags in it; empty where no word is left."""
    rest = as_read(_address().sub(" ", text), lambda _words: 0.0)
    return rest if words(rest) else ""


def only_link(text: str) -> OwnLink | None:
    """Where a text leads that is nothing else than an address of this site, or the code of its frame; else None."""
    if len(text) > MOST_READ or not has_own(text) or beside_links(text):
        return None
    return next(own_links(text), None)


def passage_of(episode: Episode, span: Span, mark: str) -> Passage | None:
    """The words whose fingerprint an address has, wherever they stand; else what is said from a second on."""
    speech, lines = token_stream(episode.cues), Ids(episode.cues)
    cue = lines.at(span.second)
    if cue is None:
        return None
    found = find(episode, speech, mark, span.second) if valid(mark) else None
    first = found.passage.cue if found else cue
    last = lines.last_before(span.until, first) if span.until else None
    return stated_at(episode, speech, first, last, span.second, found.passage if found else None)


def second_of(episode: Episode, span: Span, passage: Passage | None) -> int:
    """Where one begins to listen to the words of an address: at its own second where that is one of theirs, else where
    they begin."""
    if passage is None:
        return 0
    cue = Ids(episode.cues).at(span.second)
    if cue is not None and passage.cue <= cue <= passage.last:
        return heard_second(episode, cue, span.second)
    return passage.start_ms // 1000


def slug_of(path: str) -> str | None:
    """The episode of a path of ours: its page, its frame, or the short address of it; None for any other."""
    room, _, rest = path.strip("/").lower().partition("/")
    if room not in _ROOMS or not rest or "/" in rest:
        return None
    number = number_of(rest) if room == "e" else None
    return rest if room != "e" else library().slug_numbered(number) if number else None


def _address() -> re.Pattern[str]:
    """An address as it stands in a text: of any site, or of this one without its scheme."""
    names = "|".join(map(re.escape, own_names()))
    return re.compile(rf"(?i)(?:https?://|(?<![\w.@/-])(?={names or '(?!)'}/))[^\s<>\"«»“”]+")


def _own(text: str) -> Iterator[SplitResult]:
    for one in _address().finditer(text):
        with suppress(ValueError):  # of no network location that can be read
            told = one[0].rstrip(".,;:!?)]}'’…*_")
            parts = urlsplit(told if "://" in told[:8] else f"//{told}")
            if is_own(parts.netloc) and parts.path.lower().startswith(tuple(f"/{room}/" for room in _ROOMS)):
                yield parts


def _with_landing(parts: SplitResult) -> SplitResult:
    """An address without its scheme, which states the time of the line on which it lands where it states no other."""
    landing = None if "t" in parse_qs(parts.query) else _LANDING.fullmatch(parts.fragment)
    time = f"t={next(filter(None, landing.groups()))}" if landing else ""
    return parts._replace(scheme="", query="&".join(filter(None, (parts.query, time))), fragment="")


def _link(parts: SplitResult) -> OwnLink | None:
    slug, asked = slug_of(parts.path), {key: values[0] for key, values in parse_qs(parts.query).items()}
    episode = library().episode(slug) if slug else None
    if episode is None:
        return None
    try:
        span = span_of(asked.get("t"))
    except BadSearchParams:
        span = None
    return OwnLink(episode, span, asked.get("cite", ""), asked.get("q", "")[:MOST_READ])
