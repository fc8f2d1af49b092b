"""Assistants, by the client of the protocol's own package, over both transports."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mcp import ClientSession

from archive import open_archive
from archive.mcp.tools import LONGEST_PASSAGE_S, MOST_EPISODES, MOST_PEOPLE, MOST_QUOTATIONS, Tools
from archive.text.tokenizer import fold
from tests.contract.conftest import run_on
from tests.open.readers.assistants import TOOLS, astray, every_tool, over_http, over_stdio, quotations, serving, told

MOST_BYTES = 100_000
"""Of one answer, whatever an episode holds: an assistant reads all of it."""


@pytest.fixture(scope="module")
def answers(sample_library: Path) -> dict[str, Any]:
    """What the sample archive answers over stdio."""
    return dict(over_stdio(sample_library, every_tool))


def test_all_tools_are_there(answers: dict[str, Any]) -> None:
    assert answers["tools"] == TOOLS


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_answer_quotes_what_was_said_with_second_and_link(answers: dict[str, Any], tool: str, sample_library: Path) -> None:
    said = list(quotations(answers[tool]))
    assert said
    with open_archive(sample_library) as archive:
        assert [why for one in said if (why := astray(archive, one))] == []
        assert all(one["link"].startswith("http://127.0.0.1:8000/episodes/") for one in said)


def test_what_is_not_there_is_said_not_to_be(answers: dict[str, Any]) -> None:
    assert answers["near"]["total"] == 0
    assert "Do not invent" in answers["near"]["note"]
    assert all(one["found"] != "said" for one in quotations(answers["near"]))


def test_a_wrong_question_says_what_may_be_asked(answers: dict[str, Any]) -> None:
    assert "no episode is called nothing" in answers["unknown"]
    assert answers["too many"] is True
    assert "2026-02-09" in answers["bad date"]


@pytest.fixture(scope="module")
def tools(sample_library: Path) -> Iterator[Tools]:
    """The tools over the sample archive, without a client between."""
    with open_archive(sample_library) as archive:
        yield Tools(archive, "http://127.0.0.1:8000")


@pytest.mark.parametrize("misheard", ["Hydrosylve"])
def test_what_was_heard_otherwise_says_so(tools: Tools, misheard: str) -> None:
    said = tools.moments(misheard, limit=50).quotations
    otherwise = [one for one in said if fold(misheard) not in fold(one.text)]
    assert otherwise
    for one in otherwise:
        assert one.found != "said" and one.heard_as and fold(one.heard_as) in fold(one.text)
    assert all(one.found == "said" for one in said if one not in otherwise)


def test_a_date_is_told_by_its_episodes_whether_they_say_it_or_not(tools: Tools) -> None:
    answer = tools.search("9 octobre 2025")
    assert "Episodes of that date: 1" in answer.note and answer.episodes[0].date == "2025-10-09"


def test_several_words_are_counted_where_they_are_said_together(tools: Tools) -> None:
    lines = tools.trends(["commande publique", '"commande publique"', "cantine lampe"]).trends
    together, quoted, apart = (line.moments for line in lines)
    assert together == quoted > 0 and apart == 0, "said in one episode, never together"


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of an episode of which everything is long."""
    folder = tmp_path_factory.mktemp("endless")
    segments = [{"start": 2 * place, "text": f"mer {place} " + "vague " * 200} for place in range(2000)]
    chapters = [{"title": f"Chapitre {place} " + "long " * 200, "start": 2 * place} for place in range(1500)]
    row = {"id": "long", "title": "Titre " * 2000, "show": "Émission " * 500, "description": "Avec Inès Barral. " * 4000,
           "language": "fr", "segments": segments, "chapters": chapters}  # fmt: skip
    (folder / "row.jsonl").write_text(json.dumps(row), "utf8")
    run_on(folder / "library", "add", str(folder / "row.jsonl"))
    return folder / "library"


def test_an_answer_has_a_greatest_size(endless: Path) -> None:
    with open_archive(endless) as archive:
        [slug] = archive.library.digests()
        asked = Tools(archive, "http://127.0.0.1:8000")
        answers = {
            "search": asked.search("mer", limit=MOST_EPISODES),
            "moments": asked.moments("mer", limit=MOST_QUOTATIONS),
            "episode": asked.episode(slug),
            "passage": asked.passage(slug, 0, LONGEST_PASSAGE_S),
            "cite": asked.cite(slug, 0),
            "people": asked.people(limit=MOST_PEOPLE),
            "trends": asked.trends(["mer", "vague", "0", "1"]),
        }
    sizes = {name: len(msgspec.json.encode(answer)) for name, answer in answers.items()}
    assert set(sizes) == TOOLS
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


@pytest.fixture(scope="module")
def port(sample_library: Path) -> Iterator[int]:
    """The port of a server over HTTP."""
    with serving(sample_library) as found:
        yield found


def test_over_http_the_same_is_answered(port: int, answers: dict[str, Any]) -> None:
    async def ask(session: ClientSession) -> Any:
        return await told(session, "search", query="mer", limit=2)

    assert over_http(port, ask) == answers["search"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_over_http_others_are_refused(port: int, headers: dict[str, str]) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    common = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/mcp", body, {**common, **headers})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=20)
    assert refused.value.code in {403, 421}
    refused.value.close()
