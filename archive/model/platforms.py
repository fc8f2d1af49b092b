"""Where an episode can be watched or heard: address to platform and video id, and back to a page or a player at a
second."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, parse_qs, quote, urljoin, urlsplit, urlunsplit

from archive.model.episode import Episode, is_untimed, time_of

Platform = Literal["dailymotion", "youtube", "vimeo", "media"]

NAMES = {"dailymotion": "Dailymotion", "youtube": "YouTube", "vimeo": "Vimeo"}
"""Platforms by the name that they give themselves; a file of somebody's own has none."""


class Wording(NamedTuple):
    """What a citation says, in the languages of the interface."""

    fr: str
    en: str


CORRECTED = Wording("Transcription automatique, corrigée.", "Automatic transcript, corrected.")
TO_HEAR = Wording("Transcription automatique, à vérifier à l’écoute.", "Automatic transcript: check by listening.")
TO_READ = Wording("Transcription automatique : seul le texte peut être lu.", "Automatic transcript: only the text can be read.")
CAUTIONS = "|".join(re.escape(one).replace("’", "['’]") for told in (CORRECTED, TO_HEAR, TO_READ) for one in told)
"""What who quotes a transcript is told of it, and a pattern of all that is told."""
UNIDENTIFIED, WITHIN = Wording("Voix non identifiée", "Unidentified voice"), Wording("dans", "in")
"""Who said what is cited, where the transcript names nobody; and what stands before the title, which may name others."""


def caution(*, plays: bool, corrected: bool = False) -> Wording:
    """What is told of an episode that something plays, or nothing; of words that an editor corrected."""
    return CORRECTED if corrected else TO_HEAR if plays else TO_READ


_LONGEST_ADDRESS = 2000
_DAILYMOTION_ID = re.compile(r"[xk][0-9A-Za-z]{4,24}")
_YOUTUBE_ID = re.compile(r"[0-9A-Za-z_-]{11}")
_VIMEO_ID = re.compile(r"[0-9]{5,12}")
_MEDIA_FILE = re.compile(r"\.(?:mp3|m4a|aac|ogg|oga|opus|wav|flac|mp4|m4v|webm|ogv|mov)$", re.IGNORECASE)
_VIDEO_FILE = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov)$", re.IGNORECASE)
_YOUTUBE_HOSTS = ("youtube.com", "youtube-nocookie.com")
_SECOND = 999_877
_RATES: tuple[float, ...] = (0.75, 1, 1.25, 1.5, 2)


@dataclass(frozen=True, slots=True)
class Source:
    """A place that plays the episode. `url` is canonical: one video has one address, whichever host the page was saved
    from."""

    platform: Platform
    url: str
    video_id: str | None = None

    def page_at(self, seconds: int) -> str:
        """The source's own page, at that second; as it begins for what has none."""
        if time_of(seconds * 1000) is None:
            return self.url
        if self.platform == "dailymotion":
            return f"{self.url}?start={seconds}"
        if self.platform == "youtube":
            return f"{self.url}&t={seconds}s"
        if self.platform == "vimeo":
            return f"{self.url}#t={seconds}s"
        return f"{self.url}#t={seconds}"

    def embed_at(self, seconds: int, site: str = "") -> str:
        """The player's address for an iframe, or the file's for <audio>/<video>; `site` is our own origin (YouTube asks
        for it).

        It is asked for by a press on play, so it plays at once where the player has a word for that; Dailymotion
        documents none."""
        if self.platform == "dailymotion":
            return f"https://geo.dailymotion.com/player.html?video={self.video_id}&startTime={seconds}"
        if self.platform == "youtube":
            origin = f"&origin={quote(site, safe='')}" if site else ""
            return f"https://www.youtube-nocookie.com/embed/{self.video_id}?start={seconds}&autoplay=1&enablejsapi=1{origin}"
        if self.platform == "vimeo":
            return f"https://player.vimeo.com/video/{self.video_id}?autoplay=1#t={seconds}s"
        return self.page_at(seconds)

    @property
    def is_audio(self) -> bool:
        """Whether the source is a sound file, for <audio>."""
        return self.platform == "media" and not _VIDEO_FILE.search(urlsplit(self.url).path)


@dataclass(frozen=True, slots=True)
class Player:
    """A source to play. `page` and `embed` are addresses in two halves, the second goes between them; `form` is how it
    is shown (iframe, audio, video); `name` who sends it; `tells` whether it documents how it tells its time; `rates`
    the speeds it takes: Vimeo leaves that to each video's owner, Dailymotion documents none."""

    platform: str
    name: str
    form: str
    page: tuple[str, str]
    embed: tuple[str, str]
    tells: bool
    rates: tuple[float, ...]

    def page_at(self, seconds: int) -> str:
        """The source's own page at a second."""
        return f"{self.page[0]}{seconds}{self.page[1]}"


def player_of(episode: Episode, origin: str) -> Player | None:
    """The player of an episode; `origin` is our own, for players that ask who embeds them. None where nothing plays it,
    or nobody tells when anything is said in it."""
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    if source is None or is_untimed(episode):
        return None
    return Player(
        platform=source.platform,
        name=NAMES.get(source.platform, ""),
        form=_form(source),
        page=_halves(source.page_at(_SECOND)),
        embed=_halves(source.embed_at(_SECOND, origin)),
        tells=source.platform != "dailymotion",
        rates=_RATES if source.platform in {"youtube", "media"} else (),
    )


def _form(source: Source) -> str:
    if source.platform != "media":
        return "iframe"
    return "audio" if source.is_audio else "video"


def _halves(address: str) -> tuple[str, str]:
    before, _, after = address.rpartition(str(_SECOND))
    return before, after


def without_password(address: str) -> str:
    """An address without the user's name and password that may stand before its host: what is kept and shown of it."""
    scheme, mark, rest = address.partition("//")
    host = re.match(r"[^/?#\\]*", rest)[0] if mark else ""  # type: ignore[index]  # it matches nothing at least
    return f"{scheme}{mark}{host.rpartition('@')[2]}{rest[len(host) :]}"


def source_of(address: str | None) -> Source | None:
    """The source behind an address of any host form (page, embed, short link, mirror); None when it is no known one."""
    parts = _web_address(address)
    if parts is None:
        return None
    host = (parts.hostname or "").rstrip(".")
    for belongs, video_id, canonical in _PLATFORMS:
        if belongs(host) and (found := video_id(parts)):
            return canonical(found)
    return _media(parts)


def known_source(platform: str | None, video_id: str | None, url: str | None) -> Source | None:
    """The source of an episode as its fields have it; None where nothing plays it."""
    if platform == "dailymotion" and video_id and _DAILYMOTION_ID.fullmatch(video_id):
        return _dailymotion(video_id)
    if platform == "youtube" and video_id and _YOUTUBE_ID.fullmatch(video_id):
        return _youtube(video_id)
    if platform == "vimeo" and video_id and _VIMEO_ID.fullmatch(video_id):
        return _vimeo(video_id)
    return source_of(url)


def canonical_url(address: str | None) -> str | None:
    """The one address of a source; for an unknown site the address itself without its fragment; None when it is no web
    address."""
    if source := source_of(address):
        return source.url
    parts = _web_address(address)
    return urlunsplit(parts._replace(fragment="")) if parts else None


def picture_address(stated: str | None, page: str | None) -> str | None:
    """The whole address of a picture that a page states, relative to its own; None where that is no web address."""
    try:
        parts = _web_address(urljoin((page or "").strip(), (stated or "").strip())) if stated else None
    except ValueError:
        return None
    return urlunsplit(parts) if parts else None


def _web_address(address: str | None) -> SplitResult | None:
    """The parts of a plain http(s) address with a host; anything else (javascript:, spaces, a wrong port) is None."""
    text = (address or "").strip()
    if not text or len(text) > _LONGEST_ADDRESS or re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", text):
        return None
    text = without_password(f"https:{text}" if text.startswith("//") else text)
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def _under(host: str, *domains: str) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _asked(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]


def _steps(parts: SplitResult) -> list[str]:
    return [step for step in parts.path.split("/") if step]


def _after(steps: list[str], *names: str) -> str:
    """The step that follows one of the names, or nothing."""
    for name, step in pairwise(steps):
        if name in names:
            return step
    return ""


def _dailymotion_id(parts: SplitResult) -> str | None:
    steps = _steps(parts)
    if _under((parts.hostname or ""), "dai.ly"):
        wanted = steps[0] if steps else ""
    else:
        wanted = _after(steps, "video", "swf") or _asked(parts, "video")
    wanted = wanted.split("_")[0]  # the older form: /video/x1abcd_a-title
    return wanted if _DAILYMOTION_ID.fullmatch(wanted) else None


def _youtube_id(parts: SplitResult) -> str | None:
    steps = _steps(parts)
    if _under((parts.hostname or ""), "youtu.be"):
        wanted = steps[0] if steps else ""
    else:
        wanted = _asked(parts, "v") or _after(steps, "embed", "shorts", "live", "v")
    return wanted if _YOUTUBE_ID.fullmatch(wanted) else None


def _vimeo_id(parts: SplitResult) -> str | None:
    return next((step for step in _steps(parts) if _VIMEO_ID.fullmatch(step)), None)


def _dailymotion(video_id: str) -> Source:
    return Source("dailymotion", f"https://www.dailymotion.com/video/{video_id}", video_id)


def _youtube(video_id: str) -> Source:
    return Source("youtube", f"https://www.youtube.com/watch?v={video_id}", video_id)


def _vimeo(video_id: str) -> Source:
    return Source("vimeo", f"https://vimeo.com/{video_id}", video_id)


def _media(parts: SplitResult) -> Source | None:
    if not _MEDIA_FILE.search(parts.path):
        return None
    return Source("media", urlunsplit(parts._replace(fragment="")))


_PLATFORMS: tuple[tuple[Callable[[str], bool], Callable[[SplitResult], str | None], Callable[[str], Source]], ...] = (
    (lambda host: _under(host, "dailymotion.com", "dai.ly"), _dailymotion_id, _dailymotion),
    (lambda host: _under(host, "youtu.be", *_YOUTUBE_HOSTS), _youtube_id, _youtube),
    (lambda host: _under(host, "vimeo.com"), _vimeo_id, _vimeo),
)
