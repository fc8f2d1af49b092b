"""The JSON of an answer, field by field as it is promised."""

import datetime as dt
from typing import Any

import msgspec

from archive.model.episode import Chapter, PersonJson
from archive.search.filters import Filters
from archive.search.index.limits import CutJson
from archive.search.index.types import MonthJson, Summary
from archive.search.results import answer_json
from archive.search.results.answer import (
    Answer,
    FilterJson,
    Hit,
    IgnoredJson,
    MarkJson,
    MatchedJson,
    Moment,
    NearJson,
    PieceJson,
    Quoted,
    ReceiptJson,
    TickJson,
    WordJson,
)
from archive.search.results.answer_json import AnswerJson

SUMMARY: dict[str, Any] = {
    "slug": "2026-02-09-debrief",
    "guid": None,
    "title": "Le débrief",
    "show": "Tech & Co",
    "channel": "BFM Business",
    "category": "TV",
    "language": "fr",
    "date": dt.date(2026, 2, 9),
    "precision": "day",
    "approximate": False,
    "duration_ms": 1_523_900,
    "people": (),
    "description": "",
    "source_url": "https://www.dailymotion.com/video/x9abcde",
    "platform": "dailymotion",
    "video_id": "x9abcde",
    "same_as": (("autre", "g2", "Le même"),),
}


PIECES = (PieceJson("same", "le cloud", "le cloud"), PieceJson("otherwise", "souverain", "souterrain"))
MARKS = (MarkJson(3, 8, "alias", "cloud", 0), MarkJson(9, 18, "inflected", None, 1))


def answer(**changes: Any) -> Answer:
    hit = Hit(
        summary=Summary(**(SUMMARY | changes)),
        score=12.345678,
        people=(PersonJson("Fanny Bouton", "OVHcloud", "guest", "fanny boutons"),),
        chapters=(Chapter(0, "Accueil", True),),
        lacks=("souverain",),
        matched=(MatchedJson("title", "Le débrief", (MarkJson(3, 10, "exact", None, 0),)),),
        ticks=(TickJson(749, "exact", 0), TickJson(1200, "alias", 1)),
        moments=(Moment(749_999, 756_400, "given", 12, "le cloud souverain", MARKS, "alias", "nuage souverain"),),
        moments_total=2,
    )
    return Answer(
        query="cloud souverain",
        hits=(hit,),
        total=1,
        partial_total=3,
        listed_total=2,
        total_is="said",
        moments_total=2,
        took_ms=3.14159,
        facets={"show": (("Tech & Co", 1),)},
        months=(MonthJson("2026-02", 2, 1, 5),),
        explanation=ReceiptJson(
            words=(WordJson("cloud", False, False, 4, 2, (NearJson("clouds", "misspelt", 3, False, 0.123),)),),
            filters=(FilterJson("show", "Ailleurs", 7),),
            ignored=(IgnoredJson("OR", "lone-operator"),),
            undated=2,
            near_phrase="cloud souverains",
            cut=(CutJson.of("read", number=18),),
        ),
        filters=Filters(),
        sort="relevance",
        page=1,
        limit=10,
        generation=1,
        nearly=(Quoted(hit.summary, 0.667, 61_999, 61_999, "estimated", "le cloud souterrain", PIECES),),
    )


RECEIPT = {
    "words": [
        {
            "text": "cloud",
            "phrase": False,
            "excluded": False,
            "episodes": 4,
            "episodes_filtered": 2,
            "near": [{"text": "clouds", "kind": "misspelt", "episodes": 3, "counted": False, "distance": 0.123}],
        }
    ],
    "filters": [{"key": "show", "value": "Ailleurs", "removes": 7}],
    "ignored": [{"text": "OR", "why": "lone-operator"}],
    "undated": 2,
    "near_phrase": "cloud souverains",
    "cut": [
        {
            "text": "",
            "why": "read",
            "fr": "Le rapprochement des mots n’est jugé que dans les 18 premiers épisodes.",
            "en": "How close the words stand is judged in the best 18 episodes only.",
        }
    ],
    "year_only": 0,
}
MOMENT = {
    "seconds": 749,
    "at_ms": 756_400,
    "at_source": "given",
    "clock": "12:35",
    "text": "le cloud souverain",
    "marks": [
        {"start": 3, "end": 8, "kind": "alias", "heard": "cloud", "slot": 0},
        {"start": 9, "end": 18, "kind": "inflected", "heard": None, "slot": 1},
    ],
    "kind": "alias",
    "heard": "nuage souverain",
    "url": "/episodes/2026-02-09-debrief?t=755#t749",
    "source_url": "https://www.dailymotion.com/video/x9abcde?start=755",
}
EPISODE = {
    "slug": "2026-02-09-debrief",
    "guid": "x9abcde",
    "title": "Le débrief",
    "published": {"date": "2026-02-09", "precision": "day", "approximate": False},
    "show": "Tech & Co",
    "channel": "BFM Business",
    "category": "TV",
    "score": 12.3457,
    "counted": True,
    "found_as": None,
    "url": "/episodes/2026-02-09-debrief",
    "duration_s": 1523,
    "people": [{"name": "Fanny Bouton", "role": "OVHcloud", "kind": "guest", "heard": "fanny boutons"}],
    "chapters": [{"start_ms": 0, "title": "Accueil", "automatic": True}],
    "lacks": ["souverain"],
    "matched": [
        {"field": "title", "text": "Le débrief", "marks": [{"start": 3, "end": 10, "kind": "exact", "heard": None, "slot": 0}]}
    ],
    "same_as": [{"slug": "autre", "guid": "g2", "title": "Le même"}],
    "moments_total": 2,
    "ticks": [[749, "exact", 0], [1200, "alias", 1]],
    "moments": [MOMENT],
}
NEARLY = {
    "slug": "2026-02-09-debrief",
    "guid": "x9abcde",
    "title": "Le débrief",
    "published": {"date": "2026-02-09", "precision": "day", "approximate": False},
    "show": "Tech & Co",
    "score": 0.667,
    "seconds": 61,
    "at_ms": 61_999,
    "at_source": "estimated",
    "clock": "01:01",
    "text": "le cloud souterrain",
    "pieces": [
        {"fate": "same", "quoted": "le cloud", "said": "le cloud"},
        {"fate": "otherwise", "quoted": "souverain", "said": "souterrain"},
    ],
    "turns": [],
    "speakers": [],
    "url": "/episodes/2026-02-09-debrief?t=61#t61",
    "source_url": "https://www.dailymotion.com/video/x9abcde?start=61",
}


def test_an_answer_is_the_promised_object() -> None:
    assert answer_object(answer()) == {
        "query": "cloud souverain",
        "total": 1,
        "total_is": "said",
        "listed_total": 2,
        "partial_total": 3,
        "took_ms": 3.1,
        "receipt": RECEIPT,
        "months": [{"month": "2026-02", "moments": 2, "episodes": 1, "on_air": 5}],
        "facets": {
            "show": [{"value": "Tech & Co", "episodes": 1}],
            "person": [],
            "speaker": [],
            "language": [],
            "category": [],
            "year": [],
        },
        "episodes": [EPISODE],
        "meaning": [],
        "meaning_after": 0,
        "nearly": [NEARLY],
        "in_part": [],
        "verbatim": 0,
    }


def answer_object(found: Answer, base: str = "") -> dict[str, Any]:
    """The object as plain values."""
    return dict(msgspec.json.decode(msgspec.json.encode(answer_json.answer_object(found, base))))


def hit_of(made: dict[str, object]) -> dict[str, Any]:
    episodes = made["episodes"]
    assert isinstance(episodes, list)
    return dict(episodes[0])


def test_addresses_begin_with_the_base_where_there_is_one() -> None:
    hit = hit_of(answer_object(answer(), "https://echo.example.org/"))
    assert hit["url"] == "https://echo.example.org/episodes/2026-02-09-debrief"
    assert hit["moments"][0]["url"] == "https://echo.example.org/episodes/2026-02-09-debrief?t=755#t749"


def test_what_is_unknown_is_null() -> None:
    hit = hit_of(answer_object(answer(date=None, source_url="https://example.org/page", platform=None, video_id=None)))
    assert (hit["published"], hit["guid"], hit["moments"][0]["source_url"]) == (None, None, None)


def test_it_is_plain_json_all_through() -> None:
    made = answer_object(answer())
    assert msgspec.json.decode(msgspec.json.encode(made)) == made
    assert msgspec.convert(made, AnswerJson) == answer_json.answer_object(answer())
