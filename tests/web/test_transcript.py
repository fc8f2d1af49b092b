"""The transcript: ids, paragraphs, marks, chapters."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from archive.analysis.mentions import NameLink
from archive.model.episode import Chapter, Cue
from archive.search import open_index
from archive.search.index.types import MatchKind, Summary
from archive.search.results.answer import Hit, MarkJson, Match, Moment, TickJson
from archive.text.token_stream import token_stream
from archive.text.tokenizer import words
from archive.transcripts.addresses import Ids
from archive.web.http.addresses import Span, span_of
from archive.web.http.search_params import BadSearchParams
from archive.web.i18n import NARROW, WIDE
from archive.web.presentation.html_components import spoken_lines
from archive.web.presentation.template_context import opening
from archive.web.presentation.transcript import (
    MOST_LISTED,
    MomentPlace,
    cue_at,
    doubts_in,
    listening,
    listening_seconds,
    marked,
    marked_in,
    moment_at,
    moment_places,
    moments_round,
    paragraphs,
    parts,
)
from tests.web import small_archive

EPISODE = small_archive.episodes()[0]
READING = small_archive.reading_of(EPISODE)
SECONDS = st.lists(st.integers(0, 60), min_size=1, max_size=30).map(sorted)


@given(seconds=SECONDS, asked=st.integers(0, 80))
def test_a_second_alone_is_the_first_cue_that_begins_then_or_the_last_before(seconds: list[int], asked: int) -> None:
    ids = Ids([Cue(second * 1000 + 400, "x") for second in seconds])
    at = ids.at(asked)
    assert at is not None
    begun = [place for place, second in enumerate(seconds) if second <= asked]
    assert at == (seconds.index(asked) if asked in seconds else begun[-1] if begun else 0)
    assert ids.is_at(at, asked)


def test_a_second_is_found_and_a_passage_ends_where_times_go_back() -> None:
    ids = Ids([Cue(second * 1000, "x") for second in (0, 40, 90, 3, 40, 70)])
    assert [ids.at(second) for second in (0, 2, 3, 39, 40, 69, 70, 89, 90, 200)] == [0, 0, 3, 3, 1, 4, 5, 5, 2, 2]
    assert [ids.last_before(*one) for one in ((91, 1), (41, 1), (500, 2), (70, 3), (500, 3), (3, 3))] == [2, 1, 2, 4, 5, 3]


@given(seconds=SECONDS)
def test_every_cue_has_an_id_of_its_own(seconds: list[int]) -> None:
    ids = Ids([Cue(second * 1000, "x") for second in seconds])
    names = ids.names
    assert len(set(names)) == len(names)
    assert tuple(map(ids.name, range(len(seconds)))) == names
    assert [int(name[1:].partition("-")[0]) for name in names] == seconds


@given(text=st.text(alphabet="ab<>&\"' é", max_size=40), cuts=st.lists(st.integers(0, 40), max_size=6))
def test_marking_adds_marks_and_changes_nothing_else(text: str, cuts: list[int]) -> None:
    ends = sorted({cut for cut in cuts if cut <= len(text)})
    html = marked(text, (MarkJson(start, end, "exact", None, 0) for start, end in zip(ends[::2], ends[1::2], strict=False)))
    assert html.replace("<mark>", "").replace("</mark>", "") == str(marked(text, []))


def test_sentences_of_a_line_stand_apart_and_those_that_hold_most_of_what_is_sought_show() -> None:
    said = (Cue(0, "Le port dort. La digue tient. Tout va."), Cue(9_000, "Le quai est long"))
    speech = token_stream(said)
    cited = (Match(4, 1, "exact"),)
    for marks, told in (
        ({}, '<span>Le port dort.</span> <span class="has">La digue tient.</span> <span>Tout va.</span>'),
        (
            marked_in(speech, (Match(1, 1, "exact"), Match(5, 2, "exact"))),
            '<span class="has">Le <mark>port</mark> dort.</span> <span>La digue <mark>tient. Tout</mark> va.</span>',
        ),
        (
            marked_in(speech, (Match(1, 1, "exact", 0), Match(4, 1, "exact", 0), Match(5, 1, "exact", 1))),
            "<span>Le <mark>port</mark> dort.</span> "
            '<span class="has">La <mark>digue</mark> <mark>tient</mark>.</span> <span>Tout va.</span>',
        ),
    ):
        (made,) = paragraphs(replace(EPISODE, cues=said, chapters=()), None, speech, marks, range(0), None, cited)
        assert [line.html for line in made.lines] == [told, "Le quai est long"]


def test_one_sentence_shows_of_what_is_sought_that_at_which_one_lands_and_all_of_what_is_cited() -> None:
    said = (Cue(0, "Le port dort. Tout va bien. La digue tient."),)
    speech, port, digue = token_stream(said), Match(1, 1, "exact", 0), Match(7, 1, "exact", 1)
    sought, cited = marked_in(speech, (port, digue)), (Match(1, 4, "exact"),)
    late = listening(said, 0, sought[0][1:])
    ways = (
        (sought, None, ["Le port dort."]),
        (sought, (0, 0), ["Le port dort."]),
        (sought, (0, late), ["La digue tient."]),
        ({}, None, ["Le port dort.", "Tout va bien."]),
    )
    for marks, at, told in ways:
        (made,) = paragraphs(replace(EPISODE, cues=said, chapters=()), None, speech, marks, range(1), at, cited)
        lit = re.findall('<span class="has">(.*?)</span>', str(made.lines[0].html))
        assert [re.sub("<[^>]+>", "", sentence) for sentence in lit] == told


def test_what_is_cited_over_several_lines_is_lit_without_a_hole() -> None:
    said = (Cue(0, "Rien. Voici le port. On en parle de"), Cue(9_000, "la digue longtemps. Fin."), Cue(20_000, "Le quai est long."))
    speech, port = token_stream(said), Match(3, 1, "exact")
    cited = (Match(1, 9, "exact"),)
    marks = marked_in(speech, (port,))
    (made,) = paragraphs(replace(EPISODE, cues=said, chapters=()), None, speech, marks, range(2), (0, 0), cited)
    lit = [re.findall('<span class="has">(.*?)</span>', str(line.html)) for line in made.lines]
    told = [[re.sub("<[^>]+>", "", sentence) for sentence in sentences] for sentences in lit]
    assert told == [["Voici le port.", "On en parle de"], ["la digue longtemps."], []]


def landed(said: tuple[Cue, ...], matches: tuple[Match, ...], at: tuple[int, int], *quoted: int) -> list[str]:
    """What is lit of lines, sentence by sentence, where one lands at a moment whose result quotes words of such
    slots."""
    marks = tuple(MarkJson(4 * number, 4 * number + 3, "exact", None, slot) for number, slot in enumerate(quoted))
    start_ms = said[at[0]].start_ms
    moment = Moment(start_ms, 1000 * at[1] + 1000, "estimated", at[0], "", marks, "exact")
    places = moment_places(Hit(OF_NOTHING, 1.0, (), (), (), (), (), (moment,), 1))
    speech, here = token_stream(said), range(at[0], at[0] + 1)
    episode = replace(EPISODE, cues=said, chapters=())
    made = paragraphs(episode, None, speech, marked_in(speech, matches), here, at, (), places, matches)
    lines = [(str(line.html), line.here) for paragraph in made for line in paragraph.lines]
    told = [re.findall(r'<span class="has">(.*?)</span>', html) or [html] for html, lit in lines if lit]
    return [re.sub("<[^>]+>", "", sentence) for sentences in told for sentence in sentences]


def test_all_words_that_a_result_quotes_are_lit_where_one_lands() -> None:
    said = (Cue(0, "Le port dort."), Cue(9_000, "La digue tient."), Cue(14_000, "Tout va."), Cue(20_000, "Le port vit."))
    port, digue, tient, again = (Match(word, 1, "exact", slot) for word, slot in ((1, 0), (4, 1), (5, 2), (9, 0)))
    every = (port, digue, tient, again)
    assert landed(said, every, (0, 0), 0, 1, 2) == ["Le port dort.", "La digue tient."]
    assert landed(said, every, (1, 9), 1, 2, 0) == ["La digue tient.", "Tout va.", "Le port vit."]
    assert landed(said, every, (1, 9), 1, 2) == ["La digue tient."]
    assert landed(said, (port, again), (0, 0), 0, 0) == ["Le port dort."]
    assert landed(said, (Match(2, 4, "exact"),), (0, 0), 0) == ["Le port dort.", "La digue tient."]


def test_of_what_is_marked_in_a_line_that_is_sought_which_is_said_where_one_lands() -> None:
    said = (Cue(0, "Le port dort. La digue du port tient. Tout va bien. Le port vit, la digue dure."),)
    speech, places = token_stream(said), (1, 6, 12)
    marks = marked_in(speech, [Match(place, 1, "exact") for place in places])
    seconds = [listening(said, 0, marks[0][number:]) for number in range(len(places))]
    for number, second in enumerate(seconds):
        (made,) = paragraphs(replace(EPISODE, cues=said, chapters=()), None, speech, marks, range(1), (0, second))
        before, sought, _behind = str(made.lines[0].html).partition('<mark id="here">')
        assert (before.count("<mark>"), bool(sought)) == ((number, True) if number else (len(places), False))


def test_so_few_sentences_of_a_line_are_lit_as_hold_what_is_quoted() -> None:
    said = (Cue(0, "Le port dort. La digue du port tient. Tout va. Le port vit, la digue dure."),)
    port, digue, own, again, late = (Match(word, 1, "exact", slot) for word, slot in ((1, 0), (4, 1), (6, 0), (11, 0), (14, 1)))
    every = (port, digue, own, again, late)
    assert landed(said, (port, digue), (0, 0), 0, 1) == ["Le port dort.", "La digue du port tient."]
    assert landed(said, (port, own, again), (0, 0), 0, 0, 0) == ["Le port dort."]
    assert landed(said, every, (0, 0), 0, 1, 0, 0, 1) == ["La digue du port tient."]
    second = listening(said, 0, marked_in(token_stream(said), (again,))[0])
    assert landed(said, every, (0, second), 0, 1) == ["Le port vit, la digue dure."]


SPOKEN = (
    Cue(0, "La digue est vieille.", speaker="Anne Roy"),
    Cue(4_000, "Max : Et on me dit", speaker="Max"),
    Cue(8_000, "qu'elle est sûre.", speaker="Max"),
    *(Cue(20_000 + 4_000 * number, f"Cela dure {number},", speaker="Max") for number in range(3)),
)


@pytest.mark.parametrize(
    ("landed", "told"),
    [(0, {0: "Anne Roy"}), (2, {0: "Anne Roy"}), (3, {0: "Anne Roy", 3: "Max"}), (5, {0: "Anne Roy", 3: "Max"})],
)
def test_who_speaks_where_one_lands_or_is_led_is_told_at_the_head_of_the_paragraph(landed: int, told: dict[int, str]) -> None:
    episode = replace(EPISODE, cues=SPOKEN, people=())
    reading = replace(READING, paragraphs=(0, 0, 0, 1, 1, 1), chapters=(), links=())
    found = {landed: [MarkJson(0, 2, "exact", None, 0)]}
    for marks, here in (({}, range(landed, landed + 1)), (found, range(0))):
        made = paragraphs(episode, reading, token_stream(SPOKEN), marks, here)
        lines = [line for paragraph in made for line in paragraph.lines]
        assert {place: line.speaker for place, line in enumerate(lines) if line.speaker} == told


def test_every_cue_is_on_the_page_once_and_in_order() -> None:
    speech = token_stream(EPISODE.cues)
    made = paragraphs(EPISODE, READING, speech, marked_in(speech, ()), range(0))
    assert [line.id for paragraph in made for line in paragraph.lines] == list(Ids(EPISODE.cues).names)


def test_a_chapter_begins_a_paragraph() -> None:
    speech = token_stream(EPISODE.cues)
    made = paragraphs(EPISODE, READING, speech, marked_in(speech, ()), range(0))
    begun = {paragraph.chapter.title: paragraph.lines[0].seconds for paragraph in made if paragraph.chapter}
    assert begun == {"Ouverture": 0, "La cantine du port": 60, "Les données de santé": 180}


def test_a_chapter_begins_once_where_times_go_back() -> None:
    said = tuple(Cue(second * 1000, f"Ligne {place}.") for place, second in enumerate((0, 40, 90, 3, 40)))
    chapters = (Chapter(0, "Ouverture"), Chapter(60_000, "Santé"))
    made = paragraphs(replace(EPISODE, cues=said, chapters=chapters), None, token_stream(said), {}, range(0))
    told = [(one.chapter and one.chapter.title, [line.id for line in one.lines]) for one in made]
    assert told == [("Ouverture", ["t0", "t40"]), ("Santé", ["t90", "t3", "t40-2"])]


def test_without_a_reading_paragraphs_break_at_pauses() -> None:
    speech = token_stream(EPISODE.cues)
    made = paragraphs(replace(EPISODE, chapters=()), None, speech, marked_in(speech, ()), range(0))
    assert 60 in [paragraph.lines[0].seconds for paragraph in made]
    assert sum(len(paragraph.lines) for paragraph in made) == len(EPISODE.cues)


def test_the_name_probably_meant_stands_at_the_cue_of_its_mention() -> None:
    speech = token_stream(EPISODE.cues)
    made = paragraphs(EPISODE, READING, speech, marked_in(speech, ()), range(0))
    assert [(line.seconds, line.doubts) for paragraph in made for line in paragraph.lines if line.doubts] == [
        (11, ("Malo Trévidic",))
    ]


def test_a_plural_or_singular_of_what_a_page_writes_is_no_misheard_name() -> None:
    speech = token_stream([Cue(0, "Le transformer transforme. Et Monsieur Simons ?")])
    links = (
        NameLink("Transformers", 1, 1, 0.03, "title", "transformer"),
        NameLink("Transformers", 2, 1, 0.06, "title", "transforme"),
        NameLink("Simon", 5, 1, 0.03, "people", "Simons"),
    )
    assert doubts_in(speech, links[:1]) == {}
    assert doubts_in(speech, links) == {0: ["Transformers", "Simon"]}


@pytest.mark.parametrize(
    ("name", "heard", "told"),
    [
        ("Execution Layer Meeting", "execution layer in", False),
        ("RIP-7212", "RIP", False),
        ("D Discord", "the Discord", False),
        ("Richard Childress Racing", "Richard Childress racin", True),
        ("Guido van Rossum", "Guido van Rossen", True),
        ("Talk Python", "TalkPylon", True),
    ],
)
def test_a_part_of_a_name_that_is_written_right_is_no_misheard_name(name: str, heard: str, told: bool) -> None:
    speech = token_stream([Cue(0, f"{heard} is where we are.")])
    links = [NameLink(name, 0, len(words(heard)), 0.12, "title", heard)]
    assert doubts_in(speech, links) == ({0: [name]} if told else {})


def test_marks_of_a_search_stand_at_its_ticks(library, root) -> None:  # type: ignore[no-untyped-def]
    index = open_index(root)
    asked = index.search_episode("souveraineté", small_archive.PORT)
    speech = token_stream(EPISODE.cues)
    found = marked_in(speech, asked.matches)
    assert {EPISODE.cues[cue].start_ms // 1000 for cue in found} == {tick.seconds for tick in asked.hit.ticks}
    assert {EPISODE.cues[cue].text[mark.start : mark.end] for cue, marks in found.items() for mark in marks} == {"souveraineté"}


def test_what_is_only_near_is_marked_otherwise_and_gives_way_to_the_exact() -> None:
    speech = token_stream([Cue(0, "La grue, la grève."), Cue(5000, "Et la"), Cue(6000, "grue.")])
    found = marked_in(speech, [Match(3, 1, "sounds-like"), Match(1, 1, "sounds-like"), Match(1, 1, "exact"), Match(5, 2, "alias")])
    assert found == {
        0: [MarkJson(3, 7, "exact", None, 0), MarkJson(12, 17, "sounds-like", None, 0)],
        1: [MarkJson(3, 5, "alias", None, 0)],
        2: [MarkJson(0, 4, "alias", None, 0)],
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Court.", "Court."),
        ("Le port a deux grues. M. Durel les répare depuis trente ans et les connaît.", "Le port a deux grues."),
        ("Les deux grues de M. Durel et de tous", "Les deux grues de M. Durel et de…"),
        ("Oui. Les deux grues de M. Durel sont en panne", "Oui. Les deux grues de M. Durel…"),
    ],
)
def test_a_long_description_opens_with_its_first_sentences(text: str, told: str) -> None:
    assert opening(text, 35) == told


def test_chapters_count_their_moments(library, root) -> None:  # type: ignore[no-untyped-def]
    hit = open_index(root).search_episode("souveraineté", small_archive.PORT).hit
    made = parts(EPISODE.chapters, hit, 61_000)
    assert sum(part.moments for part in made) == hit.moments_total
    assert [part.here for part in made] == [False, True, False]


def test_moments_before_the_first_chapter_are_counted_by_none() -> None:
    assert [part.here for part in parts((Chapter(60_000, "Une"),), None, 5_000)] == [False]


@pytest.mark.parametrize(
    "written",
    [
        "soon",
        "-1",
        "1e3",
        "٣",
        "1234567",
        "1,2,3",
        "5,x",
        ",",
        "-9",
        "1-2-3",
        "5,2-3",
        "1:75",
        "h",
        "12mm",
        "5m1h",
        "999h",
        "9" * 30,
    ],
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(BadSearchParams):
        span_of(written)


TIMES = [
    *(
        (written, Span(4662))
        for written in ("1:17:42", "77:42", "77m42s", "1h17m42s", "4662s", "4662.5", "1H17m42.9s", "1h17min42s")
    ),
    ("1h", Span(3600)),
    *((written, Span(749, 790)) for written in ("12:29,13m10s", "749-790", "12:29-13:10", "749, 790")),
    ("749,", Span(749)),
    ("749-", Span(749)),
    (",790", Span(0, 790)),
]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (None, None),
        ("", None),
        ("749", Span(749)),
        ("749,790", Span(749, 790)),
        ("749,749", Span(749)),
        ("749,3", Span(749)),
        *TIMES,
    ],
)
def test_an_address_tells_a_second_or_a_passage(written: str | None, told: Span | None) -> None:
    assert span_of(written) == told


OF_NOTHING = Summary("a", None, "A", None, None, None, "fr", None, "day", False, 0, (), "", None, None, None)


def hit_of(said: list[tuple[int, ...]], written: list[int]) -> Hit:
    """A hit whose moments have ticks at these seconds, of which those at `written` begin what is quoted, half a caption
    later."""
    ticks = tuple(TickJson(second, "exact", number) for number, group in enumerate(said) for second in group)
    told = (Moment(second * 1000, second * 1000 + 4_000, "estimated", 0, "mot", (), "exact") for second in written)
    leads = tuple(next((second for second in group if second in written), group[0]) for group in said)
    return Hit(OF_NOTHING, 1.0, (), (), (), (), ticks, tuple(told), len(said), leads=leads)


def test_a_moment_is_told_at_one_second_and_one_line_wherever_its_first_word_is() -> None:
    places = moment_places(hit_of([(10, 14, 20), (60,), (90, 97)], [14, 97]))
    assert [(one.line, one.second) for one in places] == [(14, 17), (60, 60), (97, 100)]
    assert listening_seconds(places) == {14: 17, 97: 100}


@pytest.mark.parametrize(
    ("second", "until", "at"),
    [(3, None, -1), (14, None, 0), (59, None, 0), (59, 61, 1), (59, 60, 0), (60, 95, 1), (61, 98, 2), (99, 120, 2), (3, 200, 0)],
)
def test_a_passage_is_of_the_first_moment_that_begins_in_it_else_of_the_last_begun(second: int, until: int | None, at: int) -> None:
    places = moment_places(hit_of([(10, 14, 20), (60,), (90, 97)], [14, 97]))
    assert moment_at(places, second, until) == at


@pytest.mark.parametrize("total", [1, 60, 61, 200])
def test_the_moments_listed_beside_a_transcript_hold_the_one_that_is_read(total: int) -> None:
    hit = hit_of([(20 * number,) for number in range(total)], [20 * number for number in range(total)])
    for number in range(total):
        near = moments_round(hit, 20 * number + 7)
        assert near.here in near.places and near.here.line == 20 * number
        assert (len(near.places), near.total) == (min(total, MOST_LISTED), total)
        assert near.places[0].line == 20 * (near.first - 1) and near.last <= total
    assert moments_round(hit, None).here is None and moments_round(hit, None).first == 1
    assert moments_round(None, 5).places == ()


def test_no_line_of_a_page_begins_with_what_belongs_to_the_one_before() -> None:
    said = (
        Cue(0, "Il a vu 18 000 grues ; et toi ?"),
        Cue(4000, "!!! Bon"),
        Cue(8000, "Oui."),
        Cue(12_000, "? dit-il", speaker="Léa"),
    )
    made = paragraphs(
        replace(EPISODE, cues=said, chapters=()), None, token_stream(said), {1: [MarkJson(0, 3, "exact", None, 0)]}, range(0)
    )
    with Flask(__name__).test_request_context():
        shown = re.sub(r"<[^>]*>", "", "".join(spoken_lines(one.lines, (), "", None) for one in made))
    assert shown == f"Il a vu 18{NARROW}000 grues{NARROW}; et toi{NARROW}?{WIDE}!!! Bon Oui. Léa ? dit-il "
    text = "Hollande ?"
    assert marked(text, [MarkJson(0, 8, "exact", None, 0)]) == f"<mark>Hollande</mark>{NARROW}?"


@pytest.mark.parametrize(("kind", "told"), [("sounds-like", {}), ("alias", {0: ["Eve Hilpich"]}), ("exact", {0: ["Eve Hilpich"]})])
def test_of_what_is_marked_as_heard_for_another_name_no_name_is_told(kind: MatchKind, told: dict[int, list[str]]) -> None:
    speech = token_stream((Cue(0, "We met Eve Hilpish."),))
    link = NameLink("Eve Hilpich", 2, 2, 0.075, "people", "Eve Hilpish")
    assert doubts_in(speech, [link]) == {0: ["Eve Hilpich"]}
    assert doubts_in(speech, [link], [Match(2, 1, "sounds-like", 0), Match(3, 1, kind, 1)]) == told


def test_a_second_of_several_lines_is_that_of_the_moment_which_begins_in_it() -> None:
    cues = tuple(Cue(start_ms, "mot") for start_ms in (0, 10_000, 10_400, 16_000))
    place = MomentPlace(10, 8, False, Moment(10_400, 16_000, "estimated", 2, "mot", (), "exact"))
    assert [cue_at(cues, [place], second) for second in (8, 10, 16)] == [2, 2, 3]
    assert cue_at(cues, (), 10) == 1
