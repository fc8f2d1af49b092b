"""Moments begin at the right second, show their words and mark nothing else."""

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.search.index.types import MATCH_KINDS, MOMENT_GAP_MS, Captions, Occurrences
from archive.search.ranking.passages import values
from archive.search.results.answer import Moment
from archive.search.results.moments import LocatedMoments, best_moments, locate_moments, opening, timeline_hits
from archive.search.results.snippets import MOST_WORDS, Matched, Snippet, _sentence_ends
from archive.text.tokenizer import begins_and_ends, edges, words

WORDS = ["nuage", "brume", "vent", "mer", "sel", "l'île", "Œuf,", "été.", "gris !", "quai…"]


def captions_of(cues: list[tuple[int, str]]) -> Captions:
    counts = [len(words(text)) for _, text in cues]
    first = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int32)
    return Captions(np.array([start for start, _ in cues], np.int32), first, [text for _, text in cues])


def test_a_caption_is_counted_among_those_of_its_second_though_times_go_back() -> None:
    told = captions_of([(start, "a") for start in (0, 400, 90_000, 700, 5_000, 5_900, 90_500)])
    assert [told.place_in_second(cue) for cue in range(7)] == [1, 2, 1, 3, 1, 2, 2]


def said_at(captions: Captions, wanted: list[str], kind: str = "exact") -> Occurrences:
    """Where words are said, found by reading everything."""
    entries = []
    for cue, text in enumerate(captions.texts):
        for place, word in enumerate(words(text)):
            if word in wanted:
                entries.append((int(captions.first_word[cue]) + place, cue, wanted.index(word)))
    n = len(entries)
    position, cue_of, clause = (np.array([entry[k] for entry in entries], np.int32) for k in range(3))
    return Occurrences(
        row=np.zeros(n, np.int32),
        position=position,
        length=np.ones(n, np.int32),
        cue=cue_of,
        start_ms=captions.start_ms[cue_of] if n else np.zeros(0, np.int32),
        clause=clause.astype(np.uint8),
        slot=np.zeros(n, np.uint8),
        kind=np.full(n, MATCH_KINDS.index(kind), np.uint8),
        weight=np.ones(n, np.float32),
        repeated=np.zeros(n, np.bool_),
    )


def located(found: Occurrences, idf: np.ndarray) -> tuple[LocatedMoments, ...]:
    """The one episode of some occurrences, divided."""
    return locate_moments(found, values(found, idf), [(0, len(found.row))], np.ones((1, len(idf)), np.float32))


def moments_of(captions: Captions, wanted: list[str], most: int | None = None, kind: str = "exact"):
    found = said_at(captions, wanted, kind)
    (at,) = located(found, np.ones(len(wanted), np.float32))
    return best_moments(at, captions, most), timeline_hits(at), at.total


EPISODE = captions_of(
    [
        (1_000, "Bonsoir à tous et bienvenue."),
        (4_000, "On parle ce soir du vent et de la"),
        (7_500, "mer. Le vent se lève, il faut tenter de vivre."),
        (60_000, "Autre chose maintenant, la brume sur le quai."),
        (200_000, "Et pour finir, la mer encore."),
    ]
)


def test_marked_words_less_than_ten_seconds_apart_are_one_moment() -> None:
    moments, marked, total = moments_of(EPISODE, ["vent", "mer"])
    assert total == 2
    assert [moment.start_ms for moment in moments] == [4_000, 200_000]
    assert [(tick.seconds, tick.moment) for tick in marked] == [(4, 0), (7, 0), (200, 1)]


def test_a_snippet_begins_with_its_sentence_and_marks_every_word() -> None:
    moments, _, _ = moments_of(EPISODE, ["vent", "mer"])
    text = moments[0].text
    assert text.startswith("On parle ce soir du vent")
    assert [text[mark.start : mark.end] for mark in moments[0].marks] == ["vent", "mer", "vent"]


def test_an_inexact_match_tells_the_words_as_heard() -> None:
    moments, _, _ = moments_of(EPISODE, ["brume"], kind="sounds-like")
    assert (moments[0].kind, moments[0].heard) == ("sounds-like", "brume")


def test_of_some_moments_the_best_comes_first() -> None:
    said = {2: "mer et encore une fois le vent", 5: "mer vent"}
    cues = captions_of([(n * 60_000, f"un mot de {said.get(n, 'mer')} ici") for n in range(8)])
    moments, _, total = moments_of(cues, ["mer", "vent"], most=2)
    assert total == 8
    assert [moment.start_ms for moment in moments] == [300_000, 120_000]


def sentences_at(said: dict[int, str]) -> Captions:
    """Some words by the second, each in a sentence as long as a snippet."""
    return captions_of(
        [(second * 1000, f"{word} et puis encore bien des choses que personne ici ne cherche.") for second, word in said.items()]
    )


def marked_in(moment: Moment) -> str:
    return " ".join(moment.text[mark.start : mark.end] for mark in moment.marks)


def test_the_moments_shown_tell_together_every_word_that_is_said() -> None:
    said = {0: "vent, vent", 200: "vent", 225: "mer", 400: "vent, vent", 600: "mer, mer", 800: "sel"}
    cues, wanted = sentences_at(said), ["vent", "mer", "sel"]
    assert [marked_in(moment) for moment in moments_of(cues, wanted, most=3)[0]] == ["vent", "mer", "sel"]
    assert [moment.start_ms // 1000 for moment in moments_of(cues, wanted[:2], most=2)[0]] == [200, 225]


def test_a_word_that_is_said_once_is_shown_beside_much_of_a_sentence() -> None:
    cues = sentences_at({0: "mer vent nuage quai", 90: "mer", 180: "rend"})
    found, worth = said_at(cues, ["mer", "vent", "nuage", "quai", "rend"]), np.array([1, 5, 5, 5, 1], np.float32)
    (at,) = located(found, worth)
    assert [marked_in(moment) for moment in best_moments(at, cues, 3)] == ["mer vent nuage quai", "rend"]


def test_a_phrase_that_ends_behind_what_a_snippet_shows_is_shown_by_another_moment() -> None:
    far = f"vent {'puis ' * 19}rien. {'puis ' * 14}mer et sel."
    cues = captions_of([(0, far), (100_000, "vent, vent, vent, dit-on encore."), (200_000, "mer et sel, dit-on.")])
    found = said_at(cues, ["vent", "mer"])
    found = msgspec.structs.replace(found, length=np.where(found.clause == 1, 3, 1).astype(np.int32))
    (at,) = located(found, np.ones(2, np.float32))
    assert [marked_in(moment) for moment in best_moments(at, cues, 2)] == ["vent", "mer et sel"]


def test_a_moment_begins_where_its_words_stand_closest_together() -> None:
    cues = ["Le vent, la mer et le vent.", "Le vent tourne, le vent mer, dit-on.", "La mer vent mer, dit-on."]
    moments, _, _ = moments_of(captions_of([(90_000 * place, cue) for place, cue in enumerate(cues)]), ["vent", "mer"])
    assert [moment.text[moment.marks[0].start :].partition(",")[0] for moment in moments] == ["vent", "vent mer", "vent mer"]


def test_a_moment_begins_at_the_first_that_says_as_much_whatever_the_next_one_says() -> None:
    """The next of another moment stands nearer to the second: what is lit first was in no list."""
    cues = captions_of(
        [(0, "Bachar Assad, qu'en fait-on ?"), (8_000, "Mais Bachar Assad, comment le faire partir de là ?"), (34_000, "Mer.")]
    )
    moments, _, _ = moments_of(cues, ["bachar", "assad", "mer"])
    assert [moment.start_ms for moment in moments] == [0, 34_000]


def test_the_word_as_typed_begins_a_moment_and_neither_a_form_nor_a_likeness_that_comes_first() -> None:
    cues = captions_of([(0, "vent, dit-on."), (8_000, "vent, encore.")])
    for weight, second in ((1, 0), (0.85, 8), (0.45, 8)):
        found = msgspec.structs.replace(said_at(cues, ["vent"]), weight=np.array([weight, 1], np.float32))
        (at,) = located(found, np.ones(1, np.float32))
        assert at.leads == (second,)


def test_those_that_say_all_words_are_quoted_before_what_is_worth_more() -> None:
    cues = captions_of([(0, "vent vent vent"), (90_000, f"mer {'puis ' * 30}vent")])
    found = said_at(cues, ["vent", "mer"])
    (at,) = located(found, np.array([9, 0.1], np.float32))
    assert at.whole(2) == (1,)
    assert [moment.start_ms for moment in best_moments(at, cues, 2)] == [90_000, 0]


def test_an_excerpt_is_cut_where_most_of_the_words_are_read_together() -> None:
    """Not where the first of a passage stands alone: the words of one caption all have its time."""
    said = f"Le quai {'puis ' * 19}rien. {'puis ' * 30}rien. Le vent, la mer, le sel, dit-on."
    for cues in ([(0, said)], [(4_000 * place, text + ".") for place, text in enumerate(said.rstrip(".").split(". "))]):
        (moment,), _, _ = moments_of(captions_of(cues), ["quai", "vent", "mer", "sel"])
        assert marked_in(moment) == "vent mer sel"


def test_what_is_said_in_another_moment_moves_no_beginning() -> None:
    captions = captions_of([(1_000, "Du vent, encore du vent. Et puis rien."), (15_000, "La mer.")])
    moments, _, _ = moments_of(captions, ["vent", "mer"])
    assert [len(moment.marks) for moment in moments] == [2, 1]


def test_nothing_is_marked_of_a_match_that_a_snippet_cuts_off() -> None:
    captions = captions_of([(0, " ".join(f"mot{number}" for number in range(40))), (3_000, "et la suite")])
    first, name, word = Matched(0, 1, 0, 0), Matched(39, 2, 3, 0), Matched(39, 1, 0, 1)
    text, marks = Snippet(captions, 0, 0).cut([first, name, word])
    assert [text[mark.start : mark.end] for mark in marks] == ["mot0", "mot39"]


@st.composite
def episodes(draw: st.DrawFn) -> Captions:
    start = 0
    cues = []
    for _ in range(draw(st.integers(1, 12))):
        start += draw(st.integers(0, 25_000))
        cues.append((start, " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30)))))
    return captions_of(cues)


def slow_moments(captions: Captions, wanted: list[str]) -> list[list[int]]:
    """Starts of the captions that hold a wanted word, divided where two of them are ten seconds apart."""
    starts = [int(start) for start, text in zip(captions.start_ms, captions.texts, strict=True) if set(words(text)) & set(wanted)]
    groups: list[list[int]] = []
    for start in starts:
        if groups and start - groups[-1][-1] < MOMENT_GAP_MS:
            groups[-1].append(start)
        else:
            groups.append([start])
    return groups


@given(episodes(), st.lists(st.sampled_from(["nuage", "vent", "mer", "oeuf"]), min_size=1, max_size=3, unique=True))
def test_moments_are_those_of_a_slow_reader(captions: Captions, wanted: list[str]) -> None:
    moments, marked, total = moments_of(captions, wanted)
    groups = slow_moments(captions, wanted)
    assert total == len(groups) == len(moments)
    assert [tick.seconds for tick in marked] == [start // 1000 for group in groups for start in group]
    assert all(moment.start_ms in group for moment, group in zip(moments, groups, strict=True))


@given(episodes(), st.lists(st.sampled_from(["nuage", "vent", "mer", "oeuf"]), min_size=1, max_size=3, unique=True))
def test_every_mark_is_a_wanted_word_and_every_snippet_keeps_its_length(captions: Captions, wanted: list[str]) -> None:
    for moment in moments_of(captions, wanted)[0]:
        assert moment.marks
        marked = [words(moment.text[mark.start : mark.end]) for mark in moment.marks]
        assert all(len(run) == 1 for run in marked)
        assert {word for run in marked for word in run} <= set(wanted)
        assert len(words(moment.text)) <= MOST_WORDS
        assert captions.start_ms[moment.cue] == moment.start_ms
        assert set(words(captions.texts[moment.cue])) & set(wanted)


def test_a_snippet_does_not_end_at_a_title() -> None:
    text = "On va prendre des travailleurs, deuxièmement baisser le prix de vos heures grâce à M. Durand et à ses amis de toujours."
    (moment,), _, _ = moments_of(captions_of([(0, text)]), ["travailleurs"])
    assert moment.text == text


def test_a_snippet_that_is_cut_ends_with_a_word() -> None:
    (moment,), _, _ = moments_of(captions_of([(0, "Le quai, " + "la grue, " * 40)]), ["quai"])
    assert moment.text.endswith("…") and moment.text[-2].isalpha()


def test_a_snippet_is_cut_at_spaces_alone() -> None:
    around = " ".join(f"l'eau m'a-t-on n{number}" for number in range(40))
    for place in range(30):
        (moment,), _, _ = moments_of(captions_of([(0, " ".join([*around.split()[place:], "quai", *around.split()]))]), ["quai"])
        assert set(moment.text.strip("…").split()) <= {*around.split(), "quai"}
        assert len(words(moment.text)) <= MOST_WORDS


@given(st.text(alphabet="ab .!?…»«\"'–—-\n,", max_size=40))
def test_a_sentence_ends_at_a_mark_before_a_space_or_a_quote(text: str) -> None:
    words = edges(text)
    wanted = set()
    for word, (_, end) in enumerate(words):
        last = word + 1 == len(words)
        after = text[end:] if last else text[end : words[word + 1][0]]
        if any(mark in after for mark in ".!?…»") and (last or after[-1].isspace() or after[-1] in "-«\"'–—"):
            wanted.add(word)
    assert _sentence_ends(text, *begins_and_ends(text)) == wanted


def test_a_caption_of_minutes_says_all_words_only_where_they_are_said_together() -> None:
    """All that it says has one time: its best passage said one of the words, and the page led to it as to one that says
    them all."""
    apart, together = "vent " + "brume quai " * 40 + "mer", "sel le vent et la mer"
    told, wanted = captions_of([(0, apart), (300_000, together)]), ["vent", "mer"]
    found = said_at(told, wanted)
    (at,) = located(found, np.ones(2, np.float32))
    assert (at.total, at.whole(2)) == (2, (1,))


def test_an_episode_begins_with_what_is_said_first_behind_noted_sounds() -> None:
    told = Captions(np.array([0, 4_000, 6_000], np.int32), np.array([0, 0, 1], np.int32), ["Générique", "Bonsoir.", "Le vent."])
    assert (opening(told).start_ms, opening(told).text) == (4_000, "Bonsoir. Le vent.")
    silent = Captions(np.array([0, 1_000], np.int32), np.array([0, 0], np.int32), ["(Applaudissements)", "♪"])
    assert opening(silent).marks == ()
