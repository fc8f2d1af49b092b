"""Names are linked to their garbled mentions, and to nothing else."""

import tracemalloc

import numpy as np
import pytest

from archive import languages
from archive.analysis.mentions import NameLink, PhonemeStream, SoughtName, link_mentions, nearest_mention
from archive.languages.lexicon import Lexicon
from archive.languages.phonetic_distance import NEAR
from archive.model.episode import Cue
from archive.text.token_stream import token_stream


def linked(text: str, *names: str | SoughtName, language: str = "fr") -> tuple[NameLink, ...]:
    known = [SoughtName(name, "title") if isinstance(name, str) else name for name in names]
    return link_mentions(
        token_stream([Cue(1000 * place, line) for place, line in enumerate(text.split("\n"))]), known, Lexicon.of(language)
    )


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Wandrille Escoubas", "Vandril Escouba"),
        ("Tréhorenteuc", "Tréhoranteuk"),
        ("Bricquebec", "brique bec"),
        ("NumériBreizh", "Numéri Brèze"),
        ("Aldebaran", "Aldé baron"),
        ("QRForge", "cul air forge"),
    ],
)
def test_a_garbled_mention_is_linked(name: str, heard: str) -> None:
    links = linked(f"Nous recevons ce soir {heard} dans cette émission.", name)
    assert [(one.name, one.heard) for one in links] == [(name, heard)]
    assert 0 < links[0].distance <= NEAR


def test_what_greets_before_a_name_is_no_part_of_it() -> None:
    (one,) = linked("Hey, Tamar. Welcome to the show.", "Itamar", language="en")
    assert (one.heard, one.position, one.words) == ("Tamar", 1, 1)


def test_the_same_spelling_is_no_distance() -> None:
    (one,) = linked("Ici Wandrille Escoubas, bonsoir.", "Wandrille Escoubas")
    assert (one.distance, one.position, one.words) == (0.0, 1, 2)


def test_a_name_written_in_two_words_is_no_distance() -> None:
    (one,) = linked("On parle de Numéri Breizh.", "NumériBreizh")
    assert (one.distance, one.words, one.heard) == (0.0, 2, "Numéri Breizh")


def test_positions_count_the_words_of_speech_only() -> None:
    cues = [Cue(0, "[Musique]", kind="sound"), Cue(1000, "Voici Escoubas."), Cue(2000, "Escouba, oui.")]
    links = link_mentions(token_stream(cues), [SoughtName("Escoubas", "people")], Lexicon.of("fr"))
    assert [(one.position, one.distance > 0) for one in links] == [(1, False), (2, True)]


def test_a_mention_crosses_cues_as_speech_does() -> None:
    (one,) = linked("et donc Vandril\nEscouba nous dira", "Wandrille Escoubas")
    assert one.heard == "Vandril Escouba"


def test_an_everyday_word_is_no_name_that_the_machine_writes_right_elsewhere() -> None:
    said = "Un sur dix a goûté, les autres non."
    assert [one.heard for one in linked(f"À la pointe du Goulet. {said}", "Goulet")] == ["Goulet"]
    assert [one.heard for one in linked(said, "Goulet")] == ["goûté, les"]
    assert [one.heard for one in linked("Voici Escoubas. Escouba, oui.", "Escoubas")] == ["Escoubas", "Escouba"]


def test_nor_is_it_one_that_stands_in_a_longer_name_which_the_machine_writes_right() -> None:
    said = "Un sur dix a goûté, les autres non."
    assert [one.heard for one in linked(f"Voici Yves Le Goulet. {said}", "Yves Le Goulet", "Goulet")] == ["Yves Le Goulet"]


def test_common_words_are_not_taken_for_a_name() -> None:
    assert not linked("On va faire la fête avec tous les autres, c'est bien comme ça.", "Lafait", "Sétienne", "Komsa")


def test_an_everyday_name_is_linked_where_it_is_spelt_so_and_nowhere_else() -> None:
    links = linked("Il a mangé une pomme, puis une paume, au paumier.", "Pomme")
    assert [one.heard for one in links] == ["pomme"]


def test_no_word_belongs_to_two_mentions() -> None:
    links = linked("Vandril Escouba et Escouba.", "Wandrille Escoubas", "Escoubas")
    taken = [place for one in links for place in range(one.position, one.position + one.words)]
    assert sorted(taken) == sorted(set(taken))
    assert [one.name for one in links] == ["Wandrille Escoubas", "Escoubas"]


def test_what_staff_confirmed_is_linked_though_it_sounds_otherwise() -> None:
    (one,) = linked("C'est le petit chapeau qui parle.", SoughtName("Wandrille Escoubas", "glossary", heard=("petit chapeau",)))
    assert one.heard == "petit chapeau"


def test_what_staff_refused_is_not_linked() -> None:
    assert not linked("Voici Escouba.", SoughtName("Escoubas", "glossary", refused=("Escouba",)))


def test_nothing_is_linked_by_sound_in_a_language_without_rules() -> None:
    assert not linked("Voici Escouba.", "Escoubas", language="pl")


def test_an_episode_without_words_has_no_links() -> None:
    assert linked("", "Escoubas") == ()


@pytest.mark.parametrize(
    ("name", "said", "heard"),
    [
        ("Octave Lurcelin", "nous sommes avec aux caves lure celui ce soir", "aux caves lure celui"),
        ("Gwendal Pourchasse", "à mes côtés grand dalle pour chaise pour en parler", "grand dalle pour chaise"),
        ("Octave Lurcelin", "on parle de la pluie et du beau temps ce soir", None),
        ("Lurcelin", "nous sommes avec aux caves lure celui ce soir", None),
    ],
)
def test_what_sounds_nearest_to_a_whole_name_is_offered_and_not_linked(name: str, said: str, heard: str | None) -> None:
    found = nearest_mention(token_stream([Cue(0, said)]), name, Lexicon.of("fr"))
    assert (found.heard if found else None) == heard
    assert linked(said, name) == ()


def test_where_two_places_are_as_near_but_not_alike_nothing_is_offered() -> None:
    said = ["aux caves lure celui ce soir", "rien du tout ici", "aux cavs lur celui enfin"]
    alike, other = said[:2] + said[:1], said
    for cues, offered in ((alike, "aux caves lure celui"), (other, None)):
        found = nearest_mention(
            token_stream([Cue(9000 * n, line) for n, line in enumerate(cues)]), "Octave Lurcelin", Lexicon.of("fr")
        )
        assert (found.heard if found else None) == offered


def test_a_text_of_any_length_takes_no_more_memory_than_some_hours_of_speech() -> None:
    said = "on a reçu vandril escouba hier soir".split() * 60_000
    lexicon = Lexicon.of("fr")
    phonemes = PhonemeStream.of(said, np.zeros(len(said), np.bool_), lexicon)
    (code, *_) = languages.of("fr").phonetics.encode_name("Reçu Vandrille")
    tracemalloc.start()
    found = sum(1 for _ in phonemes.near(code, NEAR))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 60_000 * sum(1 for _ in PhonemeStream.of(said[:7], np.zeros(7, np.bool_), lexicon).near(code, NEAR)) > 0
    assert most < 40_000_000
