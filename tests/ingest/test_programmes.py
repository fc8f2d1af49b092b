"""A page that tells of a programme and has no transcript: refused, and known to be lacking."""

import datetime as dt
import hashlib
import json

from archive.model.page import Programme, RawPage, Refusal, Stated
from ingest import read

VIDEO = {"@type": "VideoObject", "name": "Le port et ses grues", "uploadDate": "2026-02-09T20:00:00+01:00", "duration": "PT52M"}


def refused(body: str, content_type: str, stated: Stated | None = None) -> Refusal:
    data = body.encode()
    found = read(RawPage("page", data, content_type, hashlib.sha256(data).hexdigest(), stated=stated or Stated()))
    assert isinstance(found, Refusal)
    return found


def html(data: dict[str, str]) -> str:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return f"<html><head>{script}</head><body><h1>Le port</h1><p>À voir.</p></body></html>"


def told(refusal: Refusal) -> tuple[str, dt.date] | None:
    programme: Programme | None = refusal.programme
    return programme and (programme.title, programme.published.date)


def test_a_video_page_without_a_transcript_tells_of_its_programme() -> None:
    assert told(refused(html(VIDEO), "text/html")) == ("Le port et ses grues", dt.date(2026, 2, 9))


def test_a_page_that_states_no_length_is_no_programme() -> None:
    assert told(refused(html({**VIDEO, "@type": "NewsArticle", "duration": ""}), "text/html")) is None


def test_a_record_without_segments_tells_of_its_programme() -> None:
    refusal = refused('{"id": "k2", "title": "Les quais", "series": "Le Kiosque", "date": "2026-02"}', "application/json")
    assert refusal.skipped
    assert told(refusal) == ("Les quais", dt.date(2026, 2, 1))
    assert refusal.programme and (refusal.programme.guid, refusal.programme.show) == ("k2", "Le Kiosque")


def test_a_record_without_a_date_or_a_title_is_no_programme() -> None:
    assert told(refused('{"title": "Les quais", "segments": []}', "application/json")) is None
    assert told(refused('{"date": "2026-02-09"}', "application/json")) is None


def test_what_the_command_states_goes_before_the_record() -> None:
    refusal = refused('{"title": "x", "date": "2026-02-09"}', "application/json", Stated(title="Les quais", show="Nuit"))
    assert refusal.programme and (refusal.programme.title, refusal.programme.show) == ("Les quais", "Nuit")
