"""How the machine wrote a person's name is one fact: the API, the page of results and the command tell the same."""

import csv
import io
import re

from tests.contract.conftest import Archive

Heard = dict[tuple[str, str], str | None]


def by_search(archive: Archive) -> Heard:
    """(episode, name) -> as heard, by /api/search."""
    return {
        (hit["slug"], person["name"]): person["heard"]
        for hit in archive.api("search", q="", limit="100")["episodes"]  # type: ignore[attr-defined]
        for person in hit["people"]
    }


def by_episode(archive: Archive, slug: str) -> Heard:
    """The same of one episode, by /api/episodes."""
    people = archive.api(f"episodes/{slug}")["people"]
    return {(slug, person["name"]): person["heard"] for person in people}  # type: ignore[attr-defined]


def by_command(archive: Archive, slug: str) -> Heard:
    """The same of one episode, by `archive show --json`."""
    people = archive.run("show", slug, "--json").json["people"]  # type: ignore[index]
    return {(slug, person["name"]): person["heard"] for person in people}


def test_a_person_was_heard_the_same_in_a_search_and_in_the_episode(sample: Archive) -> None:
    searched = by_search(sample)
    told = {key: heard for slug in sorted({slug for slug, _ in searched}) for key, heard in by_episode(sample, slug).items()}
    assert {key: (heard, told[key]) for key, heard in searched.items() if heard != told[key]} == {}


def test_a_person_was_heard_the_same_in_the_api_and_in_the_command(sample: Archive) -> None:
    slugs = sorted({slug for slug, _ in by_search(sample)})
    assert any(by_episode(sample, slug).values() for slug in slugs)
    for slug in slugs:
        assert by_episode(sample, slug) == by_command(sample, slug)


def test_a_person_was_heard_the_same_on_the_page_and_in_its_json(sample: Archive) -> None:
    heard = {
        key for slug in sorted({slug for slug, _ in by_search(sample)}) for key, form in by_episode(sample, slug).items() if form
    }
    shown = {
        key
        for key in by_search(sample)
        if f">{key[1]}</a></b>" in (page := sample.page(f"/episodes/{key[0]}")) and _is_heard(page, key[1])
    }
    assert shown == heard


def _is_heard(page: str, name: str) -> bool:
    """Whether the page says beside a name how it was heard."""
    behind = page.partition(f">{name}</a></b>")[2].partition(" · ")[0].partition("</p>")[0]
    return 'class="heard"' in behind.partition("<b>")[0]


def test_names_probably_meant_in_a_quotation_are_told_by_page_api_and_command(sample: Archive) -> None:
    said, names = _guessed(sample)
    page = sample.page("/verify", q=said)
    (api,) = sample.client.post("/api/v1/verify", json={"quotations": [said]}).get_json()["verdicts"]
    command = sample.run("verify", said, "--json").json
    (row,) = csv.DictReader(io.StringIO(sample.run("verify", said, "--format", "csv").out))
    assert re.findall(DOUBT, page) == re.findall(r"  probably: (.*)\n", sample.run("verify", said).out) == names
    assert [one["passages"][0]["meant"] for one in (api, command)] == [names] * 2  # type: ignore[index]
    assert row["meant"] == ", ".join(names)


DOUBT = r"sans doute\s: ([^<]+)<"


def _guessed(archive: Archive) -> tuple[str, list[str]]:
    """What a caption says, and the names that its page tells are probably meant by words of it."""
    for slug in sorted({slug for slug, _ in by_search(archive)}):
        page = archive.page(f"/episodes/{slug}")
        for cue in archive.api(f"episodes/{slug}")["cues"]:  # type: ignore[attr-defined]
            line = page.partition(f'id="t{cue["start_ms"] // 1000}"')[2].partition('id="t')[0]
            if found := re.findall(DOUBT, line):
                return cue["text"], found
    raise AssertionError("the sample has none")
