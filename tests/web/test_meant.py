"""What a page says was meant by a word that nobody said: a name for a name, whatever the reader's language, each count
of what it names."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from flask import Flask, g
from markupsafe import Markup

from archive.languages import of
from archive.model.episode import Cue, Person
from archive.search import Index, open_index
from archive.search.generations import publish_full
from archive.search.results.answer import NearJson
from archive.search.results.explain import listed_of, needed, resemblances, shown_first
from archive.text.tokenizer import fold
from archive.web import IndexProvider, Site, create_app
from archive.web.http.search_params import SearchParams
from archive.web.i18n import quoted
from archive.web.presentation import explanation, headline, heard
from archive.web.presentation.did_you_mean import begun_of, beside_head, did_you_mean, lead, voice_of
from archive.web.presentation.headline import all_of, also_written, back_to
from archive.web.presentation.html_components import begun_linked, heard_linked, met_people, told_beside
from archive.web.presentation.near_forms import changed, instead, is_offered, written
from archive.web.presentation.transcript import said_together
from tests.given import Given, published
from tests.search.index.archives import make_document
from tests.web import small_archive

SAID = {
    **{f"fillon-{number}": f"Le programme de Fillon a {number} pages." for number in range(7)},
    "felon": "Il fut un félon de cette cour.",
    "putain": "Quelle putain de pluie ce soir.",
    "bertin": "Nous recevons Aurélie Bertin, romancière.",
    "julien": "Julien est parti ce matin.",
    "assange": "Voici Julian Assange, réfugié à Londres. Assange écrit.",
    "aurelie": "Bonjour à Aurélie et à sa sœur.",
    "relie": "Le pont relie les deux rives.",
    "jeunes": "Les jeunes, les jeunes, les jeunes et encore les jeunes. Merci beaucoup à vous tous. Le chômage des jeunes.",
    "cristofe": "Christophe est venu ce matin au port. Puis on entend christophe qui parle.",
    **{f"pen-{number}": f"Marine Le Pen parle {number} fois." for number in range(4)},
    "penn": "On enseigne cela à Penn, disait-il.",
    "amont": "Plus en amont de la rivière.",
    "gouvernent": "Ils gouvernent ensemble.",
    **{f"gouvernement-{number}": f"Le gouvernement a {number} ministres." for number in range(12)},
    **{f"hamon-{number}": f"Benoît Hamon a {number} ans." for number in range(3)},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("meant")
    english = make_document("filing", "Please see the fillion now.", language="en")
    guest = make_document(
        "wind", "Voici mistral, notre hôte.", people=(Person("Frédéric Mistral", "guest", "test"),), language="fr"
    )
    made = [*(make_document(slug, text, language="fr") for slug, text in SAID.items()), english, guest]
    with published(root, made) as opened:
        yield opened


def told(app: Flask, index: Index, typed: str, language: str = "fr") -> tuple[str, str]:
    """The head of the page, and what it offers instead."""
    with app.test_request_context(f"/search?lang={language}"):
        g.index = index
        answer = index.search(typed)
        offered = did_you_mean(answer, SearchParams(text=typed))
        return headline.headline(answer), offered.text if offered else ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_head_counts_what_it_names_and_the_readers_language_changes_neither(app: Flask, index: Index, language: str) -> None:
    head, offered = told(app, index, "Filon", language)
    assert "Fillon" in head and "7 " in head
    assert offered == "Fillon"


def test_a_slip_of_the_pen_is_meant_for_the_word_far_oftener_said(app: Flask, index: Index) -> None:
    assert told(app, index, "gouvernemnt")[1] == "gouvernement", "gouvernent is nearer by ear"


def test_a_capital_makes_no_name_of_a_slip_that_no_list_knows(app: Flask, index: Index) -> None:
    assert told(app, index, "Gouverement")[1] == "Gouvernement" and told(app, index, "gouverement")[1] == "gouvernement"
    assert not told(app, index, "Rely")[1], "a name that lists know is no slip"


def test_a_capital_of_the_first_word_alone_makes_no_name_of_a_phrase(app: Flask, tmp_path: Path) -> None:
    said = {**{f"vote-{number}": f"L'assemblée nationale vote {number} lois." for number in range(6)}, "other": "Deux assemblées."}
    said |= {f"morning-{number}": f"La matinale de {number} heures." for number in range(3)} | {"more": "Ces matinales sont vues."}
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as opened:
        offered = {typed: told(app, opened, typed)[1] for typed in ("Assemblee natinale", "assemblee natinale")}
    assert offered == {"Assemblee natinale": "Assemblée nationale", "assemblee natinale": "assemblée nationale"}


@pytest.mark.parametrize("typed", ["etheruem", "Etheruem"])
def test_the_head_names_what_is_far_oftener_said_whatever_the_capital(app: Flask, tmp_path: Path, typed: str) -> None:
    said = {**{f"coin-{number}": f"Here ethereum has {number} nodes." for number in range(12)}, "rare": "They use Etherum."}
    with published(tmp_path, [make_document(slug, text, language="en") for slug, text in said.items()]) as opened:
        assert quoted("Ethereum") in told(app, opened, typed)[0].replace("ethereum", "Ethereum")


def test_words_that_are_said_apart_alone_are_offered_and_no_head_names_them_as_said(app: Flask, index: Index) -> None:
    head, offered = told(app, index, "chaumage jeunes")
    assert head.startswith("Aucun épisode")
    assert offered == "chômage jeunes"


def test_the_list_says_once_what_its_head_says_and_leads_to_the_other_forms(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        answer = index.search("Amon")
        (section,) = headline.sections(answer)
        assert "Hamon" in headline.headline(answer) and section.heard
        assert [(form.text, form.episodes) for form in section.forms] == [("amont", 1)]
        said = [hit for hit in section.hits if hit.summary.slug.startswith("hamon")]
        assert said and not any(heard.instead_of(answer, hit, section.heard) for hit in said)


def test_a_form_is_told_once_however_it_is_written(app: Flask, index: Index) -> None:
    answer = index.search("Cristophe")
    (hit,) = (hit for hit in answer.hits if hit.summary.slug == "cristofe")
    assert [one.text for one in resemblances(answer.explanation, hit)] == ["Christophe"]


def test_the_quotations_that_show_what_was_heard_come_first(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        for typed in ("chaumage jeunes", "Amon", "Filon"):
            (section, *_) = (one for one in headline.sections(index.search(typed)) if one.standing == "listed")
            shown = [[bool(moment.heard) for moment in hit.moments] for hit in section.hits]
            assert shown[0][0] and all(told == sorted(told, reverse=True) for told in shown)
            assert [any(told) for told in shown] == sorted((any(told) for told in shown), reverse=True)


def test_first_and_last_name_are_offered_together(app: Flask, index: Index) -> None:
    assert told(app, index, "Orelie Bertin") == (
        "Peut-être transcrit «\u00a0Aurélie Bertin\u00a0»\u00a0: 1 épisode",
        "Aurélie Bertin",
    )
    assert told(app, index, "Julien Assange") == (
        "Peut-être transcrit «\u00a0Julian Assange\u00a0»\u00a0: 1 épisode",
        "Julian Assange",
    )


def test_no_head_tells_of_what_is_more_than_a_letter_away_and_sounds_otherwise(app: Flask, index: Index) -> None:
    assert told(app, index, "Filon")[0].startswith("Peut-être transcrit «\u00a0Fillon")
    assert told(app, index, "Julien Assange")[0].startswith("Peut-être transcrit «\u00a0Julian Assange")
    assert told(app, index, "Julianne")[0] == "Aucun épisode ne contient «\u00a0Julianne\u00a0»"
    with app.test_request_context("/search"):
        g.index = index
        assert headline.unmet_cause(index.search("Julianne")).startswith("Peut-être transcrit «\u00a0Julian")


def test_an_insult_is_offered_to_nobody(app: Flask, index: Index) -> None:
    for typed in ("Putin", "putin", "Pluie Putin", "pluie putin"):
        head, offered = told(app, index, typed)
        assert "utain" not in head + offered, typed
        assert "putain" not in {near.text for word in index.search(typed).explanation.words for near in word.near}


def test_a_name_sounds_as_another_language_writes_it() -> None:
    poutine, *others = (set(of("fr").phonetics.encode_query(name)) for name in ("Poutine", "Putin", "putin", "PUTIN"))  # type: ignore[union-attr]
    assert all(poutine & putin for putin in others)


def test_a_common_word_is_not_offered_for_a_name_unless_it_sounds_the_same(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        assert [is_offered(typed, NearJson("relie", "misspelt", 1, False, far)) for typed, far in TYPED] == [False, True, True]


def test_an_accent_is_no_capital(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        assert not is_offered("Filon", NearJson("felon", "misspelt", 1, False, 0.16))
        assert is_offered("Filon", NearJson("fillon", "misspelt", 7, False, 0.16))


def test_a_head_leads_to_the_words_between_its_marks_as_they_would_be_typed_and_counts_that(app: Flask, index: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index, params = index, SearchParams(text="chaumage des jeunes")
        answer = index.search(params.text)
        head = heard_linked(headline.headline(answer), answer, params)
        asked = re.search(r"q=([^&\"]+)", head)
        assert asked and "1 épisode" in head and unquote_plus(asked[1]) == "chômage des jeunes"
        assert index.answering(unquote_plus(asked[1])) == 1


def test_the_head_of_one_word_counts_what_its_link_gives(app: Flask, tmp_path: Path) -> None:
    said = {"one": "Le programme est là.", "two": "Un autre programme.", "more": "Tous les programmes sont lents."}
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as opened:
        assert opened.answering("programme") == 3, "its plural is a form of it"
        assert told(app, opened, "programe")[0].endswith("\u00a0: 3 épisodes")


def goes_on(index: Index, typed: str) -> Markup:
    """What a page tells of the words that half a word begins."""
    answer, params = index.search(typed), SearchParams(text=typed)
    return begun_linked(begun_of(answer, params, lead(answer, params)))


@pytest.mark.parametrize(("typed", "begins"), [("gouver", True), ("gouverneman", False), ("Filon", False), ("amont", False)])
def test_half_a_word_leads_to_the_words_that_begin_so(app: Flask, index: Index, typed: str, begins: bool) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index = index
        head = goes_on(index, typed)
    asked = [unquote_plus(one) for one in re.findall(r"q=([^&\"]+)", head)]
    assert asked == (["gouvernement", "gouver*"] if begins else [])
    assert not begins or f"({index.answering('gouver*')} épisodes)" in head.striptags()


def test_half_a_word_leads_on_where_a_rare_form_is_read_for_it(app: Flask, tmp_path: Path) -> None:
    said = {**{f"p-{number}": f"Le président a {number} ans." for number in range(4)}, "form": "Il préside la séance."}
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as opened:
        assert opened.answering("presid") == 1, "a form is read for it"
        with app.test_request_context("/search?lang=fr"):
            g.index = opened
            told = {typed: goes_on(opened, typed) for typed in ("presid", "preside")}
        assert f"({opened.answering('presid*')} épisodes)" in told["presid"].striptags() and not told["preside"]


def test_half_a_word_leads_on_to_what_one_episode_says_where_nothing_else_is_told(app: Flask, tmp_path: Path) -> None:
    said = {
        "both": "Le dessalement laisse une saumure.",
        **{f"other-{number}": f"Un saucisson de {number} kilos." for number in range(4)},
    }
    made = [make_document(slug, text, language="fr") for slug, text in said.items()]
    with published(tmp_path, made) as opened, app.test_request_context("/search?lang=fr"):
        g.index = opened
        asked = ("dessalement sau", "saum", "sau")
        told = [unquote_plus(goes_on(opened, typed)) for typed in asked]
    assert "dessalement saumure" in told[0] and "saumure" in told[1]
    assert "saucisson" in told[2] and "saumure" not in told[2], "what more episodes say stands for it"


def test_half_a_word_counts_no_fewer_words_where_the_means_of_a_request_are_spent(app: Flask, index: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        pinned = g.index = index.pin()
        params, answer = SearchParams(text="gouver"), pinned.search("gouver")
        pinned.means.purse.spend(pinned.means.purse.left - 1000)
        assert f"({index.answering('gouver*')} épisodes)" in begun_linked(begun_of(answer, params)).striptags()
        pinned.release()
        spent = g.index = index.pin()
        spent.means.offers.spend(1e9)
        assert not begun_linked(begun_of(answer, params))
        spent.release()


def test_half_a_word_leads_on_beside_a_slip_that_more_say(app: Flask, tmp_path: Path) -> None:
    """chac, that may be chat; nothing of what is no beginning."""
    said = {**{f"chat-{number}": f"Un chat de {number} ans." for number in range(9)}}
    said |= {f"each-{number}": f"Chacun parle de {number} choses." for number in range(4)}
    made = [make_document(slug, text, language="fr") for slug, text in said.items()]
    with published(tmp_path, made) as opened, app.test_request_context("/search?q=chac&lang=fr"):
        g.index = opened
        found = begun_of(opened.search("chac"), SearchParams(text="chac"))
        assert found and found.beside and found.words[0][0] == "chacun"
        assert begun_of(opened.search("chta"), SearchParams(text="chta")) is None


def test_half_a_word_leads_on_where_it_is_said_in_a_row(app: Flask, tmp_path: Path) -> None:
    """guerre en ukr; vous dem, that another episode says alone, or far away; nothing for a name, nor for what is said."""
    said = {**{f"w-{number}": f"La guerre en Ukraine dure depuis {number} ans." for number in range(5)}, "bare": "Ukraa, dem."}
    far = make_document("far", cues=(Cue(0, "Le groupe parle."), Cue(900_000, "Il est int.")), language="fr")
    said |= {f"g-{number}": f"Un groupe international de {number} personnes." for number in range(5)}
    said |= {f"d-{number}": f"Pourriez-vous demander {number} fois ?" for number in range(5)}
    with published(tmp_path, [far, *(make_document(slug, text, language="fr") for slug, text in said.items())]) as opened:
        asked = ("guerre en ukr", "pourriez vous dem", "Guerre Dem", "guerre en ukraine", "groupe int")
        with app.test_request_context("/search?lang=fr"):
            g.index = opened
            told = {typed: goes_on(opened, typed) for typed in asked}
    assert "guerre en Ukraine" in unquote_plus(told["guerre en ukr"]) and "demander" in told["pourriez vous dem"]
    assert "international" in told["groupe int"] and not told["Guerre Dem"] and not told["guerre en ukraine"]


def test_a_head_of_several_words_counts_what_its_link_gives(app: Flask, tmp_path: Path) -> None:
    said = [*("La Commission Européenne décide.",) * 3, "La commission est une institution, elle se dit européenne."]
    made = [make_document(f"said-{number}", text, language="fr") for number, text in enumerate(said)]
    with published(tmp_path, made) as opened:
        assert (opened.answering("commission européenne"), opened.answering('"commission européenne"')) == (4, 3)
        assert told(app, opened, "comission europenne")[0] == "Peut-être transcrit Commission Européenne\u00a0: 4 épisodes"


def test_a_head_that_leads_to_another_spelling_says_whose_it_counts(app: Flask, tmp_path: Path) -> None:
    said = [*("Mélenchon parle de la retraite",) * 6, *("Mélenchon est là",) * 3]
    made = [make_document(f"said-{n}", f"{text} {n} fois.", language="fr") for n, text in enumerate(said)]
    with published(tmp_path, made) as opened, app.test_request_context("/search?q=melanchon+retraite"):
        g.index = opened
        answer, params = opened.search("melanchon retraite"), SearchParams(text="melanchon retraite")
        found, page = lead(answer, params), app.full_dispatch_request().get_data(as_text=True)
        titles = [one.title for one in headline.sections(answer, 22) if one.standing == "listed"]
    assert titles == ["Peut-être transcrit autrement"], "no other number than its head's"
    assert found and found.episodes == 6 and "6 épisodes avec cette orthographe, aucun avec la vôtre" in page
    assert "Aucun épisode ne contient ces deux mots" not in page.split("</head>")[1]


def test_nothing_is_offered_alone_for_a_word_that_is_right(app: Flask, tmp_path: Path) -> None:
    """gilet jaune, of which an English episode has Gimlet; recette blanquette de veau, where water is eau."""
    said = {"en": ("The founder of Gimlet is here.", "en"), "fr": ("Le mur est jaune.", "fr")}
    said |= {f"seat-{n}": (f"La banquette {n} est un beau meuble.", "fr") for n in range(3)}
    made = [make_document(slug, text, language=tongue) for slug, (text, tongue) in said.items()]
    with published(tmp_path, made) as opened:
        assert told(app, opened, "gilet jaune")[1] == "" and told(app, opened, "banquette de veau")[1] == ""
        assert told(app, opened, "bancquete jaune")[1] == "banquette", "no list knows it"


def test_what_is_understood_has_the_apostrophes_that_are_typed(app: Flask, index: Index) -> None:
    answer = index.search("qu'est ce que c'est")
    with app.test_request_context("/search?lang=fr"):
        assert [explanation.understood(word, answer) for word in needed(answer)] == ["qu’", "est", "ce", "que", "c’"]


def test_a_heading_tells_no_other_number_than_where_the_head_leads(app: Flask, index: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index = index
        made = (headline.sections(index.search("chaumage des jeunes"), led) for led in (0, 7))
        titles = [one.title for every in made for one in every if one.standing == "listed"]
    assert titles == ["Peut-être transcrit autrement dans 1 épisode", "Peut-être transcrit autrement"]


def test_a_list_begins_with_what_is_said_in_turn(tmp_path: Path) -> None:
    said = {
        "apart": "Une commission parle. La commission, dit-on, se veut bien européenne.",
        "turn": "Voici la commission européenne, qui décide de tout cela un peu plus tard.",
    }
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as opened:
        listed = listed_of(opened.search("comission europenne"))
        for order in (listed, listed[::-1]):
            assert [hit.summary.slug for hit in shown_first(order, ("Commission européenne",))] == ["turn", "apart"]


def test_half_a_word_goes_on_as_it_is_offered_while_typing_and_is_listed(app: Flask, tmp_path: Path) -> None:
    said = {
        **{f"english-{number}": f"Artificial things have intelligence {number}." for number in range(6)},
        **{f"french-{number}": f"Une intelligence artificielle de {number} ans." for number in range(3)},
        **{f"active-{number}": f"Son intelligence est un actif de {number} euros." for number in range(3)},
    }
    with published(
        tmp_path, [make_document(slug, text, language="en" if slug.startswith("e") else "fr") for slug, text in said.items()]
    ) as opened:
        with app.test_request_context("/search?q=intelligence+artif"):
            g.index = opened
            page = app.full_dispatch_request().get_data(as_text=True)
        total = opened.answering("intelligence artif*")
    head, listed = page.split('id="total"')[1].split("</h1>")[0], re.findall(r'<article class="hit" id="([^"]*)"', page)
    assert re.findall(r"[?]q=([^&\"]+)", head) == [
        "intelligence+artificielle",
        "intelligence+artificial",
        "intelligence+artif%2A",
    ]
    assert len(listed) == total == 9 and not [slug for slug in listed if slug.startswith("active")]
    assert "Vouliez-vous dire" not in page and "voisine" not in page


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("energie nucleiare", "énergie nucléaire"),
        ("reforme retraittes", "réforme retraites"),
        ("resume machine learnign", "resume machine learning"),
        ("loi européenne debatue", "loi européenne débattue"),
    ],
)
def test_what_is_offered_has_the_accents_that_the_archive_writes(app: Flask, tmp_path: Path, typed: str, meant: str) -> None:
    made = [
        *(make_document(f"school-{n}", f"L'énergie nucléaire a {n} ans.", language="fr") for n in range(3)),
        *(make_document(f"apart-{n}", f"Sa réforme passe. Il y a {n} retraites, un résumé.", language="fr") for n in range(3)),
        *(make_document(f"english-{n}", f"I resume machine learning in {n} days.", language="en") for n in range(3)),
        *(make_document(f"bare-{n}", f"Cette loi fut débattue {n} fois, dit-on, la commission europeenne.") for n in range(3)),
    ]
    with published(tmp_path, made) as opened:
        assert meant in " ".join(told(app, opened, typed))


def test_a_head_names_no_words_side_by_side_that_nobody_says_so(app: Flask, index: Index) -> None:
    assert "assange fillon" not in told(app, index, "assenge fillon")[0].casefold()


def test_what_is_left_out_beside_a_name_changes_nothing_of_its_head(app: Flask, index: Index) -> None:
    assert told(app, index, "-zzz Felom")[0].partition("zzz")[0] == told(app, index, "Felom")[0].partition("zzz")[0]


def test_a_word_is_replaced_where_it_stands_alone() -> None:
    assert instead("partir art", "art", "arc") == "partir arc"
    assert instead("straße Filon", "filon", "Fillon") == "straße Fillon"


@pytest.mark.parametrize(
    ("text", "typed", "form", "meant"),
    [
        ("traité de lisbone", "lisbone", "de Lisbonne", "traité de Lisbonne"),
        ("traité à lisbone", "lisbone", "de Lisbonne", "traité à de Lisbonne"),
        ("guido van rosem", "rosem", "Guido van Rossum", "Guido van Rossum"),
        ("guido van rosem", "guido", "Guido Van Rossum", "Guido Van Rossum"),
        ("list comprehention", "list", "list comprehension", "list comprehension"),
        ("Jesse Jiryu Davis", "Jiryu", "Jesse Davis", "Jesse Davis"),
        ("Jean Luc Melanchon -travail", "Jean", "Jean-Luc Mélenchon", "Jean-Luc Mélenchon -travail"),
        ("talk pyhton to me", "talk", "Talk Bython", "Talk Bython to me"),
        ("interview bertin", "bertin", "Aurélie Bertin", "interview Aurélie Bertin"),
        ("coupe du mnode year:2020", "coupe mnode", "coupe du monde", "coupe du monde year:2020"),
    ],
)
def test_a_form_takes_the_place_of_all_words_that_it_stands_for(text: str, typed: str, form: str, meant: str) -> None:
    assert instead(text, typed, form) == meant


def test_words_between_which_a_sentence_ends_are_told_without_its_end(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        assert (written("jeunes merci"), written("aurelie bertin")) == ("jeunes merci", "Aurélie Bertin")


def test_a_short_word_ends_a_sentence_and_a_title_does_not(app: Flask, tmp_path: Path) -> None:
    said = make_document(
        "said", "So use it. Like this API. Django has it. We ask Prof. Lambret of Django, and Mrs. Kerga of Django.", language="en"
    )
    with published(tmp_path, [said]) as made, app.test_request_context("/search"):
        g.index = made
        forms = ("it like", "api django", "prof lambret", "mrs kerga")
        assert list(map(written, forms)) == ["it like", "API Django", "Prof. Lambret", "Mrs. Kerga"]


TYPED = (("Orelie", 0.16), ("orelie", 0.16), ("Relli", 0.0))


def test_a_person_of_the_archive_is_a_name_though_speech_has_it_in_small_letters(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        mistral, amont = (NearJson(text, "misspelt", 1, False, 0.16) for text in ("mistral", "amont"))
        assert (written("mistral"), written("amont")) == ("mistral", "amont")
        assert is_offered("Mistrel", mistral)
        assert not is_offered("Amond", amont)


NAMED = {
    **{f"brett-{number}": f"Bonjour à Brett Cannon, épisode {number}." for number in range(12)},
    "camera": "Brett est là. " + "Puis une heure passe. " * 40 + "Le paquet canon de ce matin.",
    "swigert": "On reçoit Al Swigert, qui écrit des livres. Swigert nous parle.",
    "angela": "Angela est venue ce matin.",
    "merkel": "La chancelière est venue, et Merkel a parlé. On connaît Merkel.",
    "arek": "On a vu Arek ce matin.",
    "danju": "Voici Julian Danju, de Paris.",
    "danju-2": "Bonjour, Danju. Julien aussi.",
    "guido": "Voici Guido van Rossum, le créateur du langage.",
    "gido": "Voici Gido, un voisin. " + "Une heure passe. " * 40 + "Et van Rossum.",
}


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("named")
    people = {"brett": "Brett Cannon", "swigert": "Al Swigert", "guido": "Guido van Rossum"}
    known = {slug: (Person(name, "guest", "test"),) for slug, name in people.items()}
    made = [make_document(one, text, people=known.get(one.split("-")[0], ()), language="fr") for one, text in NAMED.items()]
    with published(root, made) as opened:
        yield opened


KNOWN = {
    "Al Sweigart": "Al Swigert",
    "Sweigart": "Swigert",
    "brett canon": "Brett Cannon",
    "Gido van Rosum": "Guido van Rossum",
    "Brett Canon paquet": "",
    "Brett Cannon": "",
}


@pytest.mark.parametrize("typed", KNOWN)
def test_a_known_person_is_offered_for_a_slip_though_each_word_is_said(app: Flask, named: Index, typed: str) -> None:
    assert told(app, named, typed)[1] == KNOWN[typed]


def test_what_is_put_right_leads_in_one_step_to_words_that_stand_together(app: Flask, named: Index) -> None:
    assert told(app, named, "Julien Danjou")[1] == "Julian Danju"


def test_of_a_name_that_nobody_says_whole_the_last_name_is_offered_with_its_capital(app: Flask, named: Index) -> None:
    assert told(app, named, "Angela Merckel")[1] == "Merkel"


def test_of_a_whole_name_no_other_last_name_is_offered_alone(app: Flask, named: Index) -> None:
    assert told(app, named, "Mervel")[1] == "Merkel"
    assert told(app, named, "Ludovic Mervel")[1] == ""


def test_no_head_tells_of_another_last_name_behind_initials(app: Flask, named: Index) -> None:
    assert told(app, named, "Merkl")[0].startswith("Peut-être transcrit")
    assert told(app, named, "J. D. Merkl") == ("Aucun épisode ne contient «\u00a0Merkl\u00a0»", "")


@pytest.mark.parametrize("typed", ["Tarek Ziadé", "Angela Merckel", "Gido van Rosum", "arek canonn", "Julien Danjou"])
def test_an_offer_has_an_answer(app: Flask, named: Index, typed: str) -> None:
    offered = told(app, named, typed)[1]
    assert not offered or named.search(offered).total, offered
    assert typed != "Tarek Ziadé" or not offered


def test_an_offer_has_an_answer_under_the_filters_of_its_page(app: Flask, named: Index) -> None:
    with app.test_request_context("/search"):
        g.index = named
        params = SearchParams(text="Al Sweigart", chosen=(("show", "Nulle part"),))
        assert did_you_mean(named.search("Al Sweigart", filters=params.filters()), params) is None


def test_no_name_is_meant_in_place_of_one_that_is_said_so(tmp_path: Path) -> None:
    said = {**{f"verts-{number}": "Hier les Verts ont voté." for number in range(5)}, "vers": "On lit les vers du poète."}
    publish_full(tmp_path, Given([make_document(slug, text, language="fr") for slug, text in said.items()]), revision=1)
    index = open_index(tmp_path)
    assert index.names_meant("Les Verts") == ()
    assert [one.name for one in index.names_meant("Les Vertz")] == ["les verts"]


@pytest.mark.parametrize(("typed", "noted"), [("Guido Tondelier", True), ("guido tondelier", False), ("Tondelier Guido", False)])
def test_what_lacks_a_last_name_that_nobody_says_is_said_to_be_of_anybody(
    app: Flask, named: Index, typed: str, noted: bool
) -> None:
    with app.test_request_context("/search"):
        g.index = named
        (section,) = headline.sections(named.search(typed))
        assert section.standing == "partial"
        assert section.note == (
            "«\u00a0Guido\u00a0» sans la suite peut désigner quelqu’un ou quelque chose d’autre." if noted else ""
        )


def test_what_lacks_a_last_name_that_somebody_says_is_said_to_be_of_anybody_too(app: Flask, tmp_path: Path) -> None:
    said = {"his": "Jérôme Cahuzac est venu.", "last": "Monsieur Cahuzac est parti.", "first": "Jérôme Kerviel aussi."}
    made = [make_document(slug, text, language="fr") for slug, text in said.items()]
    note = "«\u00a0Jérôme\u00a0» sans la suite peut désigner quelqu’un ou quelque chose d’autre."
    for left_out, told in (("", note), ("first", "")):
        kept = [one for one, slug in zip(made, said, strict=True) if slug != left_out]
        with published(tmp_path / (left_out or "all"), kept) as index, app.test_request_context("/search"):
            g.index = index
            assert [one.note for one in headline.sections(index.search("Jérôme Cahuzac")) if one.standing == "partial"] == [told]


def test_what_may_say_it_stands_between_what_does_and_what_lacks_a_word_each_with_its_number(app: Flask, tmp_path: Path) -> None:
    forms = ("Ronacher", "Ronacher", "Ronaker", "Roenacker", "Roenacker", "Morel")
    made = [make_document(f"said-{n}", f"Here is Armin {form}, {n} times.", language="en") for n, form in enumerate(forms)]
    with published(tmp_path, made) as opened, app.test_request_context("/search?q=Armin+Ronacher&lang=fr"):
        g.index = opened
        page = app.full_dispatch_request().get_data(as_text=True).replace("\u00a0", " ")
    said, may, lacks = re.split(r'<h2[^>]*id="(?:listed|partial)"', page.partition('<h1 id="total"')[2])
    listed = [sorted(re.findall(r'<article class="hit" id="said-(\d)"', part)) for part in (said, may, lacks)]
    assert listed == [["0", "1"], ["2", "3", "4"], ["5"]]
    assert [re.findall(r"(\d+) épisodes?", part)[0] for part in (said, may, lacks)] == ["2", "3", "1"]


def test_a_first_name_heard_otherwise_is_said_to_be_of_anybody(app: Flask, tmp_path: Path) -> None:
    said = {"rare": "There is a plan that Marietta has put together.", "last": "Wijaya spoke first."}
    made = [make_document(slug, text, language="en") for slug, text in said.items()]
    whole = make_document("whole", "This is Marietta Wijaya on the show.", people=(Person("Marietta Wijaya", "guest", "test"),))
    with published(tmp_path, [*made, whole]) as index, app.test_request_context("/search"):
        g.index = index
        (note,) = [one.note for one in headline.sections(index.search("Mariatta Wijaya")) if one.standing == "partial"]
        assert note == "«\u00a0Marietta\u00a0» sans la suite peut désigner quelqu’un ou quelque chose d’autre."


def test_a_first_name_that_nobody_says_is_said_to_be_of_nobody_else(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        answer = index.search("Filon Zorgueb")
        assert not any(word.episodes for word in answer.explanation.words) and answer.hits
        (section,) = headline.sections(answer)
        assert (section.note, section.title) == ("", f"Un mot ressemblant dans {answer.partial_total} épisodes")


def test_the_nearest_form_stands_first_whatever_else_is_told_of_an_episode(app: Flask, tmp_path: Path) -> None:
    said = {f"fillon-{number}": f"Le programme de Fillon a {number} pages." for number in range(7)}
    made = [make_document(slug, text, language="fr") for slug, text in said.items()]
    also = "Voici Villan et Villan, sans autre Villan. "
    made.append(make_document("villan", also * 4, title=also, description=also, language="fr"))
    publish_full(tmp_path, Given(made), revision=1)
    index = open_index(tmp_path)
    with app.test_request_context("/search"):
        g.index = index
        answer = index.search("filon")
        assert headline.headline(answer).startswith("Peut-être transcrit «\u00a0Fillon")
        slugs = [hit.summary.slug for hit in answer.hits]
        assert slugs[-1] == "villan" and len(slugs) == 8
    index.close()


def test_a_name_that_no_speech_holds_is_written_as_names_are_and_told_for_what_it_is(app: Flask, tmp_path: Path) -> None:
    guest = (Person("Cécile Cukierman", "guest", "test"),)
    made = [make_document("senat", "Bonjour à toutes et à tous.", people=guest, language="fr")]
    publish_full(tmp_path, Given(made), revision=1)
    index = open_index(tmp_path)
    assert told(app, index, "Kukierman")[0] == "Écrit «\u00a0Cukierman\u00a0»\u00a0: 1 épisode"
    index.close()


def test_a_head_names_of_several_forms_the_one_that_is_oftenest_said(app: Flask, tmp_path: Path) -> None:
    said = {f"rossum-{number}": f"Here is Guido van Rossum for the {number} time." for number in range(9)}
    said["rossen"] = "Here is Guido van Rossen again."
    publish_full(tmp_path, Given([make_document(slug, text, language="en") for slug, text in said.items()]), revision=1)
    index = open_index(tmp_path)
    assert told(app, index, "Guido van Rossem")[0].startswith("Peut-être transcrit «\u00a0Guido van Rossum")
    index.close()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("spoken")
    opening = ("Welcome to my show.", "Growth is what we talk of.", "Our guest has a new book.")
    turns = [(Cue(0, one, speaker="Lenny Rachitsky"), Cue(9000, "Thank you.", speaker="Speaker 2")) for one in opening]
    made = [make_document(f"show-{number}", cues=cues, language="en") for number, cues in enumerate(turns)]
    made.append(make_document("ryan", "Danny Ryan is here.", language="en"))
    made.append(make_document("danny", cues=(Cue(0, "Danny Ryan is me.", speaker="Danny Ryan"),), language="en"))
    with published(root, made) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "name", "episodes"),
    [
        ("Lenny Rachitsky", "Lenny Rachitsky", 3),
        ("lenny rachitsky", "Lenny Rachitsky", 3),
        ("Lenny Rashitsky", "Lenny Rachitsky", 3),
        ("Rachitsky", "Lenny Rachitsky", 3),
        ("Danny Ryan", "Danny Ryan", 1),
        ("Speaker 2", None, 0),
        ("Lenny", None, 0),
        ("Lenny Rachitsky show", None, 0),
        ('voix:"Lenny Rachitsky"', None, 0),
    ],
)
def test_who_speaks_is_offered_for_their_name(app: Flask, spoken: Index, typed: str, name: str | None, episodes: int) -> None:
    with app.test_request_context("/search"):
        g.index = spoken
        voice = voice_of(spoken.search(typed), SearchParams(text=typed))
        assert (voice.name, voice.episodes) == (name, episodes) if voice else name is None
        assert voice is None or spoken.search("", filters=voice.said.filters()).total == episodes


def test_a_last_name_means_the_one_who_is_known_by_it_and_nobody_where_several_are(app: Flask, tmp_path: Path) -> None:
    said = ["Jean-Luc Trévidic", "Jean-Luc Trévidic", "J.-L. Trévidic", "Trévidic", "Kermorvan", "Ana Kermorvan", "Quéré", "Rose"]
    made = [
        make_document(f"voice-{n}", cues=(Cue(0, f"Le quai {n} de Trévidic a une rose.", speaker=one),), language="fr")
        for n, one in enumerate(said)
    ]
    made += [make_document(f"guest-{n}", people=(Person(name, "guest"),)) for n, name in enumerate(["Léo Kermorvan", "Ana Quéré"])]
    publish_full(tmp_path, Given(made), revision=1)
    opened, told = open_index(tmp_path), {}
    with app.test_request_context("/search"):
        g.index = opened
        for typed in ("Trévidic", "trevidic", "Trévidec", "J.-L. Trévidic", "Kermorvan", "Ana Kermorvan", "Quéré", "rose"):
            voice = voice_of(opened.search(typed), SearchParams(text=typed))
            told[typed] = voice and (voice.name, voice.episodes)
    opened.close()
    him = ("Jean-Luc Trévidic", 2)
    assert told == {
        "Trévidic": him,
        "trevidic": him,
        "Trévidec": him,
        "J.-L. Trévidic": ("J.-L. Trévidic", 1),
        "Kermorvan": None,
        "Ana Kermorvan": ("Ana Kermorvan", 1),
        "Quéré": ("Quéré", 1),
        "rose": None,
    }


def test_a_last_name_with_several_labels_means_the_one_that_speaks_most(app: Flask, tmp_path: Path) -> None:
    said = [*["Mikhail Kalinin"] * 3, "8Mikhail Kalinin", "Milkhail Kalinin", "Ana Roz", "Ryan Roz", *["Tim Beko"] * 10, "im Beko"]
    made = [make_document(f"voice-{n}", cues=(Cue(0, f"Le quai {n}.", speaker=one),), language="fr") for n, one in enumerate(said)]
    with published(tmp_path, made) as index, app.test_request_context("/search"):
        g.index = index
        told = {typed: voice_of(index.search(typed), SearchParams(text=typed)) for typed in ("Kalinin", "Kalynin", "Roz", "Beko")}
        assert {typed: voice and (voice.name, voice.episodes, voice.perhaps) for typed, voice in told.items()} == {
            "Kalinin": ("Mikhail Kalinin", 3, False),
            "Kalynin": ("Mikhail Kalinin", 3, True),
            "Roz": None,
            "Beko": ("Tim Beko", 10, False),
        }


def test_a_whole_name_means_who_speaks_under_its_rare_first_name_alone(app: Flask, tmp_path: Path) -> None:
    said = ["Vitalik", "Vitalik", "Mikhail", "Mikhail Kalinin", "Sarah", "HQ3rr"]
    made = [make_document(f"voice-{n}", cues=(Cue(0, f"The gas {n}.", speaker=one),), language="en") for n, one in enumerate(said)]
    typed = ("Vitalik Buterin", "vitalik buterin", "vitalik gas", "Mikhail Zorgueb", "Sarah Zorgueb", "Hq3rr Zorgueb", "Buterin")
    with published(tmp_path, made) as index, app.test_request_context("/search"):
        g.index = index
        told = {one: voice_of(index.search(one), SearchParams(text=one)) for one in typed}
        him = ("Vitalik", 2, False)
        assert {one: (voice.name, voice.episodes, voice.perhaps) for one, voice in told.items() if voice} == {
            "Vitalik Buterin": him,
            "vitalik buterin": him,
        }


def test_beside_who_speaks_stand_the_labels_that_may_be_theirs_too(app: Flask, tmp_path: Path) -> None:
    said = ["Péter Szilágyi", "Péter Szilágyi", "Peter Szilaygyi", "Ben Adams", "Ben Admas", "Peter Davies", "Tim Beko", "Tim Zorg"]
    said += ["Mikhail", "Mikhail Kalinin", "8Mikhail Kalinin", "Sarah", "Sarah Reynolds", "Lenny", "Lenny Rask", "Lenny Zorg"]
    made = [make_document(f"voice-{n}", cues=(Cue(0, f"Le quai {n}.", speaker=one),), language="fr") for n, one in enumerate(said)]
    with published(tmp_path, made) as index, app.test_request_context("/search"):
        g.index = index
        for typed, name, alike in (
            ("Péter Szilágyi", "Péter Szilágyi", [("Peter Szilaygyi", 1)]),
            ("Szilágyi", "Péter Szilágyi", [("Peter Szilaygyi", 1)]),
            ("Ben Admas", "Ben Admas", [("Ben Adams", 1)]),
            ("Tim Beko", "Tim Beko", []),
            ("Mikhail Kalinin", "Mikhail Kalinin", [("8Mikhail Kalinin", 1), ("Mikhail", 1)]),
            ("Sarah Reynolds", "Sarah Reynolds", []),
            ("Lenny Rask", "Lenny Rask", []),
        ):
            voice = voice_of(index.search(typed), SearchParams(text=typed))
            assert voice and (voice.name, [(one.name, one.episodes) for one in voice.alike]) == (name, alike)


def test_who_is_only_called_nearly_so_is_told_as_a_guess_under_what_is_heard(tmp_path: Path) -> None:
    said = [(f"Here is Tobias Macy for the {n} time, with Gerlan Venn of Venn.", "") for n in range(4)]
    said += [("Hello to all.", "Mark Mackey"), ("Good evening.", "Matteo Vena"), ("The stoper is old.", "")]
    said += [("Good night.", "Miha Stopar"), ("Good day.", "Miha Stoppar"), ("We thank Péter Szilágyi.", "")]
    said += [("Good bye.", "Péter Szilágyi"), ("Well then.", "Péter Szilágyi"), ("All right.", "Peter Szilaygyi")]
    with small_archive.build_told(tmp_path, said) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        pages = {
            typed: client.get("/search", query_string={"q": typed, "lang": "fr"}).text
            for typed in ("Macey", "Mackey", "Mark Makey", "Vena", "Stopar", "Peter Szilagyi")
        }
    heads = {typed: page.partition('<h1 id="total"')[2].partition("</h1>")[0] for typed, page in pages.items()}
    guess = "Peut-être Mark Mackey, qui parle dans 1 épisode"
    assert "Macy" in heads["Macey"] and "Mackey" not in heads["Macey"] and guess in pages["Macey"]
    assert "Mark Mackey parle dans 1 épisode" in heads["Mackey"]
    assert guess in heads["Mark Makey"]
    assert "Miha Stopar parle dans 1 épisode" in heads["Stopar"] and "stoper" in pages["Stopar"]
    told = pages["Stopar"].partition("Peut-être aussi sous le nom")[2].partition("</a>")
    assert "Miha+Stoppar" in told[0] and told[2].startswith(" (1"), "a label alike leads to what it says"
    assert "Matteo Vena parle dans 1 épisode" in heads["Vena"] and "Venn" in pages["Vena"], "before what may be meant"
    told = heads["Peter Szilagyi"].partition("Péter Szilágyi parle dans 2 épisodes</a>, ")
    assert told[2].endswith(">3 avec les noms proches</a>"), "before the 1 that names him"
    assert "speaker=P%C3%A9ter+Szil%C3%A1gyi&amp;speaker=Peter+Szilaygyi" in told[2], "all that is his by one link"
    first, rest = re.split(r'<h2 class="key" id="counted">', pages["Peter Szilagyi"].partition('id="spoken"')[2])
    assert [first.count(one) for one in ("<article", "Good bye.", "Well then.")] == [2, 1, 1], "his episodes, as the head counts"
    assert "q=voix%3A%22P%C3%A9ter+Szil%C3%A1gyi%22" in first and "We thank" in rest
    assert "Nommé dans 1 épisode, 1 moment" in pages["Peter Szilagyi"], "apart from those where he speaks"
    assert 'id="spoken"' in pages["Mark Makey"] and 'id="spoken"' not in pages["Macey"], "of a guess in the head alone"


def test_of_a_name_that_nobody_says_the_last_word_alone_is_counted_in_the_head(app: Flask, tmp_path: Path) -> None:
    said = ["Voici Goulven Roz.", "Merci, Goulven Roz.", "Ana Trévidic est là.", "La neige tombe."]
    made = [make_document(f"episode-{n}", text, language="fr") for n, text in enumerate(said)]
    with published(tmp_path, made) as index, app.test_request_context("/search?lang=fr"):
        g.index = index
        told = {typed: headline.unmet_cause(index.search(typed)) for typed in ("Ana Roz", "neige trévidic")}
    alone = "« Roz » seul : 2 épisodes."
    assert told["Ana Roz"].replace("\u00a0", " ").endswith(alone) and told["neige trévidic"].endswith("même épisode.")


def test_who_speaks_stands_behind_more_episodes_that_say_the_name(tmp_path: Path) -> None:
    said = [
        ("Here is Lena Vorsk.", "Ana Roz"),
        ("We thank Lena Vorsk.", "Ana Roz"),
        ("Good bye.", "Lena Vorsk"),
        ("Lena Vorks, too.", ""),
    ]
    with small_archive.build_told(tmp_path, said) as library:
        page = create_app(Site(IndexProvider(tmp_path), library)).test_client().get("/search?q=Lena+Vorsk&lang=fr").text
    assert "2 épisodes" in page.partition('<h1 id="total"')[2].partition("</h1>")[0]
    order = [page.index(one) for one in ("We thank", 'class="key" id="spoken"', "Good bye.", 'id="listed"')]
    assert order == sorted(order) and "Lena Vorsk parle dans 1 épisode</h2>" in page


@pytest.fixture(scope="module")
def borne(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    said = {
        "kopech": "And here is David Kopech with his book.",
        "opec-1": "You could plug in the OPEC database.",
        "opec-2": "That was the end of OPEC then.",
        "sendecker": "This is what Ola Sendecker has done.",
        "seneca": "A thing that is called Seneca, a fine thing.",
        "weeden": "Some of us are fans, of Joss Weeden too.",
        "ros": "When we call a ROSJ it is a project.",
        "hellman": "He is called Doug Hellman.",
        "heyman": "Here is Joe Heyman of the team.",
    }
    known = (Person("David Beasley", "guest", "test"), Person("Joe Heyman", "guest", "test"))
    guest = make_document("beasley", "A talk on files.", people=known, language="en")
    made = [guest, *(make_document(slug, text, language="en") for slug, text in said.items())]
    with published(tmp_path_factory.mktemp("borne"), made) as opened:
        yield opened


def test_of_close_names_the_head_tells_the_likeliest(app: Flask, borne: Index) -> None:
    assert told(app, borne, "Hellmann")[0] == "Peut-être transcrit «\u00a0Hellman\u00a0»\u00a0: 1 épisode"


def test_a_name_is_offered_no_words_of_every_day_and_a_moment_that_holds_all_words_is_told_so(app: Flask, tmp_path: Path) -> None:
    said = {
        "dot": "One of those files, foo dot py or bar dot py.",
        "naval": "It is what Naval Ravikant wrote.",
        "rosa": "Here is Rosa, and much more is said of it. " + "The sea is wide. " * 40 + "Then Adler came.",
    }
    with published(tmp_path, [make_document(slug, text, language="en") for slug, text in said.items()]) as index:
        with app.test_request_context("/search"):
            g.index = index
            cut = NearJson("bar dot", "sounds-like", 2, False, 0.0)
            assert not is_offered("Bardot", cut) and is_offered("bardot", cut)
            assert not [one.text for one in also_written(index.search("Bardot")) if " " in one.text]
        assert told(app, index, "Naval Ravikant")[0] == "1 épisode, 1 moment", "both are said in it"
        assert told(app, index, "Rosa Adler")[0] == "1 épisode"


def test_what_holds_the_words_has_a_heading_behind_what_is_nearly_said(app: Flask, tmp_path: Path) -> None:
    said = ("La mer.", "Il ne redonne jamais.", "Les marins.", "Elle a confié.")
    cues = tuple(Cue(600_000 * place, text) for place, text in enumerate(said))
    made = [make_document("said", "La mer ne rend jamais ce que les hommes lui ont confié."), make_document("apart", cues=cues)]
    publish_full(tmp_path, Given(made), revision=1)
    opened = open_index(tmp_path)
    with app.test_request_context("/search"):
        g.index = opened
        answers = [opened.search(text) for text in ("la mer redonne jamais ce que les marins lui ont confié", "mer confié")]
        told = [(one.total, one.is_nearly_first, headline.sections(one)[0].title) for one in answers]
    opened.close()
    assert told == [(1, True, "Épisodes qui contiennent ces mots"), (2, False, "")]


def test_a_last_name_that_several_people_have_is_meant_once(tmp_path: Path) -> None:
    people = [(Person(name, "guest", "test"),) for name in ("Nathaniel Smith", "Corey Smith", "Ann Smith")]
    made = [make_document(f"guest-{n}", "Voici Smith, notre hôte.", people=one, language="fr") for n, one in enumerate(people)]
    publish_full(tmp_path, Given(made), revision=1)
    index = open_index(tmp_path)
    assert [one.name for one in index.names_meant("John Smit") if one.known] == ["Smith"]
    index.close()


PARTED = {"vandeven": "Brian Vandeven", "litt": "Cornelius van Litt"}


@pytest.mark.parametrize(("typed", "meant"), [("Bryan Van de Ven", "Brian Vandeven"), ("Cornelis van Lit", "Cornelius van Litt")])
def test_a_known_name_is_meant_though_its_words_are_parted_otherwise(app: Flask, hosted: Index, typed: str, meant: str) -> None:
    assert told(app, hosted, typed)[1] == meant


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("hosted")
    guest = (Person("Philip Guau", "guest", "test"),)
    made = [make_document(f"said-{number}", f"We met Philip Guo {number} times.", language="en") for number in range(3)]
    made.append(make_document("interview", "Please welcome Philip Guau to the show.", people=guest, language="en"))
    made.append(make_document("mention", "They cite Philip Guau here.", language="en"))
    for slug, name in {"turner": "Itamar Turner-Trowing", "barroso": "David Barroso", "hadding": "Caleb Hadding", **PARTED}.items():
        made.append(make_document(slug, f"With {name} today.", people=(Person(name, "guest", "test"),), language="en"))
    with published(root, made) as opened:
        yield opened


def test_whom_the_archive_knows_is_nobody_else(app: Flask, hosted: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index = hosted
        answer = hosted.search("Philip Guau")
        assert "presented" not in {one.standing for one in headline.sections(answer)} and not headline.also_presented(answer)


def test_the_head_leads_to_what_is_said_far_oftener_than_what_it_would_name(app: Flask, tmp_path: Path) -> None:
    said = {
        **{f"learning-{number}": f"Le machine learning vu {number} fois par tous." for number in range(9)},
        **{f"root-{number}": f"On calcule la racine carrée, puis le carré de {number}." for number in range(4)},
        **{f"care-{number}": f"They really care about {number} of them." for number in range(4)},
        **{f"thing-{number}": f"Le machin {number} est vert." for number in range(8)},
        "comp": "La comp est finie.",
        **{f"held-{number}": f"Il a tenu {number} jours." for number in range(3)},
    }
    publish_full(tmp_path, Given([make_document(slug, text, language="fr") for slug, text in said.items()]), revision=1)
    index = open_index(tmp_path)

    def led(typed: str) -> tuple[str, int] | None:
        with app.test_request_context("/search?lang=fr"):
            g.index = index
            found = lead(index.search(typed), SearchParams(text=typed))
            return (found.params.text, found.episodes) if found else None

    assert led("machin lerning") == ("machine learning", 9)
    assert led("compe tenu") is None, "what is put right of a part of it leaves the rest unanswered"
    assert told(app, index, "racine caré")[1] == "racine carré"
    assert told(app, index, "machin caré")[1] == "", "no word that is said is put right alone"
    assert told(app, index, "xylophone caré")[1] == "", "nor beside one that nobody says"
    index.close()


SLIPS = {
    "korea": "We went to North Korea last year.",
    **{f"note-{number}": f"Please note the {number} of them, as Korea has none." for number in range(4)},
    **{f"north-{number}": f"They live in the north, {number} miles away." for number in range(3)},
    "vaccines": "On vend des vaccins partout.",
    "vain": "Tout cela est vain.",
    **{f"president-{number}": f"Voici le président de la République, élu {number} fois." for number in range(22)},
    "chairs": "Il préside la séance.",
    **{f"common-{number}": f"Le programme de l'avenir en commun a {number} pages." for number in range(5)},
    **{f"immigration-{number}": f"La loi sur l'immigration a {number} articles." for number in range(2)},
    **{f"migration-{number}": f"La migration des oies dure {number} mois." for number in range(6)},
    "airport": "Un vol part de l'aéroport.",
    **{f"friend-{number}": f"My friend has {number} cats." for number in range(12)},
    "brake": "Le frein est usé.",
    **{f"labour-{number}": f"Le code du travail a {number} articles." for number in range(5)},
    "works": "Elle travaille ici. Et plus loin, elle lit un code.",
    **{f"feature-{number}": f"This is a feature with {number} switches." for number in range(7)},
    **{f"future-{number}": f"We talk of the Future in {number} years." for number in range(6)},
    "macron": "Voici Emmanuel Macron au parc. Macron parle. Macron écoute.",
    "acorn": "An acorn fell from the oak.",
}


@pytest.fixture(scope="module")
def slips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    english = {"korea", "note", "north", "friend", "feature", "future", "acorn"}
    made = [make_document(one, text, language="en" if one.split("-")[0] in english else "fr") for one, text in SLIPS.items()]
    known = (Person("Laurent Rapoport", "guest", "test"),)
    made.append(make_document("guest", "Laurent Rapoport est là.", people=known, language="fr"))
    with published(tmp_path_factory.mktemp("slips"), made) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("noth korea", "North Korea"),
        ("vacin", "vaccins"),
        ("presidant de la republique", "président de la République"),
        ("l'avenir en commum", "l'avenir en commun"),
        ("code du travaille", "code du travail"),
        ("feture", "feature"),
    ],
)
def test_what_is_said_beside_the_other_words_is_offered_and_these_as_they_are_written(
    app: Flask, slips: Index, typed: str, offered: str
) -> None:
    assert told(app, slips, typed)[1] == offered


def test_the_head_names_the_likelier_kind_of_slip_and_its_episodes_come_first(app: Flask, slips: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index, answer = slips, slips.search("macorn")
        assert quoted("Macron") in headline.headline(answer)
        assert headline.sections(answer)[0].hits[0].summary.slug == "macron"
        led = lead(slips.search("feture"), SearchParams(text="feture"))
        assert led and (led.params.text, led.episodes) == ("feature", 7), "Future sounds the same, and is as often said"


def test_what_a_page_asks_again_of_an_answer_is_made_out_once_and_of_another_anew(app: Flask, slips: Index) -> None:
    typed = ("imigration", "aréoport", "freind", "macorn") * 2
    with app.test_request_context("/search?lang=fr"):
        g.index, answer, params = slips, slips.search("feture"), SearchParams(text="feture")
        assert heard.heard_in(answer) is heard.heard_in(answer) is not None
        assert did_you_mean(answer, params) is did_you_mean(answer, params) is not None
        one_after_the_other = [told and told.text for told in (heard.heard_in(slips.search(one)) for one in typed)]
    assert one_after_the_other == ["immigration", "aéroport", "friend", "Macron"] * 2


def page(app: Flask, index: Index, typed: str) -> tuple[str, int, str]:
    """What the head of a page without an episode leads to, in how many episodes (or in so many word for word), and what
    is offered beneath it where the head leads to nothing."""
    with app.test_request_context("/search?lang=fr"):
        g.index = index
        answer, params = index.search(typed), SearchParams(text=typed)
        led, beside = lead(answer, params), beside_head(answer, params)
        return (led.params.text, led.verbatim or led.episodes, "") if led else ("", 0, beside.text if beside else "")


@pytest.mark.parametrize(
    ("typed", "led", "episodes", "named"),
    [
        ("imigration", "", 0, "immigration"),
        ("aréoport", "", 0, "aéroport"),
        ("freind", "", 0, "friend"),
        ("l'avenir en commum", "l'avenir en commun", 5, ""),
    ],
)
def test_nothing_is_offered_that_is_farther_than_what_the_head_names_unless_far_oftener_said(
    app: Flask, slips: Index, typed: str, led: str, episodes: int, named: str
) -> None:
    assert page(app, slips, typed) == (led, episodes, "")
    with app.test_request_context("/search?lang=fr"):
        g.index = slips
        answer = slips.search(typed)
        head = heard_linked(headline.headline(answer), answer, SearchParams(text=typed))
    assert re.findall(r"<a [^>]*>([^<]*)</a>", head) == [named] * bool(named), "what the head names leads to its own search"


def test_what_the_head_leads_to_keeps_all_else_that_is_typed(app: Flask, slips: Index) -> None:
    typed = "imigration -travail"
    with app.test_request_context("/search?lang=fr"):
        g.index = slips
        answer = slips.search(typed)
        head = heard_linked(headline.headline(answer), answer, SearchParams(text=typed))
    assert "q=immigration+-travail&" in head


def test_nearly_these_words_tells_no_count(app: Flask, slips: Index) -> None:
    assert told(app, slips, "l'avenir en commum")[0] == "Presque ces mots", "three are shown, more may say it"


def test_a_word_held_in_another_form_alone_is_offered_the_one_that_sounds_so(app: Flask, slips: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index = slips
        assert [one.text for one in also_written(slips.search("presidant"))] == ["président"]


def test_a_word_that_is_said_is_not_changed_for_a_form_of_itself(app: Flask, tmp_path: Path) -> None:
    said = {
        **{f"welcome-{number}": f"Bonjour et bienvenue au numéro {number}." for number in range(6)},
        **{f"guests-{number}": f"Soyez les bienvenus au musée {number}." for number in range(2)},
    }
    publish_full(tmp_path, Given([make_document(slug, text, language="fr") for slug, text in said.items()]), revision=1)
    index = open_index(tmp_path)
    assert told(app, index, "bienvenue musée")[1] == ""
    index.close()


@pytest.mark.parametrize(
    ("typed", "offered", "shown"),
    [
        ("machin lerning", "machine learning", "machine learning"),
        ("je vous parle ce soir de Mélenchn à Paris", "je vous parle ce soir de Mélenchon à Paris", "… Mélenchon …"),
        ("un deux trois quatre cinq six set", "un deux trois quatre cinq six sept", "… sept …"),
    ],
)
def test_of_a_long_offer_the_words_alone_that_differ_are_shown(typed: str, offered: str, shown: str) -> None:
    assert changed(offered, typed) == shown


MANY = tuple(Person(f"Guest{number} Mor", "guest") for number in range(16))


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("beside")
    listed = ", ".join(person.name for person in MANY)
    made = [
        make_document("named", "Nothing.", people=MANY, description=f"With {listed}.", language="en"),
        make_document("described", "Nothing.", people=MANY, description="About Guest9 and the beacon.", language="en"),
    ]
    with published(root, made) as opened:
        yield opened


def test_who_is_met_among_many_people_is_told_with_those_who_stand_next_to_them(app: Flask, beside: Index) -> None:
    with app.test_request_context("/search"):
        hit = next(hit for hit in beside.search("Guest9").hits if hit.summary.slug == "named")
        (told,) = told_beside(hit)
        shown = met_people(told, hit.people)
    assert shown.striptags() == "… · Guest8 Mor · Guest9 Mor · Guest10 Mor · …"
    assert "<mark>Guest9</mark>" in shown


def test_the_description_tells_what_no_people_of_an_episode_do(beside: Index) -> None:
    fields = {hit.summary.slug: [one.field for one in told_beside(hit)] for hit in beside.search("Guest9 beacon", limit=20).hits}
    assert fields == {"described": ["people", "description"], "named": ["people"]}


@pytest.mark.parametrize(
    ("typed", "head"),
    [
        ("McConnell", "Aucun épisode ne contient"),
        ("Belmondo", "Aucun épisode ne contient"),
        ("Delon", "Aucun épisode ne contient"),
        ("Messi", "Aucun épisode ne contient"),
        ("Filon", "Peut-être transcrit «\u00a0Fillon\u00a0»"),
        ("menthon", "Peut-être transcrit «\u00a0menton\u00a0»"),
        ("messi", "Aucun épisode ne contient"),
    ],
)
def test_no_head_is_sure_of_another_name_for_one_that_machines_know(app: Flask, tmp_path: Path, typed: str, head: str) -> None:
    said = {
        "mcdonnell": "We thank McDonnell for this talk.",
        **{f"belmont-{number}": f"She is Veronica Belmont, at number {number}." for number in range(2)},
        **{f"elon-{number}": f"There we met Elon {number} times." for number in range(4)},
        "messy": "The kitchen is messy today.",
        **{f"fillon-{number}": f"Monsieur Fillon a parlé {number} fois." for number in range(4)},
        "menton": "Il leva le menton.",
        **{f"mention-{number}": f"Il en fit mention {number} fois." for number in range(9)},
    }
    english = ("mcdonnell", "messy", "belmont", "elon")
    made = [make_document(slug, text, language="en" if slug.split("-")[0] in english else "fr") for slug, text in said.items()]
    publish_full(tmp_path, Given(made), revision=1)
    index = open_index(tmp_path)
    with app.test_request_context("/search"):
        g.index = index
        answer = index.search(typed)
        assert answer.listed_total and headline.headline(answer).startswith(head)
        assert lead(answer, SearchParams(text=typed)) is None


@pytest.fixture(scope="module")
def mentioned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("mentioned")
    said = {
        "elisabeth": "Bonjour Elisabeth.",
        "gruse": "We had Joel Gruse, and Gruse wrote a book.",
        **{f"gros-{number}": f"Un gros bateau, {number} gros sacs." for number in range(9)},
        "gurus": "All those gurus.",
        "menton": "Au club, Sophie de Menton parla.",
        **{f"mention-{number}": f"Il en fit mention {number} fois à Sophie." for number in range(9)},
        "ghosn": "Monsieur Ghosn est parti.",
        **{f"carlos-{number}": f"Carlos parle, et Carlos encore {number} fois." for number in range(2)},
    }
    english = ("gruse", "gurus")
    made = [make_document(slug, text, language="en" if slug in english else "fr") for slug, text in said.items()]
    made.append(make_document("borne", cues=(Cue(0, "La borne est atteinte."), Cue(600_000, "Merci Elizabeth.")), language="fr"))
    lit = make_document("lit", "Here is Cornelius van Litt.", language="en", people=(Person("Cornelius van Litt", "guest"),))
    beds = [make_document(f"bed-{number}", f"On le lit {number} fois, dans un lit.", language="fr") for number in range(3)]
    with published(root, [*made, lit, *beds]) as opened:
        yield opened


@pytest.mark.parametrize("typed", ["Carlos Ghosn", "carlos ghosn"])
def test_a_last_name_leads_whatever_its_capital(mentioned: Index, typed: str) -> None:
    assert mentioned.search(typed).hits[0].summary.slug == "ghosn"


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("parted")
    later = "On parle encore de tout cela, et puis d’autre chose, longtemps. "
    said = {
        "lagarde": ("Voici Arnaud Montebourg, et Arnaud parle.", "Puis madame Lagarde, la directrice."),
        "arnaud": ("Monsieur Bernard Friot est venu.", "Le voici, Arnaud Leparmentier. Puis Arnaud Leparmentier reprend."),
        "luc": ("Élise est venue, Élise repart.", "Mais Jean-Luc et moi le disons."),
        "hein": ("Martine est là, Martine y est.", "Il faut le savoir, hein, tout de même."),
        "matin": ("Ce matin, hein, tout le monde dort.",),
    }
    made = [
        make_document(slug, cues=[Cue(n * 40_000, f"{later}{text}") for n, text in enumerate(texts)], language="fr")
        for slug, texts in said.items()
    ]
    made.append(
        make_document(
            "hagee", "You will meet Lindsay Hagee today, a geophysicist.", language="en", people=(Person("Lindsay Hagee", "guest"),)
        )
    )
    made += [make_document(f"heavy-{number}", f"A heavy load of {number} sticks.", language="en") for number in range(5)]
    guest = (Person("Nicholas Tolerwey", "guest"),)
    made.append(make_document("tolerwey", "That is where Nicholas Tolerwey got involved.", language="en", people=guest))
    made += [make_document(f"nick-{number}", f"And Nick, the {number} question.", language="en") for number in range(3)]
    made += [make_document(f"euler-{number}", f"La formule d’Euler, vue {number} fois.", language="fr") for number in range(3)]
    made.append(make_document("levard", "Avec Laurent Levard, elle est chargée de tout.", language="fr"))
    made.append(make_document("luc-2", "On voit Luc et les autres.", language="fr"))
    made.append(make_document("trowing", "Here is Itamar Turner-Trowing.", language="en"))
    made += [make_document(f"veland-{number}", f"Here is Dino Veland, {number} times.", language="en") for number in range(3)]
    made.append(make_document("kat", "On a fait le point Kat, et un autre point.", language="fr"))
    with published(root, made) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "head"), [("Viehland", "Peut-être transcrit « Veland » : 3 épisodes"), ("viehland", "Vouliez-vous dire")]
)
def test_nobody_is_asked_whether_they_meant_how_a_name_is_transcribed(app: Flask, parted: Index, typed: str, head: str) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index = parted
        meant = lead(parted.search(typed), SearchParams(text=typed))
        assert meant and meant.episodes == 3
        assert (heard.heard_title(meant.heard) if meant.heard else "Vouliez-vous dire").replace("\u00a0", " ") == head


@pytest.mark.parametrize("typed", ["Viehland Dino", "Dino Viehland"])
def test_a_name_typed_last_name_first_is_told_as_it_is_said(app: Flask, parted: Index, typed: str) -> None:
    assert told(app, parted, typed)[0].replace("\u00a0", " ") == "Peut-être transcrit « Dino Veland » : 3 épisodes"


def test_nobody_is_asked_whether_they_meant_who_is_named_in_an_episode_that_may_say_it(app: Flask, tmp_path: Path) -> None:
    people = (Person("Alain Marshall", "host"), Person("Olivier Tramont", "host"))
    made = [make_document(f"desk-{number}", f"Alain est là, {number} fois.", people=people, language="fr") for number in (1, 2)]
    with published(tmp_path, made) as index, app.test_request_context("/search?lang=fr"):
        g.index = index
        for typed in ("Alain Marschall", "alain marschall"):
            answer, params = index.search(typed), SearchParams(text=typed)
            assert headline.headline(answer).replace("\u00a0", " ") == "Écrit « Alain Marshall » : 2 épisodes"
            assert lead(answer, params) is None and beside_head(answer, params) is None
    with published(tmp_path / "page", made) as index, app.test_request_context("/search?q=Alain+Marschall"):
        g.index = index
        page = app.full_dispatch_request().get_data(as_text=True)
        assert re.search(r'<h1 id="total">[^/]*<a href="/search[?]q=Alain[+]Marshall', page)
        (hit, *_others) = index.search("Marschall").hits
        assert [told.replace("\u00a0", " ") for told in heard.instead_of(index.search("Marschall"), hit, None)] == [
            "écrit « Marshall » au lieu de « Marschall » (presque identique)"
        ]


def test_no_word_of_every_day_is_told_as_part_of_a_name(app: Flask, parted: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index = parted
        answer = parted.search("Poincaré")
        assert "point kat" in {near.text for word in answer.explanation.words for near in word.near}
        assert "Kat" not in f"{headline.headline(answer)} {heard.perhaps_heard(answer)}"


def test_what_is_guessed_by_its_letters_is_never_told_without_a_doubt(app: Flask, parted: Index) -> None:
    assert told(app, parted, "heavvy")[0].startswith("Peut-être transcrit «\u00a0heavy")


@pytest.mark.parametrize("typed", ["Nick Tollervey", "nick tollervey"])
def test_a_last_name_alone_is_perhaps_that_of_somebody_called_alike(app: Flask, parted: Index, typed: str) -> None:
    assert told(app, parted, typed)[0].startswith("Aucun épisode")
    with app.test_request_context("/search?lang=fr"):
        g.index = parted
        assert (heard.perhaps_heard(parted.search(typed)) or "").startswith("Peut-être transcrit «\u00a0Tolerwey\u00a0»")


@pytest.mark.parametrize(("typed", "many"), [("martine en lagarde", "deux"), ("Martine van Lagarde", "trois")])
def test_the_words_told_are_those_needed_and_all_of_a_name(app: Flask, parted: Index, typed: str, many: str) -> None:
    assert told(app, parted, typed)[0] == f"Aucun épisode ne contient ces {many} mots"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("martine en lagarde", "Résultats dans toute l’archive"),
        ("xylophone", "Aucun épisode ne contient «\u00a0xylophone\u00a0»"),
        ("leparmentier", "1 épisode dans toute l’archive"),
    ],
)
def test_an_episodes_page_tells_of_the_archive_what_its_list_does(app: Flask, parted: Index, typed: str, says: str) -> None:
    with app.test_request_context("/episode/hein?lang=fr"):
        g.index = parted
        assert all_of(parted.search(typed, aggregations=False)) == says


def test_where_no_moment_says_all_words_a_page_leads_through_those_that_are_no_chance(app: Flask, tmp_path: Path) -> None:
    """Next went through every moment that says one everyday word of a sentence."""
    many = [Cue(60_000 * number, f"Il faut voir, dit la voix numéro {number}.") for number in range(1, 30)]
    said = (Cue(0, "Mettre du bruit avec de la fureur, voilà."), *many, Cue(3_600_000, "Ce bruit, cette fureur."))
    others = [make_document(f"other-{number}", f"Il faut dire le jour {number}.", language="fr") for number in range(20)]
    sentence = "il faut mettre du bruit et de la fureur"
    made = [make_document("noise", cues=said, language="fr"), *others]
    with published(tmp_path, made) as opened, app.test_request_context(f"/episodes/noise?q={sentence}&lang=fr"):
        g.index = opened
        found = opened.search_episode(sentence, "noise")
        assert found and (found.hit.whole, found.hit.moments_total) == ((), 31)
        led = said_together(found.hit)
        assert led and [moment.start_ms for moment in led.moments] == [0, 60_000, 3_600_000], (
            "the first that says what no other does"
        )
    with app.test_request_context(f"/episodes/noise?q={sentence}&words=any"):
        assert said_together(found.hit) is found.hit


def test_the_way_back_from_an_episode_reads_as_one_whatever_its_list_tells(app: Flask, tmp_path: Path) -> None:
    """It told another number than the head did, or that there was no other episode where the list showed some."""
    guest = make_document("alone", "Bonsoir à vous.", people=(Person("Rachida Dati", "guest"),), language="fr")
    with published(tmp_path, [guest]) as opened, app.test_request_context("/search?q=rachida+datti&lang=fr"):
        g.index = opened
        answer = opened.search("rachida datti", aggregations=False)
        assert (answer.total, answer.listed_total) == (0, 1)
        assert (back_to(answer), all_of(answer)) == ("Retour aux résultats", "Résultats dans toute l’archive")
        assert back_to(opened.search("bonsoir", aggregations=False)) == "Retour à l’épisode trouvé"
        assert back_to(opened.search("xylophone", aggregations=False)) == "Retour à la recherche"
        assert 'data-list="Retour aux résultats"' in app.full_dispatch_request().get_data(as_text=True)


def test_an_episode_that_is_offered_for_its_title_tells_on_its_page_what_is_written_there(app: Flask, tmp_path: Path) -> None:
    made = make_document("soir", "Bonsoir à vous.", title="Le grand soir : Yolande Moreau", language="fr")
    with published(tmp_path, [made]) as opened, app.test_request_context("/search?lang=fr"):
        g.index = opened
        answer, found = opened.search("yolande moro"), opened.search_episode("yolande moro", "soir")
        assert (
            found
            and [told.replace("\u00a0", " ") for told in heard.instead_of(answer, found.hit, None)]
            == [told.replace("\u00a0", " ") for told in heard.instead_of(answer, answer.hits[0], None)]
            != []
        )


def test_no_word_of_grammar_is_a_last_name(parted: Index) -> None:
    assert parted.search("Leonhard Euler").hits[0].summary.slug.startswith("euler")


@pytest.mark.parametrize(
    "typed", ["Arnaud Lagardère", "arnaud lagardère", "Bernard Arnault", "Élise Lucet", "élise lucet", "Martin Heinz"]
)
def test_two_peoples_names_are_not_told_as_one(app: Flask, parted: Index, typed: str) -> None:
    assert told(app, parted, typed) == ("Aucun épisode ne contient ces deux mots", "")
    with app.test_request_context("/search?lang=fr"):
        g.index = parted
        assert heard.perhaps_heard(parted.search(typed)) is None
        assert lead(parted.search(typed), SearchParams(text=typed)) is None


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("alike")
    said = {
        "levi": "Do you know Mark Levi? Mark Levi is a friend.",
        "lavin": "You will meet Mark Lavin, an author.",
        "gilbert": "Voici Alyssa Gilbert, une chimiste.",
        "apathy": "There is apathy in it.",
        "aphatie": "Monsieur Aphatie a parlé.",
        "ola": "Merci à Ola, de Lyon.",
    }
    made = [
        make_document(slug, text, language="en" if slug in {"levi", "lavin", "apathy"} else "fr") for slug, text in said.items()
    ]
    made.append(make_document("mark", "Mark is back.", people=(Person("Mark Roe", "guest"),), language="en"))
    cut = (Person("Michael Kenne", "host"),)
    made.append(make_document("kenne", "This is Michael Kennedy, your host.", people=cut, language="en"))
    made += [make_document(f"marc-{number}", f"Marc, la {number} fois.", language="fr") for number in range(3)]
    with published(root, made) as opened:
        yield opened


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("neighbours")
    made = [make_document(f"net-{number}", f"Ils jettent {number} filets.", language="fr") for number in range(4)]
    made += [make_document(f"stem-{number}", f"Elle courait {number} fois.", language="fr") for number in range(9)]
    made += [make_document(f"run-{number}", f"Ils courront {number} fois.", language="fr") for number in range(4)]
    apart = (Cue(0, "Malgré la pluie, du glyphosate."), Cue(600_000, "Un coquelicot jaune."))
    made += [make_document("apart", cues=apart, language="fr"), make_document("yellow", "Des fleurs jaunes.", language="fr")]
    made += [make_document(f"farm-{number}", f"Les glyphosates, {number} en tout.", language="fr") for number in range(4)]
    made += [make_document(f"ban-{number}", f"On interdit le glyphosate, {number} fois.", language="fr") for number in range(9)]
    with published(root, [*made, make_document("reef", "Un récif.", language="fr")]) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("gilets jaunes", ""),
        ("malgres coquelicot", "malgré"),
        ("malgres pluie", "malgré pluie"),
        ("glifosate coquelicot", "glyphosate coquelicot"),
    ],
)
def test_a_word_written_right_is_no_slip_and_what_is_offered_for_known_words_is_said_together(
    app: Flask, neighbours: Index, typed: str, offered: str
) -> None:
    assert told(app, neighbours, typed)[1] == offered


def test_what_was_looked_for_offers_no_form_that_leads_nowhere(app: Flask, neighbours: Index) -> None:
    with app.test_request_context("/search"):
        g.index = neighbours
        answer = neighbours.search("interdit recife")
        forms = explanation.near(answer.explanation.words[1], answer, SearchParams(text="interdit recife"))
        assert answer.explanation.words[1].near and not forms, "nobody says récif beside it"
        answer = neighbours.search("recife")
        (word,) = answer.explanation.words
        assert explanation.near(word, answer, SearchParams(text="recife"))
        english = SearchParams(text="recife").adding("language", "en")
        assert not explanation.near(word, answer, english), "nor under the filters that its link keeps"


def test_the_number_beside_a_form_is_the_number_it_leads_to(app: Flask, tmp_path: Path) -> None:
    said = {"fr": [*("Les retraites montent.",) * 12, *("Sa retraite approche.",) * 2], "en": ["They retreated.", "We retreat."]}
    every = [(language, text) for language, texts in said.items() for text in texts]
    made = [make_document(f"said-{number}", text, language=language) for number, (language, text) in enumerate(every)]
    with published(tmp_path, made) as opened, app.test_request_context("/search?q=retriates"):
        g.index = opened
        page = unescape(app.full_dispatch_request().get_data(as_text=True))
        beside = re.findall(r'href="/search\?q=([^"&]+)[^"]*">[^<]+</a> \((\d+)', page)
        assert len(beside) >= 3 and {form: opened.answering(form) for form, _ in beside} == {
            form: int(many) for form, many in beside
        }
        (foot,) = re.findall(r"10 épisodes sur 15[^.<]*", page)
    assert "14 épisodes</h1>" in page.replace("\u00a0", " ") and foot.endswith("formes proches comprises")


def test_a_page_that_leads_to_a_word_counts_it_once(app: Flask, neighbours: Index) -> None:
    with app.test_request_context("/search?q=courrnot"):
        g.index = neighbours
        page = app.full_dispatch_request().get_data(as_text=True)
    head, cause = page.split('id="cause"')[0].rsplit("<h1", 1)[1], page.split('id="cause"')[1].split("</p>")[0]
    assert ">courront</a>" in head and "13 épisodes" in head, "all its forms"
    assert "épisode" not in cause


@pytest.fixture(scope="module")
def phrases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("phrases")
    english = {
        **{f"learning-{number}": f"We do machine learning on {number} computers." for number in range(8)},
        **{f"climate-{number}": f"They speak of climate change for {number} hours." for number in range(8)},
        **{f"apart-{number}": f"The manager of {number} left, the product stays." for number in range(55)},
        **{f"job-{number}": f"She is a product manager of {number} people." for number in range(5)},
    }
    french = {
        **{f"thing-{number}": f"Ce machin va continuer {number} ans." for number in range(8)},
        "business": "Le climat des affaires change.",
        **{f"vests-{number}": f"Ils ont mis {number} gilets." for number in range(8)},
        "nets": "Ils posent leurs filets jaunes.",
        "meal": "Il faut bien manger.",
        **{f"yellow-{number}": f"Il y a {number} maillots jaunes." for number in range(6)},
        **{f"states-{number}": f"Je vis aux États-Unis depuis {number} ans." for number in range(6)},
        **{f"agreed-{number}": f"Je suis d'accord avec vous, dit-il {number} fois." for number in range(5)},
        "avenue": "Une avenue, d'accord, et l'état de la chaussée.",
        **{f"sent-{number}": f"Voici {number} lettres de la part de ma sœur." for number in range(6)},
        "beyond": "Cela va bien au-delà.",
        **{f"let-{number}": f"Tu laisses passer {number} trains." for number in range(6)},
        "passing": "Laissez tout passer.",
    }
    made = [make_document(slug, text, language="en") for slug, text in english.items()]
    with published(root, [*made, *(make_document(slug, text, language="fr") for slug, text in french.items())]) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("machin learning", "machine learning"),
        ("Machin learning", "Machine learning"),
        ("climat change", "climate change"),
        ("machin learning computers", "machine learning computers"),
        ("product manger", "product manager"),
        ("les état-unie", "les États-Unis"),
        ("d'accord aveque vous", "d'accord avec vous"),
        ("dela part", "de la part"),
        ("laissez-passer", ""),
        ("machine-lerning", "machine learning"),
        ("gilets jaunes", ""),
        ("machine change", ""),
        ("learning machine", ""),
    ],
)
def test_a_word_is_put_right_beside_its_neighbour_in_a_phrase(app: Flask, phrases: Index, typed: str, meant: str) -> None:
    assert told(app, phrases, typed)[1] == meant


def test_words_typed_as_one_are_told_apart(app: Flask, tmp_path: Path) -> None:
    """guerreukraine, that nobody says in a row; nothing for what is no words of every day, nor for a name."""
    said = {f"war-{number}": f"La guerre dure depuis {number} ans, l'Ukraine tient et le président parle." for number in range(3)}
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as opened:
        asked = ("guerreukraine", "guerreetpresident", "guerrezorglub", "Guerreukraine", "laguerre")
        assert [fold(told(app, opened, typed)[1]) for typed in asked] == ["guerre ukraine", "guerre et president", "", "", ""]


@pytest.mark.parametrize(("typed", "apart"), [("Thierry Breton", True), ("Séverine Breton", False), ("Bouilly Thierry", False)])
def test_a_name_whose_words_are_parts_of_two_others_is_told_so(app: Flask, tmp_path: Path, typed: str, apart: bool) -> None:
    publish_full(tmp_path, Given([make_document("two", "Ainsi l'ont suivi Séverine Breton et Thierry Bouilly.")]), revision=1)
    with app.test_request_context("/search"):
        g.index = open_index(tmp_path)
        answer = g.index.search(typed)
        note = headline.any_word_note(answer)
        assert (headline.headline(answer), note) == (
            ("1 épisode", "1 moment où ces mots ne se suivent pas") if apart else ("1 épisode, 1 moment", None)
        )
