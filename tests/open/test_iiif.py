"""IIIF: manifests as iiif-prezi3 reads them, search answers by a schema of our own, and both by the transcript they speak of."""

import importlib
import io
import json
import re
import warnings
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import webvtt
from flask.testing import FlaskClient

if TYPE_CHECKING:
    import iiif_prezi3

SEARCH = json.loads((Path(__file__).parent / "content_search_2.schema.json").read_text("utf8"))
WORDS = ("mer", "citerne", "train", '"la mer corrige les copies"', "éolienne", "souver*", "de")


def reader() -> ModuleType:
    """iiif-prezi3, imported where it is asked for: every process that collects the tests would wait for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("iiif_prezi3")


def manifest(client: FlaskClient, slug: str) -> "iiif_prezi3.Manifest":
    return reader().Manifest(**client.get(f"/iiif/{slug}/manifest").get_json(force=True))


def times(client: FlaskClient, slug: str) -> list[tuple[str, str, str]]:
    """Start, end and text of the cues of the manifest's transcript, in seconds as they are written."""
    read = webvtt.from_buffer(io.StringIO(client.get(f"/episodes/{slug}.vtt").get_data(as_text=True)))
    return [(_seconds(cue.start), _seconds(cue.end), cue.text) for cue in read]


def _seconds(stamp: str) -> str:
    hours, minutes, rest = stamp.rjust(12, "0").split(":")
    whole, _, thousandths = rest.partition(".")
    return f"{int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)}.{thousandths}"


def test_every_manifest_is_read_by_others(client: FlaskClient, slugs: list[str]) -> None:
    for slug in slugs:
        read = manifest(client, slug)
        [canvas] = read.items
        assert canvas.duration > 0
        transcript = reader().AnnotationPage(**canvas.annotations[0].model_dump(exclude_none=True)).items[0]
        assert transcript.motivation == "supplementing" and transcript.body.format == "text/vtt"
        assert client.get(urlsplit(transcript.body.id).path).status_code == 200
        last = max(float(end) for _, end, _ in times(client, slug))
        assert float(canvas.duration) >= last


def test_a_media_file_is_painted_and_a_platform_is_not(client: FlaskClient, slugs: list[str]) -> None:
    for slug in slugs:
        told, read = client.get(f"/api/v1/episodes/{slug}").get_json(), manifest(client, slug)
        painted = [one for page in read.items[0].items or () for one in page.items]
        assert bool(painted) == (told["platform"] == "media")
        if not painted and told["source_url"]:
            assert told["source_url"] in {one.id for one in read.rendering}


def test_chapters_are_ranges_that_meet(client: FlaskClient, slugs: list[str]) -> None:
    for slug in slugs:
        chapters = client.get(f"/api/v1/episodes/{slug}").get_json()["chapters"]
        if not chapters:
            continue
        ranges = manifest(client, slug).structures[0].items
        spans = [re.search(r"#t=([\d.]+),([\d.]+)$", one.items[0].id) for one in ranges]
        starts, ends = [float(span[1]) for span in spans if span], [float(span[2]) for span in spans if span]
        assert starts[1:] == ends[:-1] and len(starts) == len(ranges)


@pytest.mark.parametrize("word", WORDS)
def test_search_gives_the_marked_cues_from_about_the_word_on(client: FlaskClient, slugs: list[str], word: str) -> None:
    import jsonschema

    hits = 0
    for slug in slugs:
        answer = client.get(f"/iiif/{slug}/search", query_string={"q": word}).get_json(force=True)
        jsonschema.validate(answer, SEARCH)
        page = client.get(f"/episodes/{slug}", query_string={"q": word}).get_data(as_text=True).partition('class="talk"')[2]
        spans = re.findall(r'<span id="(t\d+(?:-\d+)?)"[^>]*>((?:(?!<span id=|</p>).)*)', page, re.DOTALL)
        marked = [place for place, (_, inner) in enumerate(spans) if "<mark" in inner]
        cues = times(client, slug)
        found = [one["target"].partition("#t=")[2].split(",") for one in answer["items"]]
        assert [end for _, end in found] == [cues[place][1] for place in marked], slug
        within = [float(cues[place][0]) <= float(begin) < float(end) for place, (begin, end) in zip(marked, found, strict=True)]
        assert all(within), slug
        hits += len(found)
    assert hits


def test_search_without_words_finds_nothing(client: FlaskClient, slugs: list[str]) -> None:
    assert client.get(f"/iiif/{slugs[0]}/search").get_json(force=True)["items"] == []


def test_words_are_completed_each_with_its_search(client: FlaskClient, slugs: list[str]) -> None:
    told = client.get(f"/iiif/{slugs[0]}/autocomplete?q=me").get_json(force=True)
    assert told["type"] == "TermPage" and told["items"]
    for term in told["items"]:
        address = urlsplit(term["service"][0]["id"])
        assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_the_services_are_named_in_the_manifest(client: FlaskClient, slugs: list[str]) -> None:
    [search] = client.get(f"/iiif/{slugs[0]}/manifest").get_json(force=True)["service"]
    assert (search["type"], search["service"][0]["type"]) == ("SearchService2", "AutoCompleteService2")
    for one in (search, search["service"][0]):
        assert client.get(urlsplit(one["id"]).path + "?q=mer").status_code == 200


def test_collections_lead_from_the_archive_to_every_show_and_its_manifests(client: FlaskClient) -> None:
    shows = reader().Collection(**client.get("/iiif/collection").get_json(force=True)).items
    assert shows
    for show in shows:
        held = reader().Collection(**client.get(urlsplit(show.id).path).get_json(force=True))
        assert held.items
        assert client.get(urlsplit(held.items[0].id).path).status_code == 200


def test_people_are_metadata_by_what_they_do(client: FlaskClient, slugs: list[str]) -> None:
    named = 0
    for slug in slugs:
        told = client.get(f"/iiif/{slug}/manifest").get_json(force=True).get("metadata", [])
        values = {pair["label"]["en"][0]: pair["value"]["none"] for pair in told}
        people = client.get(f"/api/v1/episodes/{slug}").get_json()["people"]
        for kind, heading in (("host", "Presented by"), ("guest", "With")):
            expected = [", ".join(filter(None, (one["name"], one["role"]))) for one in people if one["kind"] == kind]
            assert values.get(heading, []) == expected, slug
            named += len(expected)
    assert named > 5


def test_any_viewer_may_read_all_of_it(client: FlaskClient, slugs: list[str]) -> None:
    for address in (f"/iiif/{slugs[0]}/manifest", f"/iiif/{slugs[0]}/search?q=mer", f"/episodes/{slugs[0]}.vtt"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"


def test_the_profile_is_told_to_those_who_ask_for_it(client: FlaskClient, slugs: list[str]) -> None:
    address = f"/iiif/{slugs[0]}/manifest"
    assert client.get(address).content_type == "application/json"
    told = client.get(address, headers={"Accept": "application/ld+json"})
    assert told.content_type == 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    assert "Accept" in told.headers["Vary"]
