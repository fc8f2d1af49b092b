"""What a listener types is understood, whatever it is."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.filters import Filters
from archive.search.index.limits import LIMITS
from archive.search.query.parser import Query, parse
from archive.search.results.answer import IgnoredJson


def typed(query: Query) -> list[list[tuple[str, ...]]]:
    return [[part.words for part in group.parts] for group in query.groups]


def test_words_are_all_needed() -> None:
    assert typed(parse("souveraineté données")) == [[("souverainete",)], [("donnees",)]]


QUOTED_ALIKE = '"{0}"|« {0} »|“{0}”|„{0}“|„{0}”|“{0}„|‘{0}’|‚{0}‘|‚{0}’'.split("|")


@pytest.mark.parametrize("text", [marks.format("commande publique") for marks in QUOTED_ALIKE])
def test_quotes_of_any_kind_make_a_phrase(text: str) -> None:
    (group,) = parse(text).groups
    assert group.parts[0].kind == "phrase"
    assert group.parts[0].words == ("commande", "publique")


@pytest.mark.parametrize("text", [f"voix:{marks.format('Anne Roy')}" for marks in QUOTED_ALIKE])
def test_a_name_of_a_filter_is_read_in_quotes_of_any_kind(text: str) -> None:
    assert parse(text).filters.values("speaker") == ("Anne Roy",)


@pytest.mark.parametrize("text", ["rock ‘n’ roll", "les ‘gens d’ici", "l’eau d’ici", "aujourd‘hui, ‘", "l‘eau d’ici’"])
def test_an_apostrophe_is_no_quotation_mark(text: str) -> None:
    query = parse(text)
    assert {part.kind for group in query.groups for part in group.parts} == {"word"}
    assert query.ignored in {(), (IgnoredJson("‘", "no-word"),)}


@pytest.mark.parametrize("text", ["retraite+smic", "retraite&smic", "retraite/smic"])
def test_words_that_a_sign_joins_are_words_each(text: str) -> None:
    assert typed(parse(text)) == [[("retraite",)], [("smic",)]]


@pytest.mark.parametrize("text", ["R&D", "AT&T", "C++", "H&M", "50+1", "Canal+"])
def test_a_sign_beside_a_single_letter_or_number_is_of_a_name(text: str) -> None:
    assert len(parse(text).groups) == 1


@pytest.mark.parametrize("text", ["c ++", "C #"])
def test_a_sign_typed_apart_behind_a_single_letter_is_of_its_name(text: str) -> None:
    assert parse(text).groups == parse(text.replace(" ", "")).groups
    assert not parse(text).ignored and len(parse("vivre ++").groups) == 1


def test_a_star_with_too_few_letters_is_told() -> None:
    query = parse("s* retraite")
    assert (typed(query), query.ignored) == ([[("s",)], [("retraite",)]], (IgnoredJson("*", "short-pattern"),))
    assert parse("sm*").ignored == ()


@pytest.mark.parametrize("text", ['"retraite" ~30 "smic"', '"retraite"~30 "smic"', "retraite ~30 smic"])
def test_a_distance_between_words_is_told_and_no_word(text: str) -> None:
    query = parse(text)
    assert (typed(query), query.ignored) == ([[("retraite",)], [("smic",)]], (IgnoredJson("~30", "distance"),))


def test_a_distance_is_read_behind_a_space() -> None:
    (group,) = parse('"retraite smic" ~30').groups
    assert (group.parts[0].kind, group.parts[0].within_ms) == ("near", 30_000)


def test_an_apostrophe_ends_no_quotation() -> None:
    (group,) = parse("‘l’eau d’ici’").groups
    assert group.parts[0].words == ("l", "eau", "d", "ici")


def test_a_quote_with_a_distance_asks_for_nearness() -> None:
    (group,) = parse('"nuage souverain"~30').groups
    assert (group.parts[0].kind, group.parts[0].within_ms) == ("near", 30_000)


def test_a_minus_excludes_a_word_or_a_phrase() -> None:
    query = parse('nuage -brume -"ciel gris" -l\'orage')
    assert [part.words for part in query.excluded] == [("brume",), ("ciel", "gris"), ("l", "orage")]
    assert typed(query) == [[("nuage",)]]


@pytest.mark.parametrize("text", ["nuage NOT brume", "nuage SAUF brume", "NOT brume nuage", "NOT l'brume nuage"])
def test_a_word_in_capitals_excludes_as_a_minus_does(text: str) -> None:
    assert [part.words[-1] for part in parse(text).excluded] == ["brume"]
    assert typed(parse(text)) == [[("nuage",)]]


def test_what_is_not_an_operator_stays_a_word() -> None:
    assert typed(parse("WHAT IS NOT SAID"))[2] == [("not",)]
    assert typed(parse("nuage not brume"))[1] == [("not",)]
    assert [part.words for part in parse('nuage AND NOT "ciel gris"').excluded] == [("ciel", "gris")]
    assert [ignored.text for ignored in parse("nuage NOT").ignored] == ["NOT"]


def test_a_minus_excludes_an_ending_or_a_middle() -> None:
    excluded = parse("nuage -brum* -s*rain -l'orag* -gris*, -a*").excluded
    assert [(part.kind, part.words) for part in excluded] == [
        ("pattern", ("brum*",)),
        ("pattern", ("s*rain",)),
        ("pattern", ("orag*",)),
        ("pattern", ("gris*",)),
        ("word", ("a",)),
    ]


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert typed(parse("mini-jobs")) == [[("mini", "jobs")]]


def test_either_side_of_an_or_will_do() -> None:
    assert typed(parse("chat OU chien OR loup maison")) == [[("chat",), ("chien",), ("loup",)], [("maison",)]]


def test_an_elided_word_is_no_side_of_an_or() -> None:
    assert typed(parse("chat OU l'avoine")) == [[("chat",), ("avoine",)], [("l",)]]
    assert typed(parse("l'avoine OU chat")) == [[("l",)], [("avoine",), ("chat",)]]
    assert typed(parse("chat OU l'")) == [[("chat",), ("l",)]]


def test_a_lone_operator_is_text() -> None:
    assert typed(parse("OR blanc")) == [[("or",)], [("blanc",)]]
    assert typed(parse("OU blanc")) == [[("ou",)], [("blanc",)]]


def test_an_operator_at_the_end_is_said_to_be_ignored() -> None:
    for operator in ("OR", "OU", "|", "||"):
        assert [ignored.text for ignored in parse(f"chat {operator}").ignored] == [operator]


def test_both_sides_of_an_ampersand_doubled_are_needed_as_they_are_without_it() -> None:
    query = parse("chat && blanc")
    assert (typed(query), query.ignored) == (typed(parse("chat blanc")), ())
    assert [ignored.why for ignored in parse("&&").ignored] == ["lone-operator"]


def test_a_stray_quote_is_text_and_said_to_be_ignored() -> None:
    query = parse('"mot perdu')
    assert typed(query) == [[("mot",)], [("perdu",)]]
    assert [ignored.why for ignored in query.ignored] == ["stray-quote"]


def test_an_elision_stands_apart_from_its_word() -> None:
    assert typed(parse("l'œuf d’argent")) == [[("l",)], [("oeuf",)], [("d",)], [("argent",)]]


def test_numbers_stay_in_one_piece() -> None:
    assert typed(parse("49.3 27,5")) == [[("49", "3")], [("27", "5")]]


def test_endings_and_middles_are_patterns() -> None:
    parts = [group.parts[0] for group in parse("souver* s*rain").groups]
    assert [(part.kind, part.words) for part in parts] == [("pattern", ("souver*",)), ("pattern", ("s*rain",))]


@pytest.mark.parametrize("text", ["écol* -é*le", 'invité:"Éva" année:2024 catégorie:été', "-émission:été"])
def test_accents_apart_from_their_letters_are_read_as_one_with_them(text: str) -> None:
    apart, whole = parse(unicodedata.normalize("NFD", text)), parse(text)
    assert (apart.groups, apart.excluded, apart.filters) == (whole.groups, whole.excluded, whole.filters)


def test_a_pattern_of_one_letter_is_a_word() -> None:
    assert parse("a*").groups[0].parts[0].kind == "word"


def test_filters_stand_in_the_text_in_either_language() -> None:
    query = parse('invité:"Ana Lise" émission:matin date:2026-02 nuage')
    assert query.filters.values("person") == ("Ana Lise",)
    assert query.filters.values("show") == ("matin",)
    assert (query.filters.after, query.filters.before) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert typed(query) == [[("nuage",)]]


@pytest.mark.parametrize("key", ["speaker", "voix", "locutrice", "Locuteur"])
def test_who_says_it_is_a_filter_in_either_language(key: str) -> None:
    query = parse(f'{key}:"Ana Lise" nuage -voix:matin')
    assert query.filters.values("speaker") == ("Ana Lise",)
    assert query.filters.left_out("speaker") == ("matin",)
    assert typed(query) == [[("nuage",)]]


def test_a_minus_before_a_filter_leaves_its_value_out() -> None:
    query = parse('nuage -show:matin -invité:"Ana Lise" -year:2024 show:soir')
    assert query.filters.keys == ("show", "-show", "-person", "-year")
    assert (query.filters.values("show"), query.filters.values("person"), query.filters.values("year")) == (("soir",), (), ())
    assert query.named == (("-show", "matin"), ("-invite", "Ana Lise"), ("-year", "2024"), ("show", "soir"))
    assert (typed(query), query.excluded) == ([[("nuage",)]], ())


@pytest.mark.parametrize("piece", ["-date:2026-02", "-after:2026", "-avant:hier"])
def test_a_minus_before_a_date_is_said_to_be_ignored(piece: str) -> None:
    query = parse(f"nuage {piece}")
    assert [(i.text, i.why) for i in query.ignored] == [(piece, "negative-date")]
    assert query.filters == Filters()


def test_a_date_that_is_none_is_said_to_be_ignored() -> None:
    assert [(i.text, i.why) for i in parse("date:hier nuage").ignored] == [("date:hier", "bad-date")]


def test_an_unknown_key_is_text() -> None:
    assert typed(parse("note:bien")) == [[("note",)], [("bien",)]]


@pytest.mark.parametrize("written", ["date:02/2026", "date:2026-2", "after:1/2/2026 before:02/2026", "date:2026-2-1..28/02/2026"])
def test_a_period_is_written_as_everywhere(written: str) -> None:
    filters = parse(f"port {written}").filters
    assert (filters.after, filters.before) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("date:2026-02-09", ("day",)),
        ("date:2026-02", ("month",)),
        ("date:2026-02..2026-03-09", ("month",)),
        ("date:2026", ()),
        ("date:2025..2026-02", ()),
        ("date:2025..9.mars..2026", ()),
        ("date:2025-03..9.mars..2026", ("month",)),
        ("after:2026-02", ()),
    ],
)
def test_a_typed_date_wants_what_is_known_as_well_as_it_is_typed(written: str, known: tuple[str, ...]) -> None:
    assert parse(f"port {written}").filters.values("dated") == known


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_without_error(text: str) -> None:
    query = parse(text)
    assert all(part.words for group in query.groups for part in group.parts)


def test_a_very_long_query_is_cut_and_said_to_be() -> None:
    query = parse("mot " * 5000)
    assert len(query.groups) <= LIMITS.parts
    assert "too-long" in {ignored.why for ignored in query.ignored}


@pytest.mark.parametrize("typed", ["20 %", "20%", "hausse de 20%"])
def test_a_percent_sign_that_no_index_holds_is_told(typed: str) -> None:
    query = parse(typed)
    assert ("%", "percent") in [(one.text, one.why) for one in query.ignored]
    assert [part.percent for group in query.groups for part in group.parts][-1]


@pytest.mark.parametrize(
    ("typed", "percentages"),
    [
        ("20 pour cent", ["20"]),
        ("10 000 % du PIB", ["10 000"]),
        ("vingt pour cent", ["vingt"]),
        ("20 OU 30 %", ["20"]),
        ("20 percent", ["20"]),
        ('"plus de 20 %" "des ans"', ["plus de 20 %"]),
        ("« 20% »", ["20%"]),
        ("percent change", []),
        ("% 20", []),
        ("chat %", []),
        ("chat OU 20 %", []),
        ("cent mille", []),
    ],
)
def test_a_number_before_a_sign_or_its_words_is_a_percentage(typed: str, percentages: list[str]) -> None:
    assert [group.parts[0].typed for group in parse(typed).groups if group.is_percent] == percentages


def test_a_sign_before_an_or_leaves_both_its_sides() -> None:
    assert [[part.typed for part in group.parts] for group in parse("20 % OU 30 %").groups] == [["20", "30"]]


def test_an_operator_alone_is_a_word() -> None:
    alone = parse("OR")
    assert [part.typed for group in alone.groups for part in group.parts] == ["OR"] and not alone.ignored
    assert [one.why for one in parse("train OR").ignored] == ["lone-operator"]
    assert [one.why for one in parse("|").ignored] == ["lone-operator"], "a sign is no word"
