"""The lines that a show says in every episode are known for what they are."""

from archive.analysis.boilerplate import Repeated, boilerplate_cues, boilerplate_lines
from archive.model.episode import Cue, Episode
from archive.text.token_stream import token_stream


def episode(*lines: str, show: str | None = "Vent debout") -> Episode:
    cues = tuple(Cue(1000 * place, line) for place, line in enumerate(lines))
    return Episode(title="", title_source="", page_sha256="", cleaner_version=1, show=show, cues=cues)


def test_a_jingle_of_three_episodes_is_repeated() -> None:
    known = boilerplate_lines([episode("Ici la mer, ici le vent.", f"Sujet numéro {n} du jour") for n in range(5)])
    assert known == {"Vent debout": frozenset({"ici la mer, ici le vent"})}


def test_a_line_of_one_episode_of_a_hundred_is_not() -> None:
    shows = [episode("Ici la mer, ici le vent.") for _ in range(3)] + [episode("Rien de particulier") for _ in range(2)]
    many = shows + [episode(f"Sujet numéro {n} du jour") for n in range(95)]
    assert boilerplate_lines(many).get("Vent debout", frozenset()) == frozenset()


def test_a_line_of_one_show_is_not_repeated_in_another() -> None:
    known = boilerplate_lines([episode("Ici la mer, ici le vent.") for _ in range(4)])
    assert (
        boilerplate_cues(token_stream([Cue(0, "Ici la mer, ici le vent.")]), known.get("Autre", frozenset()), "Autre", None) == ()
    )


def test_a_line_that_only_names_the_show_is_repeated() -> None:
    cues = [Cue(0, "Bonsoir."), Cue(1, "Vent debout, sur Télé Morvelle."), Cue(2, "Le vent souffle fort ce soir.")]
    assert boilerplate_cues(token_stream(cues), frozenset(), "Vent debout", "Télé Morvelle") == (1,)


def test_a_phrase_is_held_by_its_words_and_not_by_letters_in_others() -> None:
    repeated = Repeated(lines=frozenset({"la partie des artistes", "bonsoir à tous"}))
    assert repeated.hold("Partie des artistes") and repeated.hold("bonsoir a tous")
    assert not repeated.hold("art") and not repeated.hold("artistes bonsoir") and not repeated.hold("…")
