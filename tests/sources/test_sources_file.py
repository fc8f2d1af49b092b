"""`sources.toml` is data: what is in it is checked to the last word, and nothing in it can run, hang or reach a file."""

import datetime as dt
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from archive.cli.edit_episodes import forget_taught
from archive.model.episode import Episode
from archive.model.page import RawPage
from ingest import read
from ingest.sources.rules import Rule, Source, read_by
from ingest.sources.sources_file import Sources, SourcesError, dump, parse
from tests.sources.publishers import PUBLISHERS
from tests.sources.test_learning import places, taught

HOSTILE = (
    "(a+)+$", "{n}" * 26, ".*" * 40, "../../../etc/passwd", "file:///etc/passwd", "__import__('os').system('x')", "\\0", "%s%n",
    "\u202e", "[" * 80, "{n} {n} {n}", " ", "*" * 80, "a" * 80, "\ud7ff", "'; drop table episode; --", "{{7*7}}",
    "$(touch x)", "<script>", "\n",
)  # fmt: skip
PLACES = ("css:{0}:1", "ld:{0}", "meta:{0}", "label", "any", "file", "line:{0}", "para:{0}", "under:{0}", "heading:{0}")


def test_what_was_learned_is_written_and_read_back_alike() -> None:
    sources = Sources()
    for publisher in PUBLISHERS:
        sources = sources.with_source(taught(publisher, [0, 1])[0])
    assert parse(dump(sources)) == sources


def test_a_purged_page_leaves_no_golden_values_behind(tmp_path: Path) -> None:
    learned = taught(PUBLISHERS[0], [0, 1])[0]
    gone, stays = (replace(page, sha256=str(number)) for number, page in enumerate(learned.taught))
    source = replace(learned, taught=(gone, stays))
    (tmp_path / "sources.toml").write_text(dump(Sources((source,))), "utf8")
    forget_taught(tmp_path, {gone.sha256})
    left = parse((tmp_path / "sources.toml").read_text("utf8")).all[0]
    assert (left.taught, left.rules) == ((stays,), source.rules)


def test_two_hundred_hostile_rules_do_no_harm() -> None:
    chance = random.Random(7)
    pages = [places(page) for publisher in PUBLISHERS for page in publisher.pages()[:1]]
    pages.append(places(PUBLISHERS[4].pages()[0].__class__("x.txt", f"{'1 ' * 9000}\n{'a' * 9000}\n{'Ab ' * 3000}", {})))
    began, tried = time.process_time(), 0
    for number in range(200):
        word, other = chance.choice(HOSTILE), chance.choice(HOSTILE)
        place = chance.choice(PLACES).format(word)
        rule = Rule(place, "text", word[:80], other[:80], chance.choice((0, 1, 5000)))
        people = Rule(place, "people", other[:80], word[:80], chance.choice((0, 9)), comma=True)
        source = Source(f"h{number}", (word, "*[!"), rules={"title": (rule,), "guests": (people,)}, covers={"title": 1.0})
        tried += 1
        for page in pages:
            read_by(source, page)
        source.matches(("/srv/pages/a.html", "https://x.example/" + "a" * 2000))
    assert tried == 200
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("source = 3", "[[source]]"),
        ("x = [", "no TOML"),
        ("[[source]]\nname = '../x'", "small letters"),
        ("[[source]]\nname = 'a'\nrun = 'x'", "keys"),
        ("[[source]]\nname = 'a'\n[[source]]\nname = 'a'", "twice"),
        ("[[source]]\nname = 'a'\n[[source.rules.title]]\nplace = 'exec:rm'", "rules.title"),
        ("[[source]]\nname = 'a'\n[[source.rules.title]]\nplace = 'label'", "rules.title"),
        ("[[source]]\nname = 'a'\n[[source.rules.title]]\nplace = 'line:1'\nregex = '(a+)+'", "rules.title"),
        ("[[source]]\nname = 'a'\n[[source.rules.date]]\nplace = 'line:1'\norder = 'YDM'", "DMY"),
        ("[[source]]\nname = 'a'\n[[source.rules.title]]\nplace = 'line:1'\nbefore = '" + "x" * 81 + "'", "80 characters"),
        ("[[source]]\nname = 'a'\nfixed = { hosts = 'Anna' }", "hosts"),
        ("[[source]]\nname = 'a'\nfixed = { shell = 'x' }", "fixed"),
        ("[[source]]\nname = 'a'\nzone = '../../etc/passwd'", "time zone"),
        ("[[source]]\nname = 'a'\ncovers = { title = 7 }", "covers"),
    ],
)
def test_what_is_no_source_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(SourcesError, match=r"sources\.toml") as refused:
        parse(text)
    assert says in str(refused.value)


def test_the_longest_pattern_that_fits_names_the_source() -> None:
    wide, narrow = Source("wide", ("https://x.example/*",)), Source("narrow", ("https://x.example/radio/*",))
    sources = Sources((wide, narrow))
    assert sources.of(("https://x.example/radio/1",)) is narrow
    assert sources.of(("https://x.example/tv/1", "/srv/pages/1.html")) is wide
    assert sources.of(("https://y.example/radio/1",)) is None


def test_the_zone_of_a_source_decides_the_day() -> None:
    body = b'<html><head><meta property="article:published_time" content="2026-02-09T23:30:00Z"></head><body>' + b"".join(
        f"<p>00:{at:02} On parle de la mer, {at} fois.</p>".encode() for at in range(20)
    )
    page = RawPage("1.html", body, "text/html", "0" * 64, dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "command", root="/srv/far")
    far = Sources((Source("far", ("/srv/far/*",), zone="America/New_York"),))
    days = [read(page, "Europe/Paris", sources) for sources in (None, far)]
    assert [one.published.date.day for one in days if isinstance(one, Episode) and one.published] == [10, 9]
