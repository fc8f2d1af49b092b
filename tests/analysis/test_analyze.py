"""A reading holds all that is computed over an episode, and can be kept."""

from archive.analysis.analyze import CorpusStatistics, analyze, collect_statistics, dumps, loads, names_of
from archive.analysis.glossary import GlossaryName
from archive.languages.lexicon import Lexicon
from archive.model.episode import Cue, Episode, Person

EPISODE = Episode(
    title="La fusion de NumériBreizh",
    title_source="page",
    page_sha256="",
    cleaner_version=1,
    language="fr",
    show="Vent debout",
    description="Ce soir, Anne Kerlot reçoit Wandrille Escoubas.",
    people=(Person("Wandrille Escoubas", "guest"),),
    cues=tuple(
        Cue(5000 * place, text, 5000 * place + 4000)
        for place, text in enumerate(
            ["Vent debout !", "Bonsoir Vandril Escouba.", "Numéri Brèze, c'est fini ?", "Oui, dit Escouba, à Tréhoranteuk."]
        )
    ),
)


def test_names_come_from_title_description_people_and_glossary() -> None:
    known = {one.name: one.evidence for one in names_of(EPISODE, (GlossaryName("Tréhorenteuc"),), Lexicon.of(EPISODE.language))}
    assert known == {
        "Tréhorenteuc": "glossary",
        "Wandrille Escoubas": "people",
        "NumériBreizh": "title",
        "Anne Kerlot": "description",
    }


def test_a_reading_links_every_garbled_name() -> None:
    links = analyze(EPISODE, (GlossaryName("Tréhorenteuc"),), CorpusStatistics()).links
    assert [(one.name, one.heard) for one in links] == [
        ("Wandrille Escoubas", "Vandril Escouba"),
        ("NumériBreizh", "Numéri Brèze"),
        ("Escoubas", "Escouba"),
        ("Tréhorenteuc", "Tréhoranteuk"),
    ]


def test_a_name_that_staff_refused_is_not_linked() -> None:
    links = analyze(EPISODE, (GlossaryName("Wandrille Escoubas", wanted=False),), CorpusStatistics()).links
    assert {one.name for one in links} == {"NumériBreizh"}


def test_a_confirmed_form_goes_with_the_name_of_the_title() -> None:
    glossary = (GlossaryName("NumériBreizh", heard=("c'est fini",)),)
    assert "c'est fini" in [one.heard for one in analyze(EPISODE, glossary, CorpusStatistics()).links]


def test_every_cue_has_a_paragraph_and_repeated_ones_are_known() -> None:
    reading = analyze(EPISODE, (), collect_statistics([EPISODE] * 3))
    assert len(reading.paragraphs) == len(EPISODE.cues)
    assert reading.repeated


def test_a_reading_is_kept_and_read_back() -> None:
    reading = analyze(EPISODE, (), CorpusStatistics())
    assert loads(dumps(reading)) == reading


def test_the_same_episode_gives_the_same_reading() -> None:
    assert dumps(analyze(EPISODE, (), CorpusStatistics())) == dumps(analyze(EPISODE, (), CorpusStatistics()))
