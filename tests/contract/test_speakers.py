"""What somebody says is one set of moments: on the page, in the API, by the command, in the episode."""

import csv
import io
import re
from urllib.parse import unquote_plus

import pytest

from tests.contract.conftest import Archive

EPISODE = "2025-09-28-semelles-de-vent-une-casserole-a-2140-metres"
SPEAKER, OTHER = "Domitille Carvazzo", "Ysaline Thévoux"


def said_by(sample: Archive, speaker: str) -> set[int]:
    """The seconds at which somebody says "de" in the one episode that tells who speaks."""
    cues = sample.api(f"episodes/{EPISODE}")["cues"]
    assert isinstance(cues, list)
    return {
        cue["start_ms"] // 1000
        for cue in cues
        if cue["speaker_name"] == speaker and re.search(r"\bde\b", cue["text"], re.IGNORECASE)
    }


def moments(answer: object) -> set[int]:
    """The seconds of all marked captions of an answer."""
    assert isinstance(answer, dict)
    return {second for episode in answer["episodes"] for second, *_ in episode["ticks"]}


@pytest.mark.parametrize("speaker", [SPEAKER, OTHER])
def test_a_word_is_found_where_the_speaker_says_it_by_api_and_command(sample: Archive, speaker: str) -> None:
    first = speaker.split()[-1]
    found = said_by(sample, speaker)
    assert found
    assert moments(sample.api("search", q=f'speaker:{first} "de"')) == found
    assert moments(sample.api("search", q='"de"', speaker=speaker)) == found
    assert moments(sample.run("search", f"voix:{first}", '"de"', "--json").json) == found
    assert moments(sample.run("search", '"de"', "--speaker", first, "--json").json) == found


def test_the_page_marks_only_what_the_speaker_says(sample: Archive) -> None:
    page = sample.page(f"/episodes/{EPISODE}", q='voix:carvazzo "de"')
    marked = {int(second) for second in re.findall(r'<span id="t(\d+)(?:-\d+)?"[^>]*>(?:(?!</span>).)*?<mark', page)}
    assert marked == said_by(sample, SPEAKER)
    assert re.search(rf'<b class="who"><a href="/people/[^"]+">{SPEAKER}</a></b>', page)


@pytest.mark.parametrize("speaker", [SPEAKER, OTHER])
def test_where_no_word_is_typed_a_passage_shows_what_the_speaker_says_first(sample: Archive, speaker: str) -> None:
    (episode,) = sample.api("search", speaker=speaker)["episodes"]
    cues = sample.api(f"episodes/{EPISODE}")["cues"]
    assert isinstance(cues, list)
    theirs = {cue["start_ms"] // 1000: cue["text"] for cue in cues if cue["speaker_name"] == speaker}
    shown = [(one["seconds"], one["text"]) for one in episode["moments"]]
    assert shown and [start for start, _ in shown] == sorted(start for start, _ in shown)
    assert all(text.startswith(theirs[start][:20]) for start, text in shown)
    (run,) = sample.run("search", "", "--speaker", speaker, "--json").json["episodes"]
    assert [(one["seconds"], one["text"]) for one in run["moments"]] == shown
    page = sample.page("/search", speaker=speaker)
    assert 'class="band"' in page and "band flat" not in page, "there is room for the needles"


@pytest.mark.parametrize("speaker", [SPEAKER, OTHER])
def test_an_episode_leads_through_what_a_speaker_says_as_through_words(sample: Archive, speaker: str) -> None:
    (found,) = sample.api("search", speaker=speaker)["episodes"]
    many, rest = found["moments_total"], found["moments_total"] - len(found["moments"])
    assert rest > 0 and len({number for _second, _kind, number in found["ticks"]}) == many, "a needle a moment"
    (run,) = sample.run("search", "", "--speaker", speaker, "--json").json["episodes"]
    assert run["moments_total"] == many
    page, asked = sample.page("/search", speaker=speaker, lang="fr"), f'voix:"{speaker}"'
    every = re.search(r'href="(/episodes/[^"]*/moments)\?q=([^"&]*)[^"]*" data-more>([^<]*)', page)
    assert every and unquote_plus(every[2]) == asked and every[3].startswith(f"et {rest} autre")
    assert sample.page(every[1], q=asked).count('<a class="clock"') == many
    second = found["moments"][1]["clock"]
    here = sample.page(f"/episodes/{EPISODE}", q=asked, t=second, lang="fr")
    assert f"Moment 2 sur {many}" in here and re.search(rf"Qui parle\s:\s{speaker}", here)
    assert len(re.findall("data-step=", here)) == 4 and 'data-back href="/search?q=voix' in here


def test_words_that_a_speaker_says_are_the_moments_of_their_episode(sample: Archive) -> None:
    page = sample.page("/search", q='"de"', speaker=SPEAKER, lang="fr")
    words = {unquote_plus(one) for one in re.findall(rf'href="/episodes/{EPISODE}\?q=([^"&]*)', page)}
    assert words == {f'"de" voix:"{SPEAKER}"'}
    assert re.search(rf"pour «\sde\s» · Qui parle\s:\s{SPEAKER}", sample.page(f"/episodes/{EPISODE}", q=words.pop(), lang="fr"))


def test_who_speaks_is_a_facet(sample: Archive) -> None:
    facets = sample.api("search", q="vent")["facets"]
    assert isinstance(facets, dict)
    assert {one["value"]: one["episodes"] for one in facets["speaker"]} == {SPEAKER: 1, OTHER: 1}
    page = sample.page("/search", q="vent")
    assert "Qui parle" in page
    assert "speaker=Domitille+Carvazzo" in page


def test_a_word_that_others_say_is_said_to_be_left_out_by_the_filter(sample: Archive) -> None:
    answer = sample.api("search", q="voix:carvazzo éolienne")
    receipt = answer["receipt"]
    assert isinstance(receipt, dict)
    (effect,) = receipt["filters"]
    assert answer["total"] == 0
    assert effect["removes"] == receipt["words"][0]["episodes"] > 0


def test_who_says_a_quotation_is_told_wherever_it_is_checked_and_shown(sample: Archive) -> None:
    cues = sample.api(f"episodes/{EPISODE}")["cues"]
    assert isinstance(cues, list)
    said = next(cue for cue in cues if cue["speaker_name"] == SPEAKER and len(cue["text"].split()) > 6)
    words = " ".join(said["text"].split()[:7]).strip(" ,;.")
    (passage,) = sample.run("verify", words, "--json").json["passages"]
    assert passage["speakers"] == [SPEAKER] and passage["turns"] == []
    page = sample.page("/verify", q=f"{OTHER} : {words}", lang="fr")
    assert f"dit par {SPEAKER}" in page and "mot pour mot, dit par une autre personne" in page and f"l’attribue à {SPEAKER}" in page
    assert f"dit par {SPEAKER}" in sample.page(f"/embed/{EPISODE}", t=str(said["start_ms"] // 1000), lang="fr")


def test_whom_an_episode_names_is_told_by_page_api_table_and_command_where_nobody_is_told_to_speak(sample: Archive) -> None:
    found = (hit for hit in sample.api("search", q="", limit="100")["episodes"])  # type: ignore[attr-defined]
    episode = next(one for one in found if one["people"] and not _voices(sample, one["slug"]))
    cues = sample.api(f"episodes/{episode['slug']}")["cues"]
    said = next(cue["text"] for cue in cues if len(cue["text"].split()) > 12)  # type: ignore[attr-defined]
    for name, where in ((episode["people"][0]["name"], "people"), ("Zoé Zorglub", "nowhere")):
        typed = f"{name} : « {said} »"
        (api,) = sample.client.post("/api/v1/verify", json={"quotations": [typed]}).get_json()["verdicts"]
        (row,) = csv.DictReader(io.StringIO(sample.run("verify", typed, "--format", "csv").out))
        command = sample.run("verify", typed, "--json").json
        assert [api["announced"]["where"], command["announced"]["where"], row["announced"]] == [where] * 3  # type: ignore[index]
        badge = "auteur possible" if where == "people" else "auteur non annoncé"
        assert badge in sample.page("/verify", q=typed, lang="fr")
        told = "takes part in the episode" if where == "people" else "is not named by its title, description or people"
        assert told in sample.run("verify", typed).out


def _voices(archive: Archive, slug: str) -> bool:
    return any(cue["speaker_name"] for cue in archive.api(f"episodes/{slug}")["cues"])  # type: ignore[attr-defined]
