"""Quotations keep: the fingerprint of a passage finds it again."""

import datetime as dt
import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.library import Library
from archive.model.episode import Cue, Episode, loads
from archive.model.page import RawPage
from archive.text.token_stream import token_stream
from archive.text.tokenizer import words
from archive.web import IndexProvider, Site, create_app
from archive.web.presentation import passage_links
from archive.web.presentation.citation import with_gaps, words_of
from tests.web import small_archive

EPISODE = small_archive.episodes()[0]
WORDS = st.lists(
    st.sampled_from("port quai grue digue cantine phare lampe mer sel vent cale pont mât voile ancre".split()),
    min_size=40,
    max_size=200,
)


def later(episode: Episode, seconds: int) -> Episode:
    """The same episode, every cue so much later, after a new beginning."""
    moved = tuple(replace(cue, start_ms=cue.start_ms + seconds * 1000) for cue in episode.cues)
    return replace(episode, cues=(Cue(0, "Une annonce fut ajoutée au début."), *moved))


def passage_of(text: str) -> passage_links.Passage:
    cue = next(number for number, cue in enumerate(EPISODE.cues) if cue.text.startswith(text))
    return passage_links.passage_at(EPISODE, token_stream(EPISODE.cues), cue)


def test_a_passage_goes_to_the_end_of_its_sentence() -> None:
    passage = passage_of("La cantine sert")
    assert passage.text == "La cantine sert trois cents repas, et la commande publique en paie la moitié."
    assert passage.id == "t66"


LONG = (
    Cue(10_000, "Voici le port. Il date de 1850, sans doute. On y voit des grues... et puis des quais."),
    Cue(22_000, "[Applaudissements]", kind="sound"),
    Cue(25_000, "Merci à tous."),
)


@pytest.mark.parametrize("second, begin", [(10, "Voici le port."), (12, "Il date de 1850"), (17, "On y voit"), (21, "et puis")])
def test_a_passage_at_a_second_within_a_cue_begins_with_the_sentence_said_there(second: int, begin: str) -> None:
    told, speech = replace(EPISODE, cues=LONG), token_stream(LONG)
    passage = passage_links.passage_at(told, speech, 0, None, second)
    assert passage.text.startswith(begin) and LONG[0].text.endswith(passage.text)
    (marked,) = passage.matches
    cut = speech.texts[0][slice(*next(iter(speech.spans(marked.position, marked.words)))[1])]
    assert cut == passage.text.rstrip("."), "what is marked is what is cited"
    found = passage_links.find(told, speech, passage.fingerprint, second)
    assert (found and found.passage.text == passage.text) or len(words(passage.text)) < passage_links.FEWEST_WORDS


@pytest.mark.parametrize("sentence", ["Oui.", "La digue tient encore cet hiver.", "Elle " + "tient et " * 70 + "tient."])
@pytest.mark.parametrize("second", [0, 40, 200])
def test_of_a_long_line_whole_sentences_are_cited_as_many_as_sixty_words_hold(sentence: str, second: int) -> None:
    line = Cue(0, " ".join(f"Numéro {place} ici. {sentence}" for place in range(60)))
    told = replace(EPISODE, cues=(line, Cue(600_000, "Merci à tous.")))
    speech = token_stream(told.cues)
    passage = passage_links.passage_at(told, speech, 0, None, second)
    assert passage.text in line.text and passage.text.endswith(".")
    assert len(passage.text.split()) <= passage_links.LONGEST_QUOTE or ". " not in passage.text
    assert passage.matches[0].words == len(words(passage.text))
    found = passage_links.find(told, speech, passage.fingerprint, second)
    assert found and found.passage.text == passage.text


def test_a_sound_that_is_noted_is_a_passage_without_the_words_behind_it() -> None:
    passage = passage_links.passage_at(replace(EPISODE, cues=LONG), token_stream(LONG), 1)
    assert (passage.text, passage.last, passage.is_said) == ("[Applaudissements]", 1, False)
    applause = passage_links.passage_at(replace(EPISODE, cues=LONG[:2]), token_stream(LONG[:2]), 1)
    assert (applause.text, applause.fingerprint) == ("[Applaudissements]", "")


def test_a_passage_is_found_again_where_it_moved_to_and_says_by_how_much() -> None:
    passage = passage_of("La cantine sert")
    moved = later(EPISODE, 12)
    found = passage_links.find(moved, token_stream(moved.cues), passage.fingerprint, 66)
    assert found and (found.passage.id, found.moved_ms, found.changed) == ("t78", 12_000, False)


def test_a_passage_is_found_again_when_a_word_of_it_is_transcribed_otherwise() -> None:
    passage = passage_of("La cantine sert")
    cues = tuple(replace(cue, text=cue.text.replace("cents repas", "sans repas")) for cue in EPISODE.cues)
    found = passage_links.find(EPISODE, token_stream(cues), passage.fingerprint, 66)
    assert found and found.passage.id == "t66" and found.changed


@pytest.mark.parametrize("label", ["CR", "C. R.", "Camille Roussel"])
def test_a_passage_that_began_with_a_label_is_found_again_without_it(label: str) -> None:
    """It began with the last word of who speaks before."""
    said = ("Vous venez du quai ce matin.", f"{label} : Du phare, par le chemin des douaniers.")
    old = replace(EPISODE, cues=tuple(Cue(place * 5000, text) for place, text in enumerate(said)))
    mark = passage_links.passage_at(old, token_stream(old.cues), 1).fingerprint
    new = (Cue(0, said[0], speaker="Odilon Vasseur"), Cue(5000, "Du phare, par le chemin des douaniers.", speaker=label))
    found = passage_links.find(replace(old, cues=new), token_stream(new), mark, 5)
    assert found and (found.passage.cue, found.passage.text, found.moved_ms) == (1, new[1].text, 0)


def test_a_passage_that_is_gone_is_not_found_elsewhere() -> None:
    passage = passage_of("La cantine sert")
    cues = tuple(cue for cue in EPISODE.cues if cue.start_ms not in (66_000, 71_000))
    assert passage_links.find(replace(EPISODE, cues=cues), token_stream(cues), passage.fingerprint, 66) is None


@given(said=WORDS, start=st.integers(0, 30), length=st.integers(4, 32))
def test_any_passage_of_four_words_is_found_in_its_own_episode(said: list[str], start: int, length: int) -> None:
    cues = tuple(Cue(second * 1000, word) for second, word in enumerate(said))
    speech = token_stream(cues)
    mark = passage_links.fingerprint(speech.words[start : start + length])
    found = passage_links.find(replace(EPISODE, cues=cues), speech, mark, start)
    assert found
    at = found.passage.cue
    assert passage_links.fingerprint(speech.words[at : at + length])[: len(mark)] == mark


@given(
    said=WORDS,
    first=st.integers(0, 3),
    lines=st.integers(0, 6),
    before=st.integers(0, 40),
    until=st.integers(1, 60),
    many=st.integers(1, 30),
)
def test_words_chosen_over_lines_are_found_again_whole(
    said: list[str], first: int, lines: int, before: int, until: int, many: int
) -> None:
    """However many they are; a word that is cut by the choice is whole."""
    cues = tuple(Cue(place * 1000, " ".join(said[place : place + many])) for place in range(0, len(said), many))
    told, speech, first = replace(EPISODE, cues=cues), token_stream(cues), min(first, len(cues) - 1)
    last = min(first + lines, len(cues) - 1)
    passage = passage_links.chosen(told, speech, first, last, f"{before},{until}")
    every = " ".join(cue.text for cue in cues[first : last + 1])
    end = len(every) - len(cues[last].text) + min(until, len(cues[last].text))
    begin = min(before, len(cues[first].text))
    if passage is None:
        assert len(every[begin:end].split()) < passage_links.FEWEST_WORDS
        return
    chosen = max(len(every[begin:end].split()) + 1, passage_links.FEWEST_WORDS)
    assert every[begin:end].strip() in passage.text and len(passage.text.split()) <= chosen
    found = passage_links.find(told, speech, passage.fingerprint, passage.start_ms // 1000)
    assert found and (found.passage.text, found.changed) == (passage.text, False)


def test_a_long_choice_whose_end_is_lost_is_found_by_its_beginning(tmp_path: Path) -> None:
    cues = tuple(Cue(place * 1000, f"Numéro {place}, {place + 20} sur {place + 40}.") for place in range(20))
    told, speech = replace(EPISODE, cues=cues), token_stream(cues)
    chosen = passage_links.chosen(told, speech, 1, 12, "7,12")
    assert chosen and chosen.text.startswith("1, 21 sur 41.") and chosen.text.endswith("Numéro 12, 32")
    less = (*cues[:9], *(replace(cue, text="Rien de cela ne se dit.") for cue in cues[9:]))
    found = passage_links.find(replace(told, cues=less), token_stream(less), chosen.fingerprint, 1)
    assert found and found.changed and found.passage.id == "t1" and found.passage.open_end


@pytest.mark.parametrize(
    "mark", ["", "abc", "ab", "é" * 8, "a" * 66, "ab!d", "../etc", f"{'a' * 32}.40", f"{'a' * 32}.40.{'a' * 30}"]
)
def test_what_cannot_be_a_fingerprint_is_left_alone(mark: str) -> None:
    assert not passage_links.valid(mark)


class Kept:
    """An archive of one episode whose page was saved again, changed; its library is closed with the block."""

    def __init__(self, root: Path, changed: Episode | None) -> None:
        self.library = Library.open(root, create=True)
        self.slug = self.library.upsert(self._save(EPISODE), EPISODE).slug
        passage = passage_of("La cantine sert")
        self.address = f"/episodes/{self.slug}?t=66&cite={passage.fingerprint}#t66"
        if changed:
            self.library.upsert(self._save(changed), changed)
        small_archive.publish(self.library, root)
        self.client = create_app(Site(IndexProvider(root), self.library, reader=lambda page: loads(page.body))).test_client()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.library.close()

    def _save(self, episode: Episode) -> RawPage:
        body = small_archive.same_bytes(episode)
        page = small_archive.save_of(episode, body.decode())
        return replace(page, fetched_at=page.fetched_at.replace(hour=len(episode.cues) % 24)) if page.fetched_at else page

    def page(self) -> str:
        return self.client.get(self.address).get_data(as_text=True)


def test_a_link_to_a_quotation_lands_on_it_and_says_that_it_stands(tmp_path: Path) -> None:
    with Kept(tmp_path, None) as kept:
        html = kept.page()
        found = kept.client.get(kept.address.replace("#", "&q=cantine#")).get_data(as_text=True)
    assert "inchangé dans cette transcription" in html
    assert '<span id="t66" class="at">' in html
    assert "inchangé dans cette transcription" not in found, "a result that is opened is nobody's citation"


def test_a_link_to_a_quotation_follows_it_through_a_newer_save(tmp_path: Path) -> None:
    with Kept(tmp_path, later(EPISODE, 12)) as kept:
        html = kept.page()
    assert "12 s plus loin" in html
    assert '<span id="t78" class="at">' in html


def test_a_quotation_that_the_page_lost_is_shown_from_the_earlier_save(tmp_path: Path) -> None:
    cues = (
        *(cue for cue in EPISODE.cues if cue.start_ms not in (66_000, 71_000)),
        Cue(1300_000, "Ajout."),
        Cue(1310_000, "Fin."),
        Cue(1320_000, "Vraiment."),
    )
    with Kept(tmp_path, replace(EPISODE, cues=cues)) as kept:
        html = kept.page()
    assert "ne figure plus dans cette transcription" in html
    assert "La cantine sert trois cents repas, et la commande publique en paie la moitié." in html


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ("la cantine sert trois cents repas", True),
        ("la cantine sert trois mille repas", True),
        ("la cantine vend trois mille repas", False),
        ("la cantine sert trois cents repas chauds et deux mille cafés en été", True),
        ("la cantine sert trois cents repas froids ou cinq mille thés en hiver", True),
    ],
)
def test_few_words_are_found_again_where_seven_in_ten_stand_and_more_where_half_do(said: str, is_found: bool) -> None:
    short = len(said.split()) < 7
    quoted = words(
        "la cantine sert trois cents repas" if short else "la cantine sert trois cents repas chauds et deux mille cafés en été"
    )
    cues = (Cue(0, "Bonjour."), Cue(9000, said), Cue(12_000, "Au revoir."))
    found = passage_links.find(replace(EPISODE, cues=cues), token_stream(cues), passage_links.fingerprint(quoted), 9)
    assert (found is not None) == is_found


def test_the_save_that_serves_is_not_read_again_for_words_that_it_lacks(tmp_path: Path) -> None:
    """A fingerprint of nothing made any visitor wait for a page to be read: 1.7 s of one of five hours."""
    read: list[RawPage] = []
    with Kept(tmp_path, None) as kept:
        client = create_app(Site(IndexProvider(tmp_path), kept.library, reader=read.append)).test_client()
        assert "ne figure plus" in client.get(f"/episodes/{kept.slug}?t=66&cite={'AA' * 32}").text
    assert read == []


def test_an_older_save_that_is_added_later_shows_the_quotation_that_was_lost(tmp_path: Path) -> None:
    cues = (*(cue for cue in EPISODE.cues if cue.start_ms not in (66_000, 71_000)), Cue(1300_000, "Ajout."))
    without, mark = replace(EPISODE, cues=cues), passage_of("La cantine sert").fingerprint
    with Library.open(tmp_path, create=True) as library:
        slug = library.upsert(small_archive.save_of(without, small_archive.same_bytes(without).decode()), without).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library, reader=lambda page: loads(page.body))).test_client()
        lost, revision = client.get(f"/episodes/{slug}?t=66&cite={mark}"), library.revision
        assert "ETag" not in lost.headers
        assert "publique en paie la moitié" not in lost.text
        older = small_archive.save_of(EPISODE, small_archive.same_bytes(EPISODE).decode())
        library.upsert(replace(older, fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), EPISODE)
        assert library.revision == revision
        assert "publique en paie la moitié" in client.get(f"/episodes/{slug}?t=66&cite={mark}").text


def test_a_citation_is_ready_in_three_forms_with_its_fingerprint(client) -> None:  # type: ignore[no-untyped-def]
    quoted = client.get(f"/episodes/{small_archive.PORT}/quote?from=t66").get_json()
    mark = passage_of("La cantine sert").fingerprint
    assert quoted["plain"].startswith(
        "«\u00a0La cantine sert trois cents repas, et la commande publique en paie la moitié.\u00a0» "
        "Voix non identifiée, dans Le port et ses grues, Le Quart"
    )
    assert "lundi 9 février 2026, à 1 min 06 s. Transcription automatique, à vérifier à l’écoute." in quoted["plain"]
    assert quoted["plain"].endswith(f"/episodes/{small_archive.PORT}?t=66&cite={mark}#t66")
    assert quoted["markdown"].startswith("> «")
    assert quoted["html"].startswith("<blockquote cite=")
    read = client.get(f"/episodes/{small_archive.PLAIN}/quote?from=t8").get_json()["plain"]
    assert "à 8 s. Transcription automatique : seul le texte peut être lu. http" in read.replace("\xa0", " ")


def test_a_citation_of_hostile_words_is_harmless_in_html_and_markdown(client) -> None:  # type: ignore[no-untyped-def]
    quoted = client.get(f"/episodes/{small_archive.FILM}/quote?from=t12").get_json()
    assert "<script>" not in quoted["html"]
    assert "\\<script\\>" in quoted["markdown"]


def test_a_link_to_some_words_of_a_line_cites_these_and_no_others(client: FlaskClient) -> None:
    mark = passage_links.fingerprint(words("trois cents repas, et la commande publique"))
    html = client.get(f"/episodes/{small_archive.PORT}?t=66&cite={mark}").text
    assert (
        "«\u00a0[…] trois cents repas, et la commande publique […]\u00a0» Voix non identifiée, dans Le port et ses grues, Le Quart"
        in html
    )
    assert html.count('class="at">') == 2
    assert re.findall("<mark>(.*?)</mark>", html) == ["trois cents repas, et la commande", "publique"]
    quoted = client.get(f"/episodes/{small_archive.PORT}/quote?from=t66&t=67&cite={mark}").get_json()
    assert "«\u00a0[…] trois cents repas, et la commande publique […]\u00a0»" in quoted["plain"]
    assert f"?t=67&cite={mark}#t66" in quoted["url"]
    frame = client.get(quoted["frame"].split('"')[1].removeprefix("http://localhost").replace("&amp;", "&")).text
    assert "« […] trois cents repas, et la commande publique […] »" in frame.replace("\u00a0", " ")
    moved = client.get(f"/episodes/{small_archive.PORT}/quote?from=t749&t=749&cite={mark}").get_json()
    assert "cents repas" not in moved["plain"]


@pytest.mark.parametrize(
    "said, quoted, marked",
    [
        ("Je crois qu'une digue s'use par l'oubli des gens. Donc voilà.", "une digue s'use par l'oubli des gens", ""),
        ("Il prit rendez-vous avec l'équipe. Donc voilà.", "vous avec l'équipe", ""),
        ("Sinon, ça s'appelle une digue, ce n'est pas un quai.",) * 2 + ("Sinon, ça s'appelle une digue, ce n'est pas un quai",),
    ],
)
def test_what_is_quoted_is_marked_cited_and_framed_from_its_first_word_to_its_last(
    tmp_path: Path, said: str, quoted: str, marked: str
) -> None:
    """The elided word before was cited with it, and as many words more were marked at its end; a whole line was not."""
    told, mark = replace(EPISODE, cues=(Cue(10_000, said), Cue(15_000, "Donc voilà."))), passage_links.fingerprint(words(quoted))
    with Library.open(tmp_path, create=True) as library:
        slug = library.upsert(small_archive.save_of(told), told).slug
        small_archive.publish(library, tmp_path)
        opened = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        page, frame = (opened.get(f"/{room}/{slug}?t=10&cite={mark}").text for room in ("episodes", "embed"))
        cited = opened.get(f"/episodes/{slug}/quote?from=t10&t=10&cite={mark}").get_json()
    assert re.findall("<mark>(.*?)</mark>", html.unescape(page).replace("\u00a0", " ")) == [marked or quoted]
    begin = quoted if quoted == said else f"[…] {quoted}"
    for where in (cited["plain"], html.unescape(frame)):
        assert f"«\u00a0{begin}" in where and "Donc" not in where, where


def test_of_a_long_line_the_word_that_is_landed_on_is_told_from_those_before(tmp_path: Path) -> None:
    """A phone showed the first that is marked, screens above the one that was pressed."""
    with Library.open(tmp_path, create=True) as library:
        slug = library.upsert(small_archive.save_of(EPISODE), replace(EPISODE, cues=LONG)).slug
        small_archive.publish(library, tmp_path)
        opened = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        first, last = (opened.get(f"/episodes/{slug}?q=port+quais&t={second}").text for second in (10, 20))
    assert 'id="here"' not in first and re.findall('<mark id="here">(.*?)</mark>', last) == ["quais"]


def test_words_chosen_in_a_long_line_begin_and_end_when_they_are_said(tmp_path: Path) -> None:
    """The line lasts 12 s: it was its end that was told; and who asks tells where they begin by their letters alone."""
    with Library.open(tmp_path, create=True) as library:
        told = replace(EPISODE, cues=LONG)
        slug = library.upsert(small_archive.save_of(told), told).slug
        small_archive.publish(library, tmp_path)
        opened = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        asked = {"from": "t10", "to": "t10", "t": "12,22"}
        some = opened.get(f"/episodes/{slug}/quote", query_string=asked | {"letters": "15,31"}).get_json()
        all_of_it = opened.get(f"/episodes/{slug}/quote", query_string=asked | {"letters": "15,84"}).get_json()
        page = opened.get(some["url"].removeprefix("http://localhost").partition("#")[0]).text
    assert (some["at"], some["until"], all_of_it["until"]) == (11, 17, 22)
    assert f"?t=11,17&cite={some['cite']}" in some["url"] and 'data-range="11,17"' in page
    assert re.search(r"de 11\ss à 17\ss", some["plain"]) and "«\u00a0Il date de 1850 […]\u00a0»" in some["plain"]


def test_words_chosen_within_lines_are_cited_without_the_rest_of_them(client: FlaskClient) -> None:
    asked = {"from": "t66", "to": "t71", "t": "66", "letters": "17,16"}
    quoted = client.get(f"/episodes/{small_archive.PORT}/quote", query_string=asked).get_json()
    assert "«\u00a0[…] trois cents repas, et la commande publique en paie […]\u00a0»" in quoted["plain"]
    opened = client.get(quoted["url"].removeprefix("http://localhost")).text
    assert "[…] trois cents repas, et la commande publique en paie […]" in opened
    elsewhere = client.get(f"/episodes/{small_archive.PORT}/quote", query_string=asked | {"letters": "0,0"}).get_json()
    assert "La cantine sert trois cents repas" in elsewhere["plain"]


def test_a_link_into_a_long_line_marks_what_is_cited_and_names_who_speaks(tmp_path: Path) -> None:
    said = (Cue(0, "Bonjour.", speaker="Anne Roy"), *(replace(cue, speaker="Anne Roy") for cue in LONG[:1]), *LONG[1:])
    with Library.open(tmp_path, create=True) as library:
        told = replace(EPISODE, cues=said)
        slug = library.upsert(small_archive.save_of(told), told).slug
        small_archive.publish(library, tmp_path)
        opened = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        page = opened.get(f"/episodes/{slug}?t=12").text
        sent = opened.get(f"/episodes/{slug}/quote?from=t10&t=12").get_json()
    assert sent["said"] == "Anne Roy\u00a0: «\u00a0Il date de 1850, sans doute. On y voit des grues... et puis des quais.\u00a0»"
    assert re.findall("<mark>(.*?)</mark>", page) == ["Il date de 1850, sans doute. On y voit des grues... et puis des quais"]
    (line,) = re.findall(r'<span id="t0"[^>]*>(.*?)</span>', page)
    assert 'class="who">' in line and "Anne Roy" in line and page.count('class="who">') == 1


def test_a_citation_may_go_on_to_another_cue(client) -> None:  # type: ignore[no-untyped-def]
    quoted = client.get(f"/episodes/{small_archive.PORT}/quote?from=t749&to=t763").get_json()
    assert "Elle tiendra si on l'entretient. C'est cela" in quoted["plain"]
    assert client.get(f"/episodes/{small_archive.PORT}/quote?from=t750").status_code == 404


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("publique en paie la moitié.", "[…] publique en paie la moitié."),
        ("Elle paie la moitié", "Elle paie la moitié […]"),
        ("Bonsoir, dit M.", "Bonsoir, dit M. […]"),
        ("La digue tient.", "La digue tient."),
        ("C'est de l'art.", "C'est de l'art."),
        ("Il est victime d'un vol.", "Il est victime d'un vol."),
    ],
)
def test_a_quotation_says_where_it_is_cut(text: str, quoted: str) -> None:
    assert with_gaps(text, amid=False) == quoted


def test_a_passage_goes_on_behind_an_abbreviation() -> None:
    cues = (Cue(0, "Nous avons reçu hier le maire M."), Cue(4000, "Trévidic."), Cue(8000, "Puis rien."))
    episode = replace(EPISODE, cues=cues)
    assert passage_links.passage_at(episode, token_stream(cues), 0).text == "Nous avons reçu hier le maire M. Trévidic."


@pytest.mark.parametrize(
    ("speaker", "named"),
    [
        ("Jeanne Kermadec", "Jeanne Kermadec"),
        ("Nicolas", "Nicolas"),
        ("Le journaliste", "Le journaliste"),
        ("SPEAKER_01", ""),
        ("Locuteur 2", ""),
        (None, ""),
    ],
)
def test_a_citation_names_who_speaks_where_the_page_does(speaker: str | None, named: str) -> None:
    cues = (Cue(0, "La digue tient.", speaker=speaker),)
    assert passage_links.passage_at(replace(EPISODE, cues=cues), token_stream(cues), 0).speaker == named


def test_a_passage_ends_where_somebody_else_speaks() -> None:
    cues = (Cue(0, "Je soutiens les", speaker="Anne Roy"), Cue(4000, "navires qui partent.", speaker="Max Or"), Cue(9000, "Bien."))
    episode = replace(EPISODE, cues=cues)
    told = passage_links.passage_at(episode, token_stream(cues), 0)
    assert (told.text, told.speaker) == ("Je soutiens les", "Anne Roy")
    both = passage_links.passage_at(episode, token_stream(cues), 0, 1)
    assert both.voices == (("Anne Roy", "Je soutiens les"), ("Max Or", "navires qui partent."))


def test_a_citation_of_several_who_speak_names_each(tmp_path: Path) -> None:
    both = (Cue(0, "Je soutiens les", speaker="Anne Roy"), Cue(4000, "navires qui partent.", speaker="Max Or"))
    said = (*both, Cue(9000, "Bien.", speaker="Anne Roy"))
    with Library.open(tmp_path, create=True) as library:
        told = replace(EPISODE, cues=said)
        slug = library.upsert(small_archive.save_of(told), told).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        made = client.get(f"/episodes/{slug}/quote?from=t0&to=t4").get_json()
        frame = client.get(made["frame"].split('"')[1].removeprefix("http://localhost").replace("&amp;", "&")).text
    by_both = "Anne Roy : « Je soutiens les […] » Max Or : « […] navires qui partent. »"
    assert made["plain"].replace("\u00a0", " ").startswith(by_both)
    assert by_both in frame.replace("\u00a0", " ")
    assert made["text"].replace("\u00a0", " ") == by_both.replace("« ", "").replace(" »", "")


def test_words_chosen_of_several_who_speak_name_each_and_are_shown_of_each(tmp_path: Path) -> None:
    """The frame had room for the first alone."""
    asks, answers = "Je ne sais pas si Toni est là, dit-on. " * 5 + "Une nouvelle ?", "Oui, je suis là. " + "La digue tient. " * 20
    said = (Cue(0, asks, speaker="Anne Roy"), Cue(60_000, answers, speaker="Max Or"), Cue(90_000, "Bien.", speaker="Anne Roy"))
    with Library.open(tmp_path, create=True) as library:
        told = replace(EPISODE, cues=said)
        slug = library.upsert(small_archive.save_of(told), told).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        made, frames = {}, {}
        for letters in (f"{asks.index('Une')},16", "9,32"):
            asked = {"from": "t0", "to": "t60", "letters": letters}
            made[letters] = client.get(f"/episodes/{slug}/quote", query_string=asked).get_json()
            address = made[letters]["frame"].split('"')[1].removeprefix("http://localhost").replace("&amp;", "&")
            frames[letters] = client.get(address).text.replace("\u00a0", " ").replace("\u202f", " ")
    few, many = made
    by_both = "Anne Roy : « Une nouvelle ? » Max Or : « Oui, je suis là. »"
    assert made[few]["plain"].replace("\u00a0", " ").replace("\u202f", " ").startswith(by_both)
    assert by_both in frames[few]
    assert re.search(r"Anne Roy : « \[…\] sais pas si .* \[…\] » Max Or : « Oui, je suis là. La digue tient. »", frames[many])


def test_words_of_the_second_line_of_a_second_are_landed_on_and_cited(client: FlaskClient) -> None:
    """Three lines of the port begin at second 16."""
    row = client.get("/verify", query_string={"q": "bonsoir à tous"}).text
    (address,) = set(re.findall(rf'href="(/episodes/{small_archive.PORT}\?[^"]*cite=[^"]*)"', row))
    assert address.endswith("#t16-2")
    page = client.get(address.replace("&amp;", "&").partition("#")[0]).text
    assert re.findall(r'<span id="(\S+)"[^>]* class="at"', page) == ["t16-2"]
    assert "La page d’origine a changé" not in page and "inchangé dans cette transcription" in page
    (moment,) = client.get("/api/search", query_string={"q": '"à tous"'}).get_json()["episodes"][0]["moments"]
    assert moment["url"].endswith("?t=16#t16-2")
    opened = client.get(f"/episodes/{small_archive.PORT}", query_string={"q": '"à tous"', "t": "16"}).text
    assert re.findall(r'<span id="(\S+)"[^>]* class="at"', opened) == ["t16-2"]
    assert 'href="#t16-2"' in opened


def test_a_line_amid_a_sentence_is_cited_with_its_beginning(client: FlaskClient) -> None:
    """Who is sent a moment reads a sentence, all of which is marked; the page opens at the line, and plays there."""
    page = client.get(f"/episodes/{small_archive.PORT}?t=71").text
    assert (
        re.findall(r'<span id="(\S+)"[^>]* class="at"', page) == ["t66", "t71"]
        and 'data-at="t71"' in page
        and "à 01:11" in page.replace("\u00a0", " ")
    )
    quoted = client.get(f"/episodes/{small_archive.PORT}/quote?from=t71&t=71").get_json()
    sentence = "«\u00a0La cantine sert trois cents repas, et la commande publique en paie la moitié.\u00a0»"
    (preview,) = re.findall('property="og:description" content="(.*?)"', page)
    assert quoted["said"] == sentence and sentence in preview and sentence in page
    assert "?t=66&cite=" in quoted["url"] and quoted["url"].endswith("#t66")
    assert re.search(r"à 1\smin\s06\ss\.", quoted["plain"])
    opened = client.get(quoted["url"].removeprefix("http://localhost").partition("#")[0]).text
    assert "inchangé dans cette transcription" in opened and sentence in opened
    assert "La cantine sert" in client.get(f"/embed/{small_archive.PORT}?t=71").text


def test_a_sentence_that_begins_far_in_a_long_line_is_told_from_there() -> None:
    """A citation told the beginning of the line."""
    cues = (Cue(0, f"{'Elle parle et parle. ' * 12}Et puis"), Cue(25_000, "il part."))
    told, speech = replace(EPISODE, cues=cues), token_stream(cues)
    passage = passage_links.stated_at(told, speech, 1, None, 25, None)
    assert passage.text == "Et puis il part." and 20_000 <= passage.start_ms < 25_000
    found = passage_links.find(told, speech, passage.fingerprint, passage.start_ms // 1000)
    assert found and (found.passage.text, found.moved_ms, found.changed) == (passage.text, 0, False)


@pytest.mark.parametrize(
    ("cues", "begins"),
    [
        ((Cue(0, "Le 18-19"), Cue(90_000, "il part.")), "il part."),
        ((Cue(0, "Il dit"), Cue(2000, "oui."), Cue(4000, "Et il part.")), "Il dit oui."),
        ((Cue(0, "Il"), Cue(2000, "[Rires]", kind="sound"), Cue(4000, "part.")), "[Rires]"),
        ((Cue(0, "Il dit. Et puis"), Cue(5000, "il part.")), "Et puis il part."),
        ((Cue(0, "Et puis"), Cue(5000, "il part.")), "Et puis il part."),
        ((Cue(0, "Et puis", speaker="Anne Roy"), Cue(5000, "il part.", speaker="Max Or")), "il part."),
        ((Cue(0, "[Rires]", kind="sound"), Cue(5000, "il part.")), "il part."),
        ((Cue(0, "et " * 60), Cue(5000, "il part.")), "il part."),
        ((Cue(0, "JLM : Et", speaker="JLM"), Cue(5000, "JMB : il part.", speaker="JMB")), "il part."),
    ],
)
def test_a_sentence_begins_where_one_does_before_it_goes_on(cues: tuple[Cue, ...], begins: str) -> None:
    passage = passage_links.stated_at(replace(EPISODE, cues=cues), token_stream(cues), 1, None, 5, None)
    assert passage.text.removeprefix("JMB : ") == begins


def test_a_second_alone_means_all_lines_that_begin_in_it(client: FlaskClient) -> None:
    """A short address tells a second alone: the receiver saw the first of three lines marked, and not what was sent."""
    page = client.get(f"/episodes/{small_archive.PORT}?t=16").text
    assert re.findall(r'<span id="(\S+)"[^>]* class="at"', page) == ["t16", "t16-2", "t16-3"]


@pytest.mark.parametrize(
    ("cues", "place", "is_amid"),
    [
        ((Cue(0, "I've heard that"), Cue(2000, "Python is the best.")), 1, True),
        ((Cue(0, "I've heard that."), Cue(2000, "Python is the best.")), 1, False),
        ((Cue(0, "I've heard that", speaker="Ana"), Cue(2000, "Python is the best.", speaker="Leo")), 1, False),
        ((Cue(0, "A jingle"), Cue(90_000, "Python is the best.")), 1, False),
        ((Cue(0, "Python is the best."),), 0, False),
        ((Cue(0, "Hello."), Cue(2000, "I've heard that Python is the best.")), 1, False),
    ],
)
def test_words_are_told_to_begin_amid_a_sentence_by_what_is_said_before(cues: tuple[Cue, ...], place: int, is_amid: bool) -> None:
    """By a small letter alone hearsay was cited as the speaker's own claim, where it begins with a name."""
    told, speech = replace(EPISODE, cues=cues), token_stream(cues)
    passage = passage_links.passage_at(told, speech, place)
    assert words_of(passage).startswith("«\u00a0[…] ") == is_amid
    chosen = passage_links.chosen(told, speech, place, place, f"{cues[place].text.index('Python')},99")
    assert chosen and words_of(chosen).startswith("«\u00a0[…] Python") == (is_amid or "heard that Python" in cues[place].text)


def test_whole_lines_that_are_chosen_end_where_they_do_within_a_second(client: FlaskClient) -> None:
    """The end of an address is a whole second, in which a third line begins."""
    asked = {"from": "t16", "to": "t16-2", "t": "16,21", "letters": "0,15"}
    url = client.get(f"/episodes/{small_archive.PORT}/quote", query_string=asked).get_json()["url"]
    page = client.get(url.removeprefix("http://localhost").partition("#")[0]).text
    assert re.findall(r'<span id="(\S+)"[^>]* class="at"', page) == ["t16", "t16-2"]
    frame = html.unescape(re.findall(r"&lt;iframe src=&#34;(\S+?)&#34;", page)[0]).replace("&amp;", "&")
    (preview,) = re.findall('property="og:description" content="(.*?)"', page)
    for shown in (preview, client.get(frame.removeprefix("http://localhost")).text):
        assert "Bonsoir à tous." in shown and "Et merci" not in shown


def test_a_label_in_the_text_tells_who_is_cited_and_is_no_word_of_theirs(tmp_path: Path) -> None:
    said = (
        Cue(0, "JLM : - Bonsoir à tous ici.", speaker="JLM"),
        Cue(6_000, "Dorian : - Est-ce que la digue tient ?", speaker="JLM"),
        Cue(12_000, "Bref : elle tient encore.", speaker="JLM"),
        Cue(18_000, "JMB : Absolument. JLM : Donc des digues.", speaker="JMB"),
        Cue(24_000, "AQUACULTRICE : Alors là, oui.", speaker="JMB"),
        Cue(30_000, "Bonjour Jérôme. Jérôme Le Gall : - Bonjour.", speaker="JMB"),
    )
    with Library.open(tmp_path, create=True) as library:
        told = replace(EPISODE, cues=said, people=())
        slug = library.upsert(small_archive.save_of(told), told).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        made = [client.get(f"/episodes/{slug}/quote?from=t{cue.start_ms // 1000}").get_json() for cue in said]
        page = client.get(f"/episodes/{slug}?t=6").text
        again = client.get(made[1]["url"].removeprefix("http://localhost")).text.replace("\u00a0", " ")
    assert [one["plain"].replace("\u00a0", " ").split(" Le port")[0].removesuffix(" dans") for one in made] == [
        "« Bonsoir à tous ici. » JLM,",
        "« Est-ce que la digue tient\u202f? » Dorian,",
        "« Bref : elle tient encore. » JLM,",
        "JMB : « Absolument. » JLM : « Donc des digues. »",
        "« Alors là, oui. » AQUACULTRICE,",
        "JMB : « Bonjour Jérôme. » Jérôme Le Gall : « Bonjour. »",
    ]
    assert 'class="who">' not in page, "the text says who speaks"
    assert "« Est-ce que la digue tient" in again and "inchangé dans cette transcription" in again


TURNS = (
    Cue(0, "JLM : Je suis là ce soir. JMB : Je suis là ce soir.", speaker="JLM"),
    Cue(6_000, "JMB : Et demain aussi, dit-on.", speaker="JMB"),
)


@pytest.mark.parametrize(
    ("letters", "last", "text", "speaker"),
    [
        ("32,51", 0, "Je suis là ce soir.", "JMB"),
        ("6,25", 0, "Je suis là ce soir.", "JLM"),
        ("26,51", 0, "Je suis là ce soir.", "JMB"),
        ("0,29", 0, "Je suis là ce soir.", "JLM"),
        ("32,5", 1, "Je suis là ce soir.", "JMB"),
    ],
)
def test_words_that_two_say_are_cited_as_said_by_whom_they_are_chosen_of(letters: str, last: int, text: str, speaker: str) -> None:
    """They were the first one's; and a label that was chosen with them was a word of theirs."""
    told, speech = replace(EPISODE, cues=TURNS, people=()), token_stream(TURNS)
    passage = passage_links.chosen(told, speech, 0, last, letters)
    assert passage and (passage.text, passage.speaker, passage.voices) == (text, speaker, ())
    assert speech.as_written(passage.position, 5) == text.rstrip(".") and passage.last == 0
    assert passage.fingerprint == passage_links.fingerprint(words(text))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("digue", "digue tient bon"),
        ("La digue", "La digue tient"),
        ("bon", "digue tient bon"),
        ("Oui", "tient bon. Oui"),
        ("Non", "Non, dit-on"),
    ],
)
def test_one_or_two_words_are_chosen_with_those_of_their_sentence(words: str, text: str) -> None:
    """They became all that was said to the end of the line."""
    cues = (Cue(0, "Ce soir encore, la mer monte. La digue tient bon. Oui."), Cue(9_000, "Non, dit-on au port."))
    told, speech = replace(EPISODE, cues=cues, people=()), token_stream(cues)
    (cue,) = (place for place, one in enumerate(cues) if words in one.text)
    begin = cues[cue].text.index(words)
    passage = passage_links.chosen(told, speech, cue, cue, f"{begin},{begin + len(words)}")
    assert passage and passage.text.rstrip(".,") == text
    assert passage_links.find(told, speech, passage.fingerprint, passage.start_ms // 1000)


def test_a_label_is_no_word_of_a_choice() -> None:
    told, speech = replace(EPISODE, cues=TURNS, people=()), token_stream(TURNS)
    assert passage_links.chosen(told, speech, 1, 1, "0,14") is None, "two words"
    both = passage_links.chosen(told, speech, 0, 0, "0,51")
    assert both and both.voices == (("JLM", "Je suis là ce soir."), ("JMB", "Je suis là ce soir."))


def test_a_sentence_amid_a_line_begins_behind_its_label() -> None:
    cues = (Cue(0, "Je suis là ce soir. " * 3 + "JMB : Et moi demain, dit-on.", speaker="JLM"), Cue(60_000, "Bien.", speaker="JLM"))
    told = replace(EPISODE, cues=cues, people=())
    passage = passage_links.passage_at(told, token_stream(cues), 0, second=50)
    assert (passage.text, passage.speaker) == ("Et moi demain, dit-on.", "JMB")


PARTS = (
    Cue(10_000, "Le quai est long. On y marche, dit-on, depuis un siècle."),
    Cue(40_000, "Le quai est long, et sait-on pourquoi ? Il faut des grues, des quais et des mâts."),
    Cue(70_000, "Il faut des grues."),
)


def test_a_quotation_that_leaves_words_out_is_found_where_its_parts_are_nearest() -> None:
    told, speech = replace(EPISODE, cues=PARTS), token_stream(PARTS)
    mark = passage_links.quoted_fingerprint([words("Le quai est long, et sait-on pourquoi"), words("des grues")])
    assert passage_links.valid(mark) and not passage_links.valid("ab~cd") and not passage_links.valid(f"{mark}~")
    found = passage_links.find(told, speech, mark, 40)
    assert found and (found.passage.text, found.changed) == ("Le quai est long, et sait-on pourquoi ? […] des grues", False)
    assert [one.text for one in found.passage.parts] == ["Le quai est long, et sait-on pourquoi ?", "des grues"]
    assert (found.passage.cue, found.passage.last, found.passage.until) == (1, 1, 46)
    twice = passage_links.quoted_fingerprint([words("Le quai est long"), words("Il faut des grues")])
    assert (near := passage_links.find(told, speech, twice, 10)) and near.passage.start_ms == 40_000
    turned = passage_links.quoted_fingerprint([words("Il faut des grues"), words("Le quai est long")])
    assert passage_links.find(told, speech, turned, 40) is None


def test_a_long_part_is_found_to_its_last_word() -> None:
    long = [f"mot{number}" for number in range(40)]
    cues = (Cue(0, f"{' '.join(long)} et puis rien. La suite, dit-on, vient."),)
    mark = passage_links.quoted_fingerprint([long, ["vient"]])
    assert passage_links.valid(mark)
    found = passage_links.find(replace(EPISODE, cues=cues), token_stream(cues), mark, 0)
    assert found and found.passage.text == f"{' '.join(long)} […] vient." and not found.changed


def test_who_searches_for_a_sentence_cites_it_and_who_searches_for_less_cites_where_it_stands(client: FlaskClient) -> None:
    """Of « Liberté, liberté ! C'est elle que … » the first line alone was cited; of another the five sentences round it."""
    said = "sert trois cents repas, et la commande publique en paie la moitié"
    for typed, is_cited in ((said, True), (f'"{said}"', True), (f"{said} show:Quart", False), ("trois cents repas", False)):
        page = client.get("/search", query_string={"q": typed}).text.replace("&amp;", "&")
        link = next(re.finditer(rf'class="clock" href="(/episodes/{small_archive.PORT}[^"]*)"', page))[1]
        assert ("cite=" in link) == is_cited, typed
        html = client.get(link).text.replace("\u00a0", " ")
        assert (f"« […] {said}. » " in html) == is_cited, typed
        assert "inchangé dans cette transcription" not in html, "nobody's link was followed"


def test_the_range_of_words_within_a_long_line_is_theirs(tmp_path: Path) -> None:
    """Found by their fingerprint, they were told from the begin of the line or to its end."""
    said = "La bernique attend la marée. " * 6 + "Elle zinzinule sous la jetée. " + "Le phare attend la bernique. " * 6
    lines = (Cue(17000, said.strip()), Cue(53000, "Bonsoir."))
    with small_archive.build(tmp_path) as library:
        added = Episode("Bernique", "test", "f" * 64, 1, cues=lines, origin="x.txt")
        with library.transaction():
            slug = library.upsert(small_archive.save_of(added), added).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        begin = said.index("Elle")
        chosen = client.get(f"/episodes/{slug}/quote?from=t17&to=t17&letters={begin},{begin + 29}").get_json()
        assert 17 < chosen["at"] < chosen["until"] < 53 and "« Elle zinzinule sous la jetée. »" in chosen["plain"].replace(
            "\xa0", " "
        )
        for stated in (f"&t={chosen['at']}", ""):
            found = client.get(f"/episodes/{slug}/quote?from=t17&to=t17{stated}&cite={chosen['cite']}").get_json()
            assert (found["at"], found["until"], found["plain"]) == (chosen["at"], chosen["until"], chosen["plain"])
