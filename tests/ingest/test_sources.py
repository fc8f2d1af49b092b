"""An address of any host form leads to one video, and back to a page or a player at a second."""

import pytest

from archive.model.platforms import canonical_url, known_source, source_of

HOSTS = ["www", "www-ix7", "www-dc3", "www-release", "www-fpm", "lrpapi"]


@pytest.mark.parametrize("host", HOSTS)
def test_g_every_dailymotion_host_leads_to_one_canonical_address(host: str) -> None:
    source = source_of(f"https://{host}.dailymotion.com/video/x9ab1cd?playlist=x7k")
    assert source is not None
    assert (source.platform, source.video_id, source.url) == ("dailymotion", "x9ab1cd", "https://www.dailymotion.com/video/x9ab1cd")


@pytest.mark.parametrize(
    ("address", "video_id"),
    [
        ("https://dai.ly/xa1bcde", "xa1bcde"),
        ("https://geo.dailymotion.com/player.html?video=k46oCapRs4iikoz9DWy", "k46oCapRs4iikoz9DWy"),
        ("https://geo.dailymotion.com/player/x1abc.html?video=x9ab1cd", "x9ab1cd"),
        ("//www.dailymotion.com/embed/video/x9ab1cd", "x9ab1cd"),
        ("http://www.dailymotion.com/video/x9ab1cd_an-old-title_news", "x9ab1cd"),
        ("https://www.dailymotion.com/fr/video/x9ab1cd#t=3", "x9ab1cd"),
    ],
)
def test_g_embeds_short_links_and_old_forms_lead_to_the_same_video(address: str, video_id: str) -> None:
    source = source_of(address)
    assert source is not None
    assert source.video_id == video_id


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?list=PL1&v=abcdefghi_1",
        "https://youtu.be/abcdefghi_1?t=4",
        "https://www.youtube-nocookie.com/embed/abcdefghi_1",
        "https://m.youtube.com/shorts/abcdefghi_1",
    ],
)
def test_youtube_addresses_lead_to_the_watch_page(address: str) -> None:
    assert canonical_url(address) == "https://www.youtube.com/watch?v=abcdefghi_1"


@pytest.mark.parametrize(
    ("address", "page", "embed"),
    [
        (
            "https://dai.ly/x9ab1cd",
            "https://www.dailymotion.com/video/x9ab1cd?start=749",
            "https://geo.dailymotion.com/player.html?video=x9ab1cd&startTime=749",
        ),
        (
            "https://youtu.be/abcdefghi_1",
            "https://www.youtube.com/watch?v=abcdefghi_1&t=749s",
            "https://www.youtube-nocookie.com/embed/abcdefghi_1?start=749&autoplay=1&enablejsapi=1&origin=https%3A%2F%2Farchive.example",
        ),
        (
            "https://player.vimeo.com/video/123456789",
            "https://vimeo.com/123456789#t=749s",
            "https://player.vimeo.com/video/123456789?autoplay=1#t=749s",
        ),
        (
            "https://radio.example/son/2026-02-09.mp3?v=2#x",
            "https://radio.example/son/2026-02-09.mp3?v=2#t=749",
            "https://radio.example/son/2026-02-09.mp3?v=2#t=749",
        ),
    ],
)
def test_a_source_opens_at_the_second(address: str, page: str, embed: str) -> None:
    source = source_of(address)
    assert source is not None
    assert source.page_at(749) == page
    assert source.embed_at(749, "https://archive.example") == embed
    assert known_source(source.platform, source.video_id, source.url) == source


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://dailymotion.com.evil.example/video/x9ab1cd",
        "https://www.dailymotion.com/video/x9ab1cd\"onload='x'",
        "https://notvimeo.com/123456789",
        "http://[::1",
        "https://host:port/x.mp3",
        "ftp://radio.example/a.mp3",
        "https://radio.example/a b.mp3",
        "",
        None,
    ],
)
def test_what_is_no_known_source_gives_none(address: str | None) -> None:
    assert source_of(address) is None


def test_a_sound_file_is_told_from_a_film() -> None:
    sound, film = source_of("https://radio.example/a.MP3"), source_of("https://radio.example/a.webm")
    assert sound is not None
    assert sound.is_audio
    assert film is not None
    assert not film.is_audio


def test_an_id_that_looks_like_a_number_is_not_taken_for_the_second() -> None:
    source = known_source("vimeo", "999877", None)
    assert source is not None
    assert source.page_halves() == ("https://vimeo.com/999877#t=", "s")
    assert source.embed_halves() == ("https://player.vimeo.com/video/999877?autoplay=1#t=", "s")
