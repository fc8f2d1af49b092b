"""An episode's own picture: kept from its page, loaded from elsewhere only where the owner lets it be; else the drawn band."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

import ingest
from archive.library import Library
from archive.model.episode import Episode, dumps
from archive.model.page import RawPage
from archive.model.platforms import picture_address
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.web import small_archive

PICTURE = "https://images.example/phare.jpg"
PAGE = """<html lang="fr"><head><title>Le phare</title><meta property="og:image" content="{}">
<link rel="canonical" href="https://www.youtube.com/watch?v=abcdefghi_1"></head><body><h1>Le phare</h1>
<h2>Transcription</h2><p>00:00 Bonsoir, le phare est allumé.</p><p>00:04 Il éclaire la digue.</p></body></html>"""


def page(picture: str = PICTURE) -> RawPage:
    body = PAGE.format(picture).encode()
    return RawPage("phare.html", body, "text/html", hashlib.sha256(body).hexdigest(), dt.datetime(2026, 2, 10, tzinfo=dt.UTC))


def read(picture: str = PICTURE) -> Episode:
    found = ingest.read(page(picture))
    assert isinstance(found, Episode)
    return found


def test_a_page_states_its_picture() -> None:
    assert read().picture == PICTURE
    assert read("/phare.jpg").picture == "https://www.youtube.com/phare.jpg"


WRONG = ("", "javascript:alert(1)", "data:image/png;base64,AAAA", 'https://a.example/x" onerror="', "//[", "x" * 9000)


@pytest.mark.parametrize("stated", WRONG)
def test_what_is_no_web_address_is_no_picture(stated: str) -> None:
    assert picture_address(stated, "https://a.example/page") is None
    assert picture_address(stated, None) is None


def test_an_episode_without_one_is_kept_as_it_was() -> None:
    assert b"picture" not in dumps(small_archive.episodes()[0])


@pytest.mark.parametrize("allowed", [False, True])
def test_it_is_loaded_only_where_the_owner_lets_it_be(tmp_path: Path, allowed: bool) -> None:
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            slug = library.upsert(page(), read()).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library, Settings(outside_pictures=allowed))).test_client()
        for address in ("/", f"/episodes/{slug}"):
            answer = client.get(address)
            assert (f'src="{PICTURE}"' in answer.get_data(as_text=True)) is allowed
            policy = answer.headers["Content-Security-Policy"]
            assert ("img-src 'self' https: http:;" in policy) is allowed and "script-src 'self';" in policy
        assert (b'class="band flat"' in client.get("/").data) is not allowed
        assert client.get(f"/api/episodes/{slug}").json["picture"] == PICTURE  # type: ignore[index]
