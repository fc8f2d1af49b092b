"""Where an episode can be watched or heard: address to platform and video id, and back to a page or a player at a
second."""

import re
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
_MEDIA_FILE = re.compile(r"\.(?:mp3|m4a|aac|ogg|oga|opus|wav|flac|mp4|m4v|webm|ogv|mov)$", re.IGNORECASE)
_VIDEO_FILE = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov)$", re.IGNORECASE)
_RATES: tuple[float, ...] = (0.75, 1, 1.25, 1.5, 2)
Halves = tuple[str, str]
"""An address before and behind its seconds."""


@dataclass(frozen=True, slots=True)
class VideoSite:
    """The addresses of one site: its `hosts`; the address of a video's page and of its embedded player, {id} for the
    video and {seconds} for the second, as the site documents them; where an address states the id: in the path
    behind one of the words `behind` (any step, if there are none), in the parameter `parameter`, or first in the path
    on `short_host`."""

    platform: Platform
    hosts: tuple[str, ...]
    page: str
    page_second: str
    embed: str
    video_id: re.Pattern[str]
    behind: tuple[str, ...] = ()
    parameter: str = ""
    short_host: str = ""

    def id_of(self, parts: SplitResult) -> str | None:
        """Return the id of the video that an address of the site leads to, or None."""
        steps = [step for step in parts.path.split("/") if step]
        if self.short_host and _under(parts.hostname or "", self.short_host):
            stated = steps[:1]
        elif self.behind:
            stated = [step for name, step in pairwise(steps) if name in self.behind]
            stated += parse_qs(parts.query).get(self.parameter, [])
        else:
            stated = steps
        # An older form puts the title behind the id: /video/x1abcd_a-title
        ids = (one.split("_")[0] if self.platform == "dailymotion" else one for one in stated)
        return next((one for one in ids if self.video_id.fullmatch(one)), None)


SITES = (
    VideoSite(
        platform="dailymotion",
        hosts=("dailymotion.com", "dai.ly"),
        page="https://www.dailymotion.com/video/{id}",
        page_second="?start={seconds}",
        embed="https://geo.dailymotion.com/player.html?video={id}&startTime={seconds}",
        video_id=re.compile(r"[xk][0-9A-Za-z]{4,24}"),
        behind=("video", "swf"),
        parameter="video",
        short_host="dai.ly",
    ),
    VideoSite(
        platform="youtube",
        hosts=("youtu.be", "youtube.com", "youtube-nocookie.com"),
        page="https://www.youtube.com/watch?v={id}",
        page_second="&t={seconds}s",
        embed="https://www.youtube-nocookie.com/embed/{id}?start={seconds}&autoplay=1&enablejsapi=1{origin}",
        video_id=re.compile(r"[0-9A-Za-z_-]{11}"),
        behind=("embed", "shorts", "live", "v"),
        parameter="v",
        short_host="youtu.be",
    ),
    VideoSite(
        platform="vimeo",
        hosts=("vimeo.com",),
        page="https://vimeo.com/{id}",
        page_second="#t={seconds}s",
        embed="https://player.vimeo.com/video/{id}?autoplay=1#t={seconds}s",
        video_id=re.compile(r"[0-9]{5,12}"),
    ),
)
_BY_PLATFORM = {site.platform: site for site in SITES}


@dataclass(frozen=True, slots=True)
class Source:
    """A place that plays the episode. `url` is canonical: one video has one address, whichever host the page was saved
    from."""

    platform: Platform
    url: str
    video_id: str | None = None

    def page_halves(self) -> Halves:
        """Return the address of the source's own page, before and behind the second."""
        site = _BY_PLATFORM.get(self.platform)
        before, _, behind = (site.page_second if site else "#t={seconds}").partition("{seconds}")
        return self.url + before, behind

    def embed_halves(self, site: str = "") -> Halves:
        """Return the address of the player for an iframe, or of the file for <audio>/<video>, before and behind the
        second. Args: site: our own origin, which YouTube asks for. It plays at once if the player can be told to."""
        if self.platform not in _BY_PLATFORM:
            return self.page_halves()
        origin = f"&origin={quote(site, safe='')}" if site else ""
        before, _, behind = _BY_PLATFORM[self.platform].embed.partition("{seconds}")
        return before.replace("{id}", self.video_id or ""), behind.replace("{origin}", origin)

    def page_at(self, seconds: int) -> str:
        """Return the source's own page at a second, or its beginning for an episode without times."""
        if time_of(seconds * 1000) is None:
            return self.url
        return str(seconds).join(self.page_halves())

    def embed_at(self, seconds: int, site: str = "") -> str:
        """Return the player's address at a second (see `embed_halves`)."""
        return str(seconds).join(self.embed_halves(site))

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
    page: Halves
    embed: Halves
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
        page=source.page_halves(),
        embed=source.embed_halves(origin),
        tells=source.platform != "dailymotion",
        rates=_RATES if source.platform in {"youtube", "media"} else (),
    )


def _form(source: Source) -> str:
    if source.platform != "media":
        return "iframe"
    return "audio" if source.is_audio else "video"


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
    for site in SITES:
        if _under(host, *site.hosts) and (found := site.id_of(parts)):
            return _source(site, found)
    if not _MEDIA_FILE.search(parts.path):
        return None
    return Source("media", urlunsplit(parts._replace(fragment="")))


def known_source(platform: str | None, video_id: str | None, url: str | None) -> Source | None:
    """Return the source that the fields of an episode state, or None if nothing plays it."""
    site = next((site for site in SITES if site.platform == platform), None)
    if site and video_id and site.video_id.fullmatch(video_id):
        return _source(site, video_id)
    return source_of(url)


def _source(site: VideoSite, video_id: str) -> Source:
    return Source(site.platform, site.page.replace("{id}", video_id), video_id)


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
