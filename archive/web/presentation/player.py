"""What the page needs to play an episode at a second: a link for everyone, an address for the frame after a click."""

from dataclasses import dataclass

from archive.model.episode import Episode
from archive.model.sources import Source, known_source

_SECOND = 86_399_877
_RATES: tuple[float, ...] = (0.75, 1, 1.25, 1.5, 2)
_NAMES = {"dailymotion": "Dailymotion", "youtube": "YouTube", "vimeo": "Vimeo"}


@dataclass(frozen=True, slots=True)
class Player:
    """A source to play. `page` and `embed` are addresses in two halves, the second goes between them; `form` is how it is
    shown (iframe, audio, video); `name` who sends it; `tells` whether it documents how it tells its time; `rates` the speeds
    it takes: Vimeo leaves that to each video's owner, Dailymotion documents none."""

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
    """The player of an episode; `origin` is our own, for players that ask who embeds them. None where nothing plays it."""
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    if source is None:
        return None
    return Player(
        platform=source.platform,
        name=_NAMES.get(source.platform, ""),
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
