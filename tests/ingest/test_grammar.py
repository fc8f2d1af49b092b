"""The grammar of who and where, held to sentences of our own: each rule to its page, and hundreds of ways to say it beside."""

import csv
from pathlib import Path

import pytest

from archive.text.tokenizer import fold
from ingest.extract.people import Rule, find_people, rules
from ingest.extract.show import ShowRule, find_show, show_rules

SAID = Path(__file__).parent / "said"


def rows(name: str) -> list[list[str]]:
    with (SAID / name).open(encoding="utf8") as file:
        return [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]


def told(expected: str) -> dict[str, tuple[str, str]]:
    """`host NAME; guest NAME=ROLE` by folded name."""
    people = [one.strip().split(" ", 1) for one in expected.split(";") if one.strip()]
    return {fold(name.partition("=")[0]): (kind, fold(name.partition("=")[2])) for kind, name in people}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_rule_reads_the_form_that_forced_it(rule: Rule) -> None:
    assert len(rule.says) == len(rule.shown)
    for page, expected in (shown.split(" → ") for shown in rule.shown):
        assert sorted(f"{one.kind} {one.name}" for one in find_people(page, rule.title)) == sorted(expected.split("; "))


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in rules()}) == len(rules())
    assert len({rule.name for rule in show_rules()}) == len(show_rules())


@pytest.mark.parametrize(("description", "expected"), [pytest.param(*row, id=row[0][:60]) for row in rows("people.tsv")])
def test_who_receives_whom(description: str, expected: str) -> None:
    read = {fold(one.name): (one.kind, fold(one.role or "")) for one in find_people(description.replace("\\n", "\n"))}
    wanted = told(expected)
    assert {name: kind for name, (kind, _) in read.items()} == {name: kind for name, (kind, _) in wanted.items()}
    assert all(read[name][1].startswith(role) for name, (_, role) in wanted.items())


@pytest.mark.parametrize("line", [row[0] for row in rows("nobody.txt")], ids=lambda line: line[:50])
def test_news_and_other_languages_name_nobody_of_the_programme(line: str) -> None:
    assert find_people(line) == ()


@pytest.mark.parametrize("rule", show_rules(), ids=lambda rule: rule.name)
def test_a_rule_names_the_show_of_its_page(rule: ShowRule) -> None:
    page, gives = rule.shown.split(" → ")
    assert find_show(page).show == gives


@pytest.mark.parametrize(("description", "show", "channel"), [pytest.param(*row, id=row[0][:60]) for row in rows("shows.tsv")])
def test_which_show_on_which_channel(description: str, show: str, channel: str) -> None:
    programme = find_show(description)
    assert (fold(programme.show or ""), programme.channel or "") == (fold(show), channel)


def test_a_weak_form_only_hints_at_a_show() -> None:
    programme = find_show("Le débat du jour. #LeQuart")
    assert programme.show is None
    assert [(hint.field, hint.value) for hint in programme.hints] == [("show", "LeQuart")]
    assert find_show("Le débat du jour. #mer #vent #LeQuart").hints == ()


@pytest.mark.parametrize(
    "text", ["Jean\u2011Louis Ferrant", "🎙️Jean-Louis Ferrant🎧", "JEAN-LOUIS FERRANT", "M. Jean-Louis FERRANT"]
)
def test_a_name_is_seen_through_signs_and_capitals(text: str) -> None:
    (host, guest) = find_people(f"Camille Roussel reçoit {text}." if text.upper() != text else f"CAMILLE ROUSSEL REÇOIT {text}.")
    assert (host.name, fold(guest.name)) == ("Camille Roussel", "jean-louis ferrant")


def test_people_are_read_through_a_quotation_with_a_question() -> None:
    read = find_people("« Faut-il avoir peur ? » : Paul Ney, physicien, répond aux questions de Camille Roussel.")
    assert [(one.kind, one.name, one.role) for one in read] == [
        ("host", "Camille Roussel", None),
        ("guest", "Paul Ney", "physicien"),
    ]


def test_who_is_received_may_stand_in_the_next_sentence() -> None:
    read = find_people("Chaque matin, Camille Roussel reçoit un invité. Aujourd'hui, Paul Ney, physicien. Paul Ney vit à Brume.")
    assert [(one.kind, one.name) for one in read] == [("host", "Camille Roussel"), ("guest", "Paul Ney")]


def test_a_team_that_receives_is_no_host_in_sport() -> None:
    assert find_people("Jean Bouin reçoit Pierre Mauroy samedi.", category="Sport") == ()
