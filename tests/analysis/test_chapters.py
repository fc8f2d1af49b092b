"""Chapters: as the page states them, else few, where the subject changes, titled by their terms."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from archive.analysis import chapters as module
from archive.analysis.boilerplate import NOTHING, Repeated
from archive.analysis.chapters import LEAST_MS, _told, automatic, chapters, stated, titles
from archive.languages.lexicon import Lexicon
from archive.model.episode import Chapter, Cue, Episode
from archive.text.token_stream import token_stream

SUBJECTS = (
    "les boulangers pétrissent la farine, le levain et la croûte du pain de seigle",
    "le voilier franchit la bouée, le skipper borde la grand-voile avant la régate",
    "le glacier recule, la moraine avance et le névé disparaît sous le climat",
)


def episode(minutes: int = 5, opening: str = "") -> Episode:
    """Three subjects of some minutes each, a cue every five seconds, the words of each in turn."""
    cues = []
    for number, subject in enumerate(SUBJECTS):
        parts = subject.split(" ")
        for cue in range(minutes * 12):
            text = " ".join(parts[(cue * 3 + i) % len(parts)] for i in range(6))
            said = f"{opening} {text}" if opening and number and cue == 0 else text
            cues.append(Cue((number * minutes * 60 + cue * 5) * 1000, said))
    return Episode(title="", title_source="", page_sha256="", cleaner_version=1, language="fr", cues=tuple(cues))


def test_chapters_begin_where_the_subject_changes() -> None:
    one = episode()
    found = automatic(one, token_stream(one.cues), Lexicon.of("fr"))
    assert [round(chapter.start_ms / 60_000) for chapter in found] == [0, 5, 10]
    assert all(chapter.automatic for chapter in found)


def test_a_chapter_begins_at_the_words_of_the_host() -> None:
    one = episode(opening="Et on enchaîne :")
    starts = [chapter.start_ms for chapter in automatic(one, token_stream(one.cues), Lexicon.of("fr"))]
    assert starts == [0, 300_000, 600_000]


def test_a_chapter_is_titled_by_its_own_terms() -> None:
    one = episode()
    found = [chapter.title for chapter in automatic(one, token_stream(one.cues), Lexicon.of("fr"))]
    for title, subject in zip(found, SUBJECTS, strict=True):
        said = f"{subject} {subject}".replace(",", "").lower()
        assert len(title.split()) > 1 and title[0].isupper()
        assert title.lower() in said, "the words of a title stand together in what was said"


def test_greetings_are_no_words_of_a_title_and_a_phrase_crosses_no_clause() -> None:
    lines = ["Bonsoir Quentin, bonsoir, salut Quentin, merci", "La centrale nucléaire, bonsoir", "Cette centrale nucléaire ferme."]
    stream = token_stream([Cue(place * 5000, line) for place, line in enumerate(lines * 3)])
    lexicon = Lexicon("fr")
    told = lexicon.term[lexicon.ids(stream.words)]
    for language in ("fr", "und"):
        (title,) = titles(stream, [0], told, lexicon, language)
        assert title == "Centrale nucléaire"


def titled(lines: list[str], language: str = "fr", repeated: Repeated = NOTHING) -> str:
    stream = token_stream([Cue(place * 5000, line) for place, line in enumerate(lines)])
    lexicon = Lexicon(language)
    (title,) = titles(stream, [0], lexicon.term[lexicon.ids(stream.words)], lexicon, language, repeated)
    return title


def test_what_every_programme_says_titles_none() -> None:
    lines = ["abonnez vous au bulletin hebdomadaire", "la marée barométrique", "abonnez vous au bulletin hebdomadaire"] * 3
    said = tuple(place for place, line in enumerate(lines) if "bulletin" in line)
    assert "ulletin" in titled(lines)
    for repeated in (Repeated(said), Repeated(lines=frozenset(lines[:1]))):
        assert "arée barométrique" in titled(lines, repeated=repeated) and "ulletin" not in titled(lines, repeated=repeated)
    assert titled(lines[:1] * 9, repeated=Repeated(tuple(range(9)), frozenset(lines[:1]))) == "…", "the show's own words"


def test_a_phrase_said_twice_titles_nothing_longer_than_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["la marée barométrique monte", "le charpentier quimpérois", "la marée barométrique redescend"]
    assert titled(lines) == "Marée barométrique"
    assert titled(lines[:2]) == "…", "what is said once is no evidence"
    monkeypatch.setattr(module, "SHORT_CHAPTER", 6)
    assert titled(lines) == "…"
    assert titled([*lines, "une marée barométrique"]) == "Marée barométrique"


def test_where_no_phrase_is_said_often_a_title_lists_words(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["le charpentier.", "et un boulanger.", "à Quimperlé."] * 4
    assert titled(lines) == "…", "what opens and ends a programme is short"
    monkeypatch.setattr(module, "SHORT_LIST", 20)
    assert sorted(titled(lines).lower().split(", ")) == ["boulanger", "charpentier", "quimperlé"]
    assert titled([*lines, "le charpentier quimpérois", "un charpentier quimpérois", "du charpentier quimpérois"]) == (
        "Charpentier quimpérois"
    )


def test_a_title_is_no_part_of_a_name_or_of_a_word() -> None:
    assert titled(["voici Jean-Luc Mélenchon", "avec Jean-Luc Mélenchon", "et Jean-Luc Mélenchon dit"]) == "Jean-Luc Mélenchon"
    assert titled(["the New Carpathia Wardens", "of New Carpathia Wardens"], "en") == "New Carpathia Wardens"
    assert titled(["carpenters typically don't", "carpenters typically don't"], "en") == "Carpenters typically"
    assert titled(["carpenters cannot bully", "carpenters cannot bully"], "en") == "…"


def test_the_name_before_a_colon_titles_nothing() -> None:
    lines = ["Céleste Van I. : le charpentier quimpérois", "Céleste Van I. : un charpentier quimpérois", "Céleste Van I. : oui"]
    assert titled(lines) == "Charpentier quimpérois"


def test_neighbours_of_one_title_are_one_chapter() -> None:
    every = [
        Chapter(place * 200_000, title, True)
        for place, title in enumerate(["Vent fort", "Marée haute", "marée haute", "Vent fort"])
    ]
    assert [(one.start_ms, one.title) for one in _told(every)] == [
        (0, "Vent fort"),
        (200_000, "Marée haute"),
        (600_000, "Vent fort"),
    ]


def test_a_title_holds_no_number_alone_and_no_lone_letter() -> None:
    words = titled(["Quimperlé 22 e 1975 charpentier"] * 4).split()
    assert words and not {"22", "e", "E", "1975"} & set(words)


def test_a_part_of_an_address_is_no_title() -> None:
    title = titled(["visitez quaidesbrumes.example bientôt", "la marée barométrique"] * 4)
    assert "arée barométrique" in title and "quaidesbrumes" not in title


def test_words_of_a_title_are_joined_by_what_joins_a_phrase_and_by_no_clause() -> None:
    assert titled(["le pain de seigle lève"] * 1 + ["le pain de seigle"] * 5) == "Pain de seigle"
    assert "quand" not in titled(["ferroviaire quand charpentier"] * 5)
    assert "On" not in titled(["quickly embrace On this maritime episode"] * 5, "en").split()


def test_there_is_at_most_one_chapter_in_three_minutes() -> None:
    one = episode(minutes=4)
    noisy = dataclasses.replace(one, cues=tuple(dataclasses.replace(cue, text="on enchaîne " + cue.text) for cue in one.cues))
    found = automatic(noisy, token_stream(noisy.cues), Lexicon.of("fr"))
    inner = [after.start_ms - before.start_ms for before, after in pairwise(found[1:])]
    assert all(gap >= LEAST_MS - module.BLOCK_MS for gap in inner[:-1])
    assert len(found) <= 12 * 60_000 / LEAST_MS + 2


def test_a_page_whose_times_go_back_is_divided_all_the_same() -> None:
    told = episode()
    late = [dataclasses.replace(cue, start_ms=cue.start_ms + 3_600_000) for cue in told.cues[:30]]
    back = dataclasses.replace(told, cues=(*late, *told.cues[30:]))
    assert automatic(back, token_stream(back.cues), Lexicon.of("fr"))


def test_what_only_a_word_stands_out_of_is_part_of_the_chapter_before() -> None:
    found = [Chapter(ms, title, automatic=True) for ms, title in ((0, "Aujourd'hui"), (200, "Cloud souverain"), (400, "Fin"))]
    assert _told(found) == (Chapter(0, "Cloud souverain", automatic=True),)
    assert [(one.start_ms, one.title) for one in _told(found, "Introduction")] == [(0, "Introduction"), (200, "Cloud souverain")]
    assert _told(found[::2], "Introduction") == (), "what is named by nothing guides nowhere"


def test_a_short_programme_has_none() -> None:
    one = episode(minutes=1)
    assert automatic(one, token_stream(one.cues), Lexicon.of("fr")) == ()


def test_an_episode_without_words_has_none() -> None:
    silent = dataclasses.replace(episode(), cues=(Cue(0, "[Musique]", kind="sound"), Cue(900_000, "[Fin]", kind="sound")))
    assert automatic(silent, token_stream(silent.cues), Lexicon.of("fr")) == ()


def test_the_stamps_of_a_description_are_chapters() -> None:
    one = dataclasses.replace(episode(), description="Au sommaire\n00:00 Le pain\n(05:00) - La régate\n10:30 : Le glacier")
    assert stated(one) == (Chapter(0, "Le pain"), Chapter(300_000, "La régate"), Chapter(630_000, "Le glacier"))


def test_stamps_beyond_the_end_are_no_chapters() -> None:
    assert stated(dataclasses.replace(episode(), description="00:00 Un\n2:00:00 Deux")) == ()


def test_stated_chapters_come_before_found_ones() -> None:
    given = (Chapter(0, "A"), Chapter(60_000, "B"))
    one = dataclasses.replace(episode(), chapters=given)
    assert chapters(one, token_stream(one.cues), Lexicon.of("fr")) == given


@pytest.mark.parametrize("longest", [9, 4, 2])
def test_the_division_is_the_best_of_all(longest: int) -> None:
    """Against every division of a small programme, one by one."""
    rng = np.random.default_rng(7)
    alike = rng.normal(size=(9, 9))
    alike = ((alike + alike.T) / 2).astype(np.float32)
    change = rng.integers(0, 2, size=9).astype(np.float32)

    def worth(cuts: list[int]) -> float:
        edges = [*cuts, 9]
        inside = sum(alike[a:b, a:b].sum() / (b - a) - module._PENALTY for a, b in pairwise(edges))
        return float(inside + module._BONUS * change[cuts[1:]].sum())

    every = [[0, *(i for i in range(1, 9) if pattern >> i & 1)] for pattern in range(0, 512, 2)]
    short = [cuts for cuts in every if all(b - a <= longest for a, b in pairwise([*cuts, 9]))]
    divided = module._divide(alike, change, 1, longest)
    assert divided in short and np.isclose(worth(divided), max(map(worth, short)))


def test_of_terms_as_telling_those_met_first_make_the_title_whatever_the_process_met_before() -> None:
    spoken = token_stream([Cue(0, "xylobrek mergovala tirlopin quasmor xylobrek mergovala tirlopin quasmor")])
    for met_before in (sorted(spoken.words), sorted(spoken.words, reverse=True)):
        lexicon = Lexicon("fr")
        lexicon.ids(met_before)
        told = lexicon.term[lexicon.ids(spoken.words)]
        assert titles(spoken, [0], told, lexicon) == ("Xylobrek mergovala tirlopin quasmor",)
