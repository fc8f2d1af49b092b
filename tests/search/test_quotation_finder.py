"""A quotation half remembered: the passage that holds most of it in its order is shown as what it is, and never
counted."""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from archive.cli.search import _verdict
from archive.exports import verdict_row
from archive.languages import numbers
from archive.model.episode import Cue, Person
from archive.search import Index, open_index
from archive.search.generations import publish_full
from archive.search.index.limits import Budget
from archive.search.index.types import Captions
from archive.search.quotations import pasted
from archive.search.quotations.alignment import aligned
from archive.search.quotations.attribution import Quotation
from archive.search.quotations.finder import QuotationFinder
from archive.search.quotations.found import LEAST, Found
from archive.search.quotations.meaning_changes import leaves_out_denial, replaced, shown_replaced, turns_of
from archive.search.quotations.pasted import as_read
from archive.search.quotations.speech import Speech, pieces_of, with_amounts
from archive.search.quotations.verdict import LONGEST
from archive.search.results.answer import Fate, PieceJson
from archive.search.results.answer_json import answer_object, quoted_object, verdict_object
from archive.text.tokenizer import words
from tests.amounts import cases
from tests.given import Given, published
from tests.search.index.archives import make_document
from tests.torture.expressions import Expression, steps

SAID = (
    Cue(0, "Bonsoir, nous recevons la maire de Kernac."),
    Cue(65_000, "La mer ne rend jamais ce que les hommes"),
    Cue(69_000, "lui ont confié, disait ma grand-mère."),
    Cue(80_000, "Et puis le vent a tourné."),
)
EXACTLY = "la mer ne rend jamais ce que les hommes lui ont confié"
WAVE, LIGHT = "une vague ne demande pas la permission", "le phare attend toujours la vague suivante"
NEARLY = "la mer ne redonne jamais ce que les marins lui ont confié"


DOCUMENTS = (
    make_document("mer", cues=SAID, title="Kernac"),
    make_document("autre", "Les hommes ont confié la clé. Le vent ne rend rien.", "Ce que la mer a vu, jamais je ne le dirai."),
    make_document(
        "tide",
        "At that time the tide was high, and the harbour certainly wasn't. Nothing else.",
        "Then the pilot said that we can't.",
        language="en",
    ),
    make_document(
        "figures",
        "The harbour paid 13 750 crowns, and 1 500 boats in all the years.",
        "At noon the water was 3.14 metres high. The harbour paid 14 750 crowns.",
        language="en",
    ),
    make_document("whole figure", "The harbour paid 14 crowns.", language="en"),
    make_document(
        "spoken",
        cues=(
            Cue(0, "Une vague ne demande pas la permission.", speaker="Ana Kermadec"),
            Cue(9_000, "Le phare attend toujours la vague suivante.", speaker="Léo Durel"),
            Cue(18_000, "Personne ici ne compte les naufrages.", speaker="J.-L. M."),
            Cue(27_000, "Les vagues n'ont pas de nom propre.", speaker="Goff"),
        ),
        people=(Person("Ana Kermadec", "guest"), Person("Min Les", "guest")),
        show="L'heure d'Ana",
    ),
    make_document("train", "Le train de nuit ne part pas ce soir."),
    make_document(
        "denied",
        cues=(
            Cue(0, "Et surtout ne dites pas que"),
            Cue(3_000, "M. Goulven est un marin. Il n'est pas vrai qu'il sache nager."),
            Cue(9_000, "Ce n'est pas grave, la barque tient la houle. N'oubliez pas que le quai est glissant."),
            Cue(15_000, "Le curé n'est pas venu mais la fanfare a joué. Non. Les bouées sont jaunes."),
            Cue(21_000, "Personne ne dit que le bac est rapide. Sans doute le bac est lent. Le bac est bleu."),
            Cue(27_000, "Je ne crois pas que le bac est bleu."),
            Cue(
                28_000,
                "Tu aimes le vent pas moi la rade est calme. You like the wind not me our bay is calm.",
            ),
            Cue(
                28_500,
                "Ce n'est pas moi qui dis que la cale est vide. It was not me who said that our boat is full.",
            ),
            Cue(28_700, "Les mousses ne s'y mettent pas car ceux que j'appelle ont hissé la voile."),
            Cue(29_000, "It was not me painting a boat too."),
            Cue(30_000, "Je ne suis pas d'accord pour qu'on dise : le phare se visite en barque. Non !"),
        ),
    ),
    make_document(
        "denied in English", "And not many boats have enough of that paint. I don't think that it dries fast.", language="en"
    ),
    make_document(
        "numbers",
        "Ils sont déjà au moins en cinquième position. Il leur restera, M. Bourdin, 92 jours.",
        "Il leur faudra huit.",
        language="fr",
    ),
    make_document("numbers in English", "Four of them are here.", language="en"),
    make_document("part", "Hier les phares bretons guident la barque ici.", "Ils brillent."),
    make_document("whole", "Il pleut.", "Sans fin.", "Les phares bretons guident la barque.", "Ils brillent."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("quoted")
    with published(folder, DOCUMENTS) as opened:
        yield opened


def alike(word: str) -> float:
    """Every word weighs the same."""
    return 1.0


@pytest.mark.parametrize(
    ("quoted", "said", "fates"),
    [
        ("a bon chat", "a bon chat", ["same"]),
        ("phare rouge allume", "le phare vert allume ici", ["same", "otherwise", "same"]),
        ("phare allume", "phare rouge allume", ["same", "unquoted", "same"]),
        ("phare rouge allume", "phare allume", ["same", "unsaid", "same"]),
        ("rouge phare allume", "phare rouge allume", ["otherwise", "same"]),
        ("phare rouge allume ici", "le phare rouge brille la nuit", ["same", "otherwise"]),
        ("ce soir phare rouge allume", "et hier matin phare rouge allume", ["otherwise", "same"]),
        ("phare rouge allume ici", "phare rouge brille", ["same", "otherwise", "unsaid"]),
    ],
)
def test_words_are_laid_side_by_side(quoted: str, said: str, fates: list[str]) -> None:
    laid = aligned(quoted.split(), said.split(), alike)
    assert [one.fate for one in laid.stretches] == fates
    assert (laid.score == 1.0) == (fates == ["same"])


def test_an_article_in_its_other_form_costs_little() -> None:
    """So an American empire is as near to a British one as a French one."""
    said = "it was clearly a british venture".split()
    american, french, any_other = (
        aligned(quoted.split(), said, alike).score
        for quoted in (
            "it was clearly an american venture",
            "it was clearly a french venture",
            "it was clearly in american venture",
        )
    )
    assert any_other < american and french - american < french - any_other


def test_speech_may_begin_before_a_quotation_and_go_on_behind_it() -> None:
    laid = aligned(["phare", "allume"], "depuis hier le phare allume guide les bateaux".split(), alike)
    assert (laid.begin, laid.stop, laid.score) == (3, 5, 1.0)


def test_where_the_last_words_differ_as_many_that_are_said_stand_in_their_place() -> None:
    said = "si je suis elu il n y aura plus de travailleurs detaches en france ni ailleurs".split()
    laid = aligned([*said[:13], "europe"], said, alike)
    last = laid.stretches[-1]
    assert (last.fate, said[last.begin : last.stop]) == ("otherwise", ["france"])


def test_a_rare_word_that_is_not_said_weighs_more_than_one_of_grammar() -> None:
    def weight(word: str) -> float:
        return {"de": 0.3, "bananes": 1.0}.get(word, 0.4)

    said = "je n ai jamais parle de ces choses".split()
    lacks_de, has_bananas = "je n ai jamais parle ces choses".split(), "je n ai jamais parle de bananes".split()
    assert aligned(lacks_de, said, weight).score > aligned(has_bananas, said, weight).score + 0.15


def test_a_quotation_in_quotes_with_words_changed_is_shown_and_not_counted(index: Index) -> None:
    answer = index.search(f'"{NEARLY}"')
    assert answer.total == 0
    (near,) = answer.nearly
    assert (near.summary.slug, near.start_ms) == ("mer", 65_000)
    assert [(one.quoted, one.said) for one in near.pieces if one.fate != "same"] == [("redonne", "rend"), ("marins", "hommes")]
    assert near.text.startswith("La mer ne rend jamais")


def test_the_same_without_quotes(index: Index) -> None:
    assert [near.summary.slug for near in index.search(NEARLY).nearly] == ["mer"]


def test_a_number_typed_without_quotes_is_no_slip_of_another(index: Index) -> None:
    assert [near.turns for near in index.search('"le train 12 de nuit ne part"').nearly] == [("number",)]
    assert index.search("le train 12 de nuit ne part").nearly == ()


def test_the_one_word_that_tells_anything_must_be_said(index: Index) -> None:
    assert [near.summary.slug for near in index.search("ce que à la mer a").nearly] == ["autre"]
    assert index.search("ce que les phares ont").nearly == ()
    assert index.search('"ce que la phares a"').nearly


def test_a_whole_sentence_stands_before_a_part_of_one_that_is_as_near(index: Index) -> None:
    found = index.verify("les phares bretons guident la nuit").passages
    assert [one.summary.slug for one in found] == ["whole", "part"]


@pytest.mark.parametrize("typed", [f'"{EXACTLY}"', EXACTLY, '"vent a tourné"'])
def test_what_is_said_word_for_word_is_no_near_quotation(index: Index, typed: str) -> None:
    answer = index.search(typed)
    assert answer.total
    assert answer.nearly == ()


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        (
            "lui ont confié, disait ma grand-mère, la mer ne rend jamais ce que les hommes",
            "La mer ne rend jamais ce que les hommes lui ont confié, disait ma grand-mère",
        ),
        ("nous recevons la maire de Kernac […] pour son roman policier suédois", "nous recevons la maire de Kernac"),
        ("Le train des vacances partira", ""),
    ],
)
def test_of_a_quotation_that_nobody_says_the_part_that_is_said_is_told(index: Index, typed: str, held: str) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.episodes, told.passages) == ("not-found", 0, ())
    assert [piece.said for one in told.in_part for piece in one.pieces if piece.fate == "same"] == [held] * bool(held)
    assert index.search(f'"{typed}"').in_part == told.in_part, "with the words around, as verified"
    assert index.search(typed).in_part == ()


def test_a_quotation_of_which_every_word_is_said_in_order_is_nearly_said(index: Index) -> None:
    told = index.verify("la mer jamais les hommes confié")
    assert told.outcome == "nearly" and told.in_part == ()
    assert told.passages[0].score < LEAST and {piece.fate for piece in told.passages[0].pieces} == {"same", "unquoted"}


def test_the_same_said_far_apart_is_a_part_of_it(index: Index) -> None:
    told = index.verify("nous recevons la maire lui ont confié")
    assert told.outcome == "not-found" and told.in_part[0].said_words == told.in_part[0].typed_words


def test_words_that_a_quotation_passes_over_without_saying_so_are_left_out_and_no_word_is_replaced(index: Index) -> None:
    told = index.verify("nous recevons la maire les hommes lui ont confié")
    assert told.outcome == "nearly" and told.passages[0].text == "nous recevons la maire […] les hommes lui ont confié"
    assert [piece.fate for piece in told.passages[0].pieces] == ["same", "unquoted", "same"]


def test_words_that_are_begun_and_said_again_later_are_said_as_they_are_quoted(tmp_path: Path) -> None:
    said = "I built the kite for me and put it on, you know, put it on the pier and then put it on Harbour Street to see."
    with published(tmp_path, [make_document("again", said, language="en")]) as index:
        told = index.verify("I built the kite for me and put it on Harbour Street").passages[0]
    assert (told.turns, told.text) == ((), "I built the kite for me and […] put it on Harbour Street")
    assert {piece.fate for piece in told.pieces} == {"same", "unquoted"}


@pytest.mark.parametrize(("last", "outcome"), [("Ana", "nearly"), ("Max", "not-found")])
def test_many_words_are_passed_over_within_what_one_person_says_alone(tmp_path: Path, last: str, outcome: str) -> None:
    said = {
        "Une vague ne demande pas la permission.": "Ana",
        "Le phare attend la vague suivante, et le vent tourne au large des îles.": "Léo",
        "Personne ici ne compte les naufrages.": last,
    }
    cues = tuple(Cue(9000 * place, text, speaker=who) for place, (text, who) in enumerate(said.items()))
    with published(tmp_path, [make_document("turns", cues=cues, language="fr")]) as index:
        told = index.verify("une vague ne demande pas la permission personne ici ne compte les naufrages")
    assert told.outcome == outcome


@pytest.mark.parametrize("typed", ["mer vent", "le prix des tomates au marché de Rungis", '"prix des tomates au marché"', "mer"])
def test_a_query_that_resembles_nothing_shows_no_near_quotation(index: Index, typed: str) -> None:
    assert index.search(typed).nearly == ()


def test_a_part_that_lacks_one_of_a_few_words_is_none_beside_episodes_that_hold_them(tmp_path: Path) -> None:
    priced = ["prix"] * 4 + ["poids"] * 12
    made = [make_document(f"priced {n}", f"Le {word} de l'ail, ce jour {n}.", language="fr") for n, word in enumerate(priced)]
    made.append(make_document("part", "Il faut produire de l'électricité au port.", language="fr"))
    cues = (Cue(0, "Le prix monte."), Cue(600_000, "Et puis l'électricité a manqué."))
    told = []
    for name, documents in (("without", made), ("with", [*made, make_document("apart", cues=cues, language="fr")])):
        publish_full(tmp_path / name, Given(documents), revision=1)
        with closing(open_index(tmp_path / name)) as opened:
            answer = opened.search("prix de l'électricité")
        told.append((answer.total, [one.summary.slug for one in answer.in_part[:1]]))
    assert told == [(0, ["part"]), (1, [])]


def test_of_words_that_are_no_sentence_no_part_stands_before_episodes_that_hold_them(tmp_path: Path) -> None:
    later = "On parle encore de tout cela, et de bien autre chose, longtemps. " * 4
    told = f"Voici la courbe en cloche, qui descend. {later}", f"Mais pourquoi ? {later}", "C'est que pi y est."
    cues = tuple(Cue(100_000 * number, text) for number, text in enumerate(told))
    made = [make_document("apart", cues=cues, language="fr"), make_document("part", "Une courbe en cloche, oui.", language="fr")]
    made += [make_document(f"why {n}", f"Mais pourquoi donc, {n} fois.", language="fr") for n in range(12)]
    made += [make_document(f"pi {n}", f"Voici le nombre pi, {n} fois.", language="fr") for n in range(12)]
    publish_full(tmp_path, Given(made), revision=1)
    with closing(open_index(tmp_path)) as opened:
        answer = opened.search("courbe en cloche pourquoi pi")
    assert (answer.total, answer.in_part) == (1, ())


def test_neither_filters_nor_words_left_out_are_passed_over(index: Index) -> None:
    assert index.search(f'"{NEARLY}" episode:train').nearly == ()
    assert index.search(f'"{NEARLY}" -grand-mère').nearly == ()


@pytest.mark.parametrize(
    ("quotation", "outcome", "episodes"),
    [(EXACTLY, "exact", 1), (NEARLY, "nearly", 0), ("le prix des tomates au marché", "not-found", 0), ("", "not-found", 0)],
)
def test_a_verdict_is_one_of_three(index: Index, quotation: str, outcome: str, episodes: int) -> None:
    told = verdict_object(index.verify(quotation), "https://example.org")
    assert (told.outcome, told.episodes) == (outcome, episodes)
    assert (told.score == 1.0) == (outcome == "exact")
    if told.passages:
        assert told.passages[0].url == "https://example.org/episodes/mer?t=65#t65"


def test_an_exact_verdict_crosses_captions_and_shows_the_words_said(index: Index) -> None:
    (passage,) = index.verify(EXACTLY).passages
    assert passage.text == "La mer ne rend jamais ce que les hommes lui ont confié"


def test_a_quotation_that_goes_on_behind_what_is_said_is_not_exact(index: Index) -> None:
    assert index.verify(f"{EXACTLY} {'encore ' * 400}").outcome != "exact"


def test_the_answer_as_json_has_the_near_quotations_beside_its_episodes(index: Index) -> None:
    told = answer_object(index.search(f'"{NEARLY}"'))
    assert (told.total, [one.slug for one in told.nearly]) == (0, ["mer"])
    assert told.nearly[0].clock == "01:05"


FLOUR = "je n'ai jamais vendu de farine avariée à un boulanger de la ville"
NO_FLOUR, BECAUSE = "je ne veux pas de farine", "parce que le moulin tourne"
TURNED = [
    ("fr", FLOUR, "j'ai vendu de farine avariée à un boulanger de la ville", ("negation",)),
    ("fr", "j'ai vendu la farine avariée à un boulanger de la ville", FLOUR, ("negation",)),
    ("fr", FLOUR, "j'ai jamais vendu de farine avariée à un boulanger de la ville", ()),
    ("fr", FLOUR, "je n'ai pas vendu de farine avariée à un boulanger de la ville", ()),
    ("fr", FLOUR, "je n'ai jamais vendu de farine moisie à un boulanger de la ville", ()),
    ("fr", "le moulin peut tourner sans le vent du nord", "le moulin ne peut tourner sans le vent du nord", ("negation",)),
    ("fr", "il y a plus de farine au moulin ce matin", "il n'y a plus de farine au moulin ce matin", ("negation",)),
    ("fr", "il y a plus de farine au moulin ce matin", "il y a toujours de la farine au moulin ce matin", ()),
    ("fr", "le moulin rend trente sacs de farine par jour", "le moulin rend 30 sacs de farine par jour", ()),
    ("fr", "le moulin rend trente sacs de farine par jour", "le moulin rend trente-deux sacs de farine par jour", ("number",)),
    ("fr", "le moulin prend 5 pour cent de la farine", "le moulin prend 5 % de la farine", ()),
    ("en", "we did not sell any flour to the baker in town", "we did sell some flour to the baker in town", ("negation",)),
    ("en", "we didn't sell any flour to the baker in town", "we sell any flour to the baker in town", ("negation",)),
    ("en", "we did not sell any flour to the baker in town", "we didn't sell any flour to the baker in town", ()),
    ("en", "that is what we never sold to the baker in town", "that is what we sold to the baker in town", ("negation",)),
    ("fr", "la farine avariée est illégale dans la ville", "la farine avariée est légale dans la ville", ("negation",)),
    ("fr", "ce boulanger est un homme juste et bon", "ce boulanger est un homme injuste et bon", ("negation",)),
    ("fr", "ce moulin est inutile et ses meules sont usées", "ce moulin est pas utile et ses meules sont usées", ()),
    ("fr", "la farine avariée est légale dans la ville", "la farine avariée est loyale dans la ville", ()),
    ("fr", "le moulin est plus important que la ville", "le moulin est moins important que la ville", ("negation",)),
    ("fr", "le moulin est plus important que la ville", "le moulin est plus important que la grande ville", ()),
    ("en", "the baker sold more flour than the town", "the baker sold less flour than the town", ("negation",)),
    ("fr", "la retraite par capitalisation c'est une arnaque", "la retraite par répartition c'est une arnaque", ()),
    ("en", "it was quite possible to sell flour to the baker", "it was quite impossible to sell flour to the baker", ("negation",)),
    ("en", "the baker said that this was unfair to the town", "the baker said that this was fair to the town", ("negation",)),
    ("en", "the baker was unhappy with the flour in town", "the baker was happy with the flour in town", ("negation",)),
    ("en", "we sold two hundred bags to the baker", "we sold three hundred bags to the baker", ("number",)),
    ("en", "the new mill is much faster than the old one", "the new mill is much slower than the old one", ("negation",)),
    ("en", "we keep the mill out of the picture for now", "we keep the mill in the picture for now", ("negation",)),
    ("en", "the network was non-finalizing for a while", "the network was finalizing for a while", ("negation",)),
    ("en", "flour was the cheapest thing in the town", "flour was the most expensive thing in the town", ("negation",)),
    ("en", "the new mill is much faster than the old one", "the new mill is much quicker than the old one", ()),
    ("fr", "la nouvelle meule tourne plus vite que l'autre", "la nouvelle meule tourne plus lentement que l'autre", ("negation",)),
    ("fr", "la farine de ce moulin est la meilleure", "la farine de ce moulin est la pire", ("negation",)),
    ("fr", "ah oui c'est injuste parce que le moulin tourne", "ah non c'est juste parce que le moulin tourne", ("negation",)),
    ("fr", "il y a plus de farine et moins de son", "il y a moins de farine et plus de son", ("negation",)),
    ("fr", f"{NO_FLOUR} ni de blé {BECAUSE}", f"{NO_FLOUR} {BECAUSE}", ()),
    ("fr", f"{NO_FLOUR} {BECAUSE}", f"{NO_FLOUR} ni de blé {BECAUSE}", ()),
    ("fr", f"je veux du blé {BECAUSE}", f"je veux ni du blé {BECAUSE}", ("negation",)),
    ("fr", "il a dit hier à Kernac sur France 2 que le moulin tourne", "il a dit hier à Kernac que le moulin tourne", ()),
    ("fr", "le moulin a deux meules de pierre", "le moulin a meules de pierre", ("number",)),
    ("fr", "le moulin a coûté un demi-million d'écus", "le moulin a coûté un million d'écus", ("number",)),
    ("fr", "le moulin a coûté un demi-million d'écus", "le moulin a coûté un quart de million d'écus", ("number",)),
    ("fr", "une vingtaine de moulins tourne ici", "une dizaine de moulins tourne ici", ("number",)),
    ("fr", "une trentaine de moulins tourne ici", "une soixantaine de moulins tourne ici", ("number",)),
    ("fr", "le moulin tourne depuis quarante jours", "le moulin tourne depuis une quarantaine de jours", ()),
    ("fr", "il y a cent mille moulins ici", "il y a mille moulins ici", ("number",)),
    ("fr", "la moitié des moulins tourne ici", "50 pour cent des moulins tourne ici", ()),
    ("en", "half of the mills turn in the town", "10 percent of the mills turn in the town", ("number",)),
    ("en", "there are a few dozen mills in the town", "there are a dozen mills in the town", ("number",)),
    ("en", "there are a dozen mills in the town", "there are 12 mills in the town", ()),
    ("en", "the baker sold thousands of bags in town", "the baker sold a thousand bags in town", ("number",)),
    ("en", "there are dozens of mills in the town", "there are a dozen mills in the town", ("number",)),
    ("en", "there are hundreds of mills in the town", "there are a hundred mills in the town", ("number",)),
    ("en", "there are tens of thousands of mills in town", "there are thousands of mills in town", ("number",)),
    ("en", "there are two hundred mills in the town", "there are 200 mills in the town", ()),
    ("fr", "des milliers de moulins tournent ici", "un millier de moulins tournent ici", ("number",)),
    ("fr", "des dizaines de moulins tournent ici", "dix moulins tournent ici", ("number",)),
    ("fr", "le moulin a coûté des millions d'écus", "le moulin a coûté un million d'écus", ("number",)),
    ("fr", "le moulin a coûté deux millions d'écus", "le moulin a coûté deux million d'écus", ()),
    ("en", "the mill has cost a million in the town", "the mill has cost one million in the town", ()),
    ("fr", "le moulin tourne depuis quelque temps ici", "le moulin tourne depuis quelques temps ici", ()),
    ("fr", "le moulin a tourné quelques jours ici", "le moulin a tourné des jours ici", ("number",)),
    ("fr", "plusieurs moulins tournent ici", "quelques moulins tournent ici", ("number",)),
    ("fr", "le meunier n'a jamais rien dit de ce moulin", "le meunier n'a jamais dit de ce moulin", ()),
    ("fr", "le meunier n'a jamais rien dit de ce moulin", "le meunier n'a rien dit de ce moulin", ()),
    ("fr", "le meunier n'a jamais rien dit de ce moulin", "le meunier a dit de ce moulin", ("negation",)),
    ("fr", "le meunier ne veut plus jamais voir ce moulin", "le meunier ne veut jamais voir ce moulin", ()),
    ("fr", "en plus jamais ce moulin a tourné la nuit", "en plus ce moulin a tourné la nuit", ("negation",)),
    ("", f"{NO_FLOUR} ni de blé {BECAUSE}", f"{NO_FLOUR} {BECAUSE}", ()),
    ("", "le meunier n'a jamais rien dit de ce moulin", "le meunier n'a jamais dit de ce moulin", ()),
    ("fr", "le moulin est en guerre contre le vent", "le moulin est en guère contre le vent", ()),
    ("fr", "ce moulin ne tourne guère le matin", "ce moulin tourne le matin", ("negation",)),
    ("fr", "ce moulin ne tourne guère le matin", "ce moulin ne tourne pas le matin", ()),
    ("fr", "ce moulin n'est pas rien pour la ville", "ce moulin n'est rien pour la ville", ("negation",)),
    ("fr", "et je n'ai jamais accepté ce moulin", "et jamais je n'ai accepté ce moulin", ()),
    ("fr", "et je n'ai jamais accepté ce moulin", "et j'ai accepté ce moulin", ("negation",)),
    ("fr", "j'ai jamais dit qu'il ne tournerait", "j'ai dit qu'il ne tournerait jamais", ("negation",)),
    ("fr", "ces meules sont faciles à tourner le matin", "ces meules sont difficiles à tourner le matin", ("negation",)),
    ("fr", "la dette du moulin ne sera jamais remboursé", "la dette du moulin sera remboursée", ("negation",)),
    ("fr", "la dette du moulin ne sera jamais remboursé par vous", "la dette du moulin sera remboursée", ("negation",)),
    ("fr", "jamais remboursé ne sera la dette du moulin", "remboursée sera la dette du moulin", ("negation",)),
    ("fr", "la dette du moulin sera remboursé. On ne paie jamais", "la dette du moulin sera remboursée", ()),
    ("fr", "la dette du moulin ne sera jamais remboursé", "la dette du moulin ne sera pas remboursée", ()),
    ("fr", "la dette du moulin sera remboursé", "la dette du moulin ne sera pas remboursée", ("negation",)),
    ("en", "the miller will never sell his mills", "the miller will sell his mill", ("negation",)),
    ("en", "the miller will sell his mills", "the miller will sell his mill", ()),
]


@pytest.mark.parametrize(("language", "said", "quoted", "turns"), TURNED)
def test_a_difference_that_turns_the_sense_is_told(language: str, said: str, quoted: str, turns: tuple[str, ...]) -> None:
    laid = aligned(words(quoted), words(said), alike)
    texts = ((one, words(quoted)[one.first : one.end], words(said)[one.begin : one.stop]) for one in laid.stretches)
    pieces = [PieceJson(one.fate, " ".join(ours), " ".join(theirs)) for one, ours, theirs in texts]
    assert turns_of(pieces, language) == turns


@pytest.mark.parametrize(
    ("quoted", "others"),
    [
        ("la mer ne rend jamais ce que les loups lui ont confié", ["loups|hommes"]),
        (NEARLY, ["redonne|rend", "marins|hommes"]),
        ("le train de nuit ne part pas ce matin", ["matin|soir"]),
        ("la mer ne rendra jamais ce que les homme lui ont confiés", []),
        ("la mer ne rend jamais ce que les hommes leur ont confié", []),
        ("At that time an army was high, and the harbour certainly wasn't.", ["an army|the tide"]),
        ("les hommes la mer ne rend jamais ce que les autres lui ont confié", []),
    ],
)
def test_a_word_that_carries_the_sense_and_is_replaced_is_told(index: Index, quoted: str, others: list[str]) -> None:
    (passage, *_) = index.verify(quoted).shown
    assert [f"{one.quoted}|{one.said}" for one in passage.replaced] == others
    assert ("word" in passage.turns) == bool(others)


def test_a_word_that_is_a_number_in_another_language_alone_carries_the_sense() -> None:
    pieces = (PieceJson("same", "no", "no"), PieceJson("otherwise", "levels", "tiers"), PieceJson("same", "or", "or"))
    assert replaced(pieces, "en", lambda one, other: False) == pieces[1:2]


def test_a_lost_negation_is_told_behind_first_words_that_are_swapped() -> None:
    swapped = PieceJson("otherwise", "I do", "do, I")
    pieces = (swapped, PieceJson("unquoted", "", "don't"), PieceJson("same", "know, your task", "know, your task"))
    assert turns_of(pieces, "en") == ("negation",)


@pytest.mark.parametrize(("again", "turns"), [("Do not, do not.", ()), ("Do not pay.", ("negation",)), ("do not", ("negation",))])
def test_a_denial_that_is_only_said_again_turns_nothing(again: str, turns: tuple[str, ...]) -> None:
    said = (PieceJson("same", "Do not row alone.", "Do not row alone."), PieceJson("unquoted", "", again))
    assert turns_of((*said, PieceJson("same", "Wait there", "Wait there")), "en") == turns


def test_a_lost_negation_is_told_in_the_answer_however_near_the_words(index: Index) -> None:
    near = verdict_object(index.verify("la mer rend ce que les hommes lui ont confié")).passages[0]
    assert near.score > 0.8 and near.turns == ("negation",)


@pytest.mark.parametrize("gap", ["[…]", "[...]", "(...)", "(…)", "…", "..."])
def test_what_a_quotation_leaves_out_may_be_anything(index: Index, gap: str) -> None:
    told = index.verify(f"Bonsoir, nous recevons la maire {gap} les hommes lui ont confié")
    (passage,) = told.passages
    assert (told.outcome, told.episodes, passage.summary.slug) == ("exact", 1, "mer")
    assert [(one.fate, one.quoted) for one in passage.pieces][1] == ("left-out", "[…]")
    assert passage.pieces[1].said == "de Kernac. La mer ne rend jamais ce que"


@pytest.fixture(scope="module")
def repeated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """What is left out between two sentences: 12 words, then 4, 8 and 1 of them in one caption; 2 in another
    episode."""
    folder = tmp_path_factory.mktemp("repeated")
    ana = "Ana Kermadec"
    cues = (
        Cue(
            0,
            "Le granit garde la chaleur. On le dit ici depuis que les anciens ont bâti la jetée. Il faut savoir attendre.",
            speaker=ana,
        ),
        Cue(60_000, "Le granit garde la chaleur. Et vous le savez. Il faut savoir attendre.", speaker=ana),
        Cue(
            120_000,
            "Le granit garde la chaleur. Alors on le dit à toute la côte. Il faut savoir attendre. "
            "Le granit garde la chaleur. Donc il faut savoir attendre.",
            speaker=ana,
        ),
    )
    documents = (
        make_document("jetee", cues=cues[:2]),
        make_document("cote", cues=cues[2:]),
        make_document("quai", "Le granit garde la chaleur. Bref, ici il faut savoir attendre."),
        make_document(
            "houle",
            cues=(
                Cue(0, "La houle use la pierre. Que voulez-vous, on s'y fait.", speaker=ana),
                Cue(9_000, "La houle use la pierre. Bah, on s'y fait.", speaker="Léo Durel"),
            ),
        ),
    )
    publish_full(folder, Given(documents), revision=1, workers=1)
    with closing(open_index(folder)) as opened:
        yield opened


def test_of_several_places_the_one_with_the_least_left_out_is_answered(repeated: Index) -> None:
    told = repeated.verify("Le granit garde la chaleur […] il faut savoir attendre")
    assert (told.outcome, told.episodes) == ("exact", 3)
    assert [(one.summary.slug, one.start_ms) for one in told.passages] == [("cote", 120_000), ("quai", 0), ("jetee", 60_000)]
    left_out = [piece.said for one in told.passages for piece in one.pieces if piece.fate == "left-out"]
    assert left_out == ["Donc", "Bref, ici", "Et vous le savez"]


def test_of_several_places_that_of_who_is_named_is_answered(repeated: Index) -> None:
    """Be more left out there than of what somebody else says, in the same episode."""
    typed = "« la houle use la pierre […] on s'y fait »"
    assert [repeated.verify(f"{who} : {typed}").passages[0].start_ms for who in ("Ana Kermadec", "Léo Durel")] == [0, 9_000]


@pytest.mark.parametrize(
    ("quoted", "left_out", "turns"),
    [
        ("la mer ne rend […] ce que les hommes lui ont confié", "jamais", ("negation",)),
        ("La mer […] ce que les hommes lui ont confié", "ne rend jamais", ("negation",)),
        ("Then the pilot said […] we", "that", ()),
        ("nous recevons la maire […] les hommes lui ont confié", "", ()),
    ],
)
def test_few_words_left_out_that_deny_are_shown_and_told(index: Index, quoted: str, left_out: str, turns: tuple[str, ...]) -> None:
    told = index.verify(quoted)
    assert [piece.left_out for piece in told.passages[0].pieces] == ["", left_out, ""]
    assert (told.passages[0].turns, told.outcome == "exact") == (turns, True)


@pytest.mark.parametrize(
    ("quoted", "ahead"),
    [
        ("M. Goulven est un marin", "ne dites pas que"),
        ("« M. Goulven est un marin », a dit Jonas", "ne dites pas que"),
        ("que M. Goulven est un marin", "ne dites pas"),
        ("Goulven est un marin", "ne dites pas que M"),
        ("il sache nager", "n'est pas vrai qu'"),
        ("Many boats have enough of that paint", "not"),
        ("[...] many boats have enough of that paint", "not"),
        ("it dries fast", "don't think that"),
        ("le bac est rapide", "Personne ne dit que"),
        ("le phare se visite en barque", "ne suis pas d'accord pour qu'on dise"),
        ("ne dit que le bac est rapide", ""),
        ("pas que M. Goulven est un marin", ""),
        ("la barque tient la houle", ""),
        ("le quai est glissant", ""),
        ("la fanfare a joué", ""),
        ("les bouées sont jaunes", ""),
        ("le bac est lent", ""),
        ("le bac est bleu", ""),
        ("la rade est calme", ""),
        ("our bay is calm", ""),
        ("la cale est vide", "n'est pas moi qui dis que"),
        ("our boat is full", "not me who said that"),
        ("painting a boat too", "not me"),
        ("ont hissé la voile", ""),
    ],
)
def test_what_is_said_just_before_a_quotation_and_denies_it_is_shown_and_told(index: Index, quoted: str, ahead: str) -> None:
    told = index.verify(quoted)
    (passage,) = told.passages
    assert told.outcome == "exact" and passage.turns == (("negation",) if ahead else ())
    assert [piece.said for piece in passage.shown if piece.is_ahead] == [ahead][: bool(ahead)]
    assert "dites" not in passage.text and "not" not in passage.text, "the passage begins with the quotation"


@pytest.mark.parametrize(
    ("quoted", "turns"),
    [
        ("Too many boats have enough of that paint", ("negation",)),
        ("Never many boats have enough of that paint", ()),
        ("Oui M. Goulven est un marin", ("negation",)),
    ],
)
def test_what_denies_in_the_place_of_the_first_word_is_told(index: Index, quoted: str, turns: tuple[str, ...]) -> None:
    told = index.verify(quoted)
    assert (told.outcome, told.passages[0].turns) == ("nearly", turns)


def test_what_is_left_out_of_a_word_denies_too(index: Index) -> None:
    assert index.verify("and the harbour certainly was […] Nothing else").passages[0].turns == ("negation",)


@pytest.mark.parametrize(
    ("before", "left_out", "behind", "denies"),
    [
        ("you cannot bully Ana, you cannot bully Leo", "you cannot bully Jan", "you cannot bully Mia", False),
        ("you cannot bully Ana", "you cannot bully Leo, you cannot bully Jan", "you cannot bully Mia", False),
        ("you cannot bully", "Ana, you cannot bully Leo, you cannot bully", "Mia", False),
        ("on n'a pas de pain", "on n'a pas de sel", "on n'a pas de vin", False),
        ("you cannot bully Ana", "you cannot bully Leo, he never forgets", "you cannot bully Mia", True),
        ("you cannot bully Ana", "I do not say that", "you cannot bully Mia", True),
        ("I do not say that he lied.", "I do not say that", "he cheated", True),
        ("you can bully Ana", "you cannot bully Leo", "you can bully Mia", True),
        ("Ana", "never", "never mind", True),
    ],
)
def test_one_more_of_a_list_of_denials_that_is_left_out_turns_nothing(
    before: str, left_out: str, behind: str, denies: bool
) -> None:
    pieces = PieceJson("same", before, before), PieceJson("left-out", "[…]", left_out), PieceJson("same", behind, behind)
    assert leaves_out_denial(pieces, "fr" if "pas" in left_out else "en") == denies


def test_the_parts_of_a_quotation_must_be_said_in_their_order_and_all_of_them(index: Index) -> None:
    assert index.verify("les hommes lui ont confié […] nous recevons la maire").outcome != "exact"
    told = index.verify("nous recevons la mairesse […] ce que les hommes lui ont confié, disait ma grand-mère")
    assert told.outcome == "nearly"
    fates = [one.fate for one in told.passages[0].pieces]
    assert fates == ["same", "otherwise", "left-out", "same"]


def test_a_hesitation_that_leaves_nothing_out_is_word_for_word(index: Index) -> None:
    told = index.verify("Et puis… le vent a tourné")
    assert told.outcome == "exact" and [one.fate for one in told.passages[0].pieces] == ["same"]


@pytest.mark.parametrize(
    ("quoted", "said", "language"),
    [
        *(
            ("1000", "1 000", "fr"),
            ("1.000", "mille", "fr"),
            ("1er", "premier", "fr"),
            ("20e", "vingtième", "fr"),
            ("10", "dix", "und"),
        ),
        *(("seconde", "deuxième", "fr"), ("Deuxième", "Seconde", "fr"), ("2nde", "seconde", "fr"), ("2de", "deuxième", "fr")),
    ],
)
def test_a_number_written_otherwise_turns_no_sense(quoted: str, said: str, language: str) -> None:
    assert turns_of((PieceJson("same", "il y a", "il y a"), PieceJson("otherwise", quoted, said)), language) == ()


@pytest.mark.parametrize(("quoted", "said"), [("une seconde", "deux secondes"), ("seconde", "troisième")])
def test_a_second_is_no_other_number(quoted: str, said: str) -> None:
    assert turns_of((PieceJson("same", "il y a", "il y a"), PieceJson("otherwise", quoted, said)), "fr") == ("number",)


def test_the_time_of_what_nobody_heard_is_no_number() -> None:
    heard = PieceJson("unquoted", "", "inaudible 03:01:37")
    assert turns_of((PieceJson("same", "I support", "I support"), heard, PieceJson("same", "ships", "ships")), "en") == ()


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (f"{WAVE}, a dit Ana Kermadec", ("Ana Kermadec",)),
        (f"Ana Kermadec, au Grand Oral : « {WAVE} »", ("Ana Kermadec",)),
        (f"Comme l'a dit Ana Kermadec, « {WAVE} »", ("Ana Kermadec",)),
        (f"Ana Kermadec l'a dit : « {WAVE} »", ("Ana Kermadec",)),
        (f"Ana Kermadec l'affirme : « {WAVE} »", ("Ana Kermadec",)),
        (f"Selon Ana Kermadec, « {WAVE} »", ("Ana Kermadec",)),
        (f"According to Ana Kermadec, « {WAVE} »", ("Ana Kermadec",)),
        (f"Ana Kermadec, Grand Oral : « {WAVE} »", ("Ana Kermadec", "Grand Oral")),
        (f"« {WAVE} », explique l'avocat Odilon Vasseur.", ("Odilon Vasseur",)),
        (f"L’avocat Odilon Vasseur l'affirme : « {WAVE} »", ("Odilon Vasseur",)),
        (f"« {WAVE} », dit Odilon d'Arvor.", ("Odilon d'Arvor",)),
        (f"« {WAVE} », a dit Odilon Vasseur l'après-midi.", ("Odilon Vasseur",)),
        (WAVE, ()),
    ],
)
def test_whom_a_text_names_is_told_without_the_verb(index: Index, typed: str, named: tuple[str, ...]) -> None:
    assert index.verify(typed).named == named


def test_a_quotation_that_leaves_out_much_is_not_sought_part_by_part(index: Index) -> None:
    said = "Bonsoir, nous recevons la maire de Kernac. La mer ne rend jamais".split()[::2]
    assert index.verify(" … ".join(said[:3])).outcome == "exact"
    assert index.verify(" … ".join(said)).outcome != "exact"


def test_a_quotation_whose_parts_are_turned_round_is_told_to_be_so(index: Index) -> None:
    told = index.verify("lui ont confié, disait ma grand-mère, la mer ne rend jamais ce que les hommes")
    (passage,) = told.in_part
    assert (told.outcome, passage.summary.slug, passage.turns) == ("not-found", "mer", ("order",))
    assert {piece.fate for piece in passage.pieces} == {"same"} and passage.score < LEAST, "not in the order that is quoted"


@pytest.mark.parametrize(
    "quoted",
    [
        "la mer ne rend jamais ce que ma grand-mère lui ont confié disait les hommes",
        "bonsoir nous recevons kernac de la maire",
        "la maire de Kernac, nous recevons",
        "ne part pas ce soir, train de nuit",
    ],
)
def test_two_parts_in_each_other_s_place_are_told(index: Index, quoted: str) -> None:
    told = index.verify(quoted)
    assert told.outcome != "exact" and [one.turns for one in told.shown] == [("order",)]


@pytest.mark.parametrize(
    "quoted",
    [
        EXACTLY,
        NEARLY,
        "la mer ne jamais rend ce que les hommes lui ont confié",
        "part ce soir le train",
        "la mer ne rend jamais ce que les phares lui ont confié disait ma barque",
        "les phares bretons guident la barque, le train de nuit ne part pas",
        "le vent a tourné, nous recevons la maire de Kernac",
    ],
)
def test_what_is_said_in_its_order_in_several_episodes_or_far_apart_is_not_turned(index: Index, quoted: str) -> None:
    told = index.verify(quoted)
    assert not [one for one in (*told.passages, *told.in_part) if "order" in one.turns]


@pytest.mark.parametrize("typed", ['"Permission" - Ana Kermadec', "« permission » (Ana Kermadec)"])
def test_a_word_between_marks_is_quoted_where_nothing_but_who_said_it_stands_around(index: Index, typed: str) -> None:
    told = index.verify(typed)
    (passage,) = told.shown
    assert (told.outcome, told.aside, passage.speakers, passage.turns) == ("exact", ("Ana Kermadec",), ("Ana Kermadec",), ())


OTHER = "Bonsoir, nous recevons la maire de Kernac"


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        (f"« {EXACTLY} », Ana Kermadec, « Le grand débat de la rentrée », France Inter, 12 mars 2017.", [EXACTLY]),
        (f"Ana Kermadec, « Le grand débat de la rentrée », France Inter, 12 mars 2017 : « {EXACTLY} »", [EXACTLY]),
        (f"« {EXACTLY} » (Ana Kermadec dans l'émission « Questions politiques », France Inter, 12 mars 2017)", [EXACTLY]),
        (f"« {EXACTLY} » Ana Kermadec, dans Le « Grand Soir » des marins, BFMTV, 12 mars 2017, à 3 min 12 s", [EXACTLY]),
        (
            f"“{EXACTLY}” Ana Kermadec, in Why “joy” matters and “the pursuit is a trap”, Lenny's, August 8, 2024, at 3 min 12 s.",
            [EXACTLY],
        ),
        (f"Ana Kermadec (12 mars 2017). Le « Grand Soir » des marins, BFMTV, à 3 min. « {EXACTLY} »", [EXACTLY]),
        (f"« {EXACTLY} », a dit Ana Kermadec dans « Questions politiques », sur France Inter.", [EXACTLY]),
        (f"« {EXACTLY} », Ana Kermadec, 12 mars 2017, puis « {OTHER} », Léo Durel, 2018", [EXACTLY, OTHER]),
        (f"« {EXACTLY} », a dit Ana Kermadec. « {OTHER} », a-t-elle ajouté le 12 mars 2017.", [EXACTLY, OTHER]),
        (f"Ana Kermadec : « {EXACTLY} » Léo Durel : « {OTHER} », France Inter, 12 mars 2017", [EXACTLY, OTHER]),
        (f"« {EXACTLY} » Ana Kermadec, « {OTHER} » Léo Durel, France Inter, 12 mars 2017", [EXACTLY, OTHER]),
        (f"« {EXACTLY} » et « {OTHER} », Ana Kermadec, France Inter, 12 mars 2017", [EXACTLY, OTHER]),
        (f"“{EXACTLY}” — Ana Kermadec, “The secret of joy,” Lenny's Podcast, August 8, 2024.", [EXACTLY]),
        (f"Dans son livre « Le Choix du phare », elle écrit : « {EXACTLY} »", [EXACTLY]),
        (f"« {EXACTLY} » (Ana), « {OTHER} » (Léo), France Inter, 12 mars 2017", [EXACTLY, OTHER]),
        (f"Voir A.-L. Kermadec, « Le grand retournement », BFMTV, 2016, à 3 min : « {EXACTLY} »", [EXACTLY]),
        (f"Ana Kermadec, “Python in 2020,” Talk Python, January 2, 2020: “{EXACTLY}”", [EXACTLY]),
        (f"« {EXACTLY} », écrit-elle dans « Le Monde » du 3 mai 2019, avant d'ajouter : « {OTHER} ».", [EXACTLY, OTHER]),
        (f"Kermadec (France Inter, 2016) : « {EXACTLY} » ; Durel : « {OTHER} »", [EXACTLY, OTHER]),
        (f"« {EXACTLY} » puis, dans un sourire : « {OTHER} », 2017", [EXACTLY, OTHER]),
        (f"Ana Kermadec, le 12 mars 2017, a dit « {OTHER} », puis ceci : « {EXACTLY} »", [OTHER, EXACTLY]),
        (f"Ana told it in “The Daily Wave.” “{WAVE.capitalize()},” she said.", [f"{WAVE.capitalize()},"]),
        (f"“{EXACTLY},” Ana Kermadec, “{OTHER}.” In 2017 she left.", [f"{EXACTLY},", f"{OTHER}."]),
    ],
)
def test_a_title_that_a_source_quotes_is_no_quotation(index: Index, typed: str, quoted: list[str]) -> None:
    assert [one.quotation for one in index.verify(typed).parts] == quoted


@pytest.mark.parametrize(
    ("form", "aside"),
    [
        ("Selon la maire, « {} »", ["Selon la maire"]),
        ("« {} », a déclaré la maire.", ["a déclaré la maire"]),
        ('"{}" n\'a jamais dit M. Le Goff', ["n'a jamais dit M. Le Goff"]),
        ("The mayor never said: “{}.”", ["The mayor never said"]),
        ("« {}", []),
        ("„{}“, sagte sie", ["sagte sie"]),
        ("La maire : « {} » (Kernac)", ["La maire", "Kernac"]),
    ],
)
def test_what_stands_between_marks_is_the_quotation_and_the_rest_is_left_aside(index: Index, form: str, aside: list[str]) -> None:
    told = verdict_object(index.verify(form.format(EXACTLY)))
    assert (told.outcome, told.score, told.episodes, list(told.aside)) == ("exact", 1.0, 1, aside)
    assert not any(passage.turns for passage in told.passages)


def test_several_quotations_of_a_text_are_judged_each_and_all_are_no_better_than_the_worst(index: Index) -> None:
    both = index.verify(f"« {OTHER} » puis « {EXACTLY} »")
    assert (both.outcome, both.aside, [one.outcome for one in both.parts]) == ("exact", ("puis",), ["exact", "exact"])
    worse = index.verify(f"« {OTHER} » et « {NEARLY} » et « nul ne prononce zygomatique ici »")
    assert [one.outcome for one in worse.parts] == ["exact", "nearly", "not-found"]
    told = verdict_object(worse)
    assert (told.outcome, told.score, told.passages) == ("not-found", 0.0, ()) and len(told.in_part) == 2
    assert [one.quotation for one in told.parts] == [OTHER, NEARLY, "nul ne prononce zygomatique ici"]


def test_of_quotations_of_one_text_those_of_one_episode_come_first(tmp_path: Path) -> None:
    short, long = "Les grues sont reparties", "On ne range pas une grue comme un parapluie"
    made = [make_document(f"port-{number}", f"{short}.", language="fr") for number in range(5)]
    made.append(make_document("quai", f"{'Bonsoir à tous. ' * 30}{long}. {short}.", language="fr"))
    with published(tmp_path, made) as index:
        told = index.verify(f"« {short} », dit-il. « {long} »").parts
        assert "quai" not in {one.summary.slug for one in index.verify(short).passages}
    assert [(one.episodes, one.passages[0].summary.slug) for one in told] == [(6, "quai"), (1, "quai")]


def test_a_word_that_is_denied_at_its_end_is_told_whole_where_a_passage_begins(tmp_path: Path) -> None:
    with published(tmp_path, [make_document("tests", "And then, hey, we don't need to write tests. Bye.", language="en")]) as index:
        (told,) = index.verify("you need to write tests").passages
    assert [(one.quoted, one.said) for one in told.shown if one.fate != "same"] == [("you", "don't")]
    assert (told.before, told.turns) == ("And then, hey, we", ("negation",))


def test_who_is_known_is_named_without_the_role_before_the_name(index: Index) -> None:
    assert index.verify(f"Capitaine Ana Kermadec : « {WAVE} »").named == ("Ana Kermadec",)
    assert index.verify(f"Capitaine Kermadec : « {WAVE} »").named == ("Capitaine Kermadec",)


@pytest.mark.parametrize("typed", [f"« {EXACTLY} »", EXACTLY.replace("hommes", "« hommes »"), f"« {EXACTLY[:24]} » {EXACTLY[24:]}"])
def test_a_text_that_is_said_as_it_stands_is_one_quotation_whatever_is_marked_in_it(index: Index, typed: str) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.parts, told.aside) == ("exact", (), ())
    assert index.verify(NEARLY.replace("marins", "« marins »")).outcome == "nearly"


def test_marks_inside_marks_are_of_the_quotation(index: Index) -> None:
    inside = EXACTLY.replace("les hommes", '"les hommes"')
    assert [one.quotation for one in index.verify(f"Elle dit : « {inside} »").parts] == [inside]


def test_a_quotation_that_no_means_are_left_for_is_told_as_not_looked_for(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget, "late", lambda self: True)
    told = index.verify(f"« {OTHER} » puis « {EXACTLY} »")
    assert [cut.why for cut in told.cut] == ["too-long"] * 2


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Le vieux port, c'est moi", ["not-found"]),  # le vieux port ? C'est vous
        ("Le vieux quai, c'est moi", ["nearly"]),
        ("ce n'est pas ce que disait le capitaine aux marins d'Ouessant", []),
        ("le capitaine du vieux port regarde ailleurs depuis 3 ans", ["not-found"]),
        ("c'est vous le capitaine du vieux bateau breton dormait partout demain", ["not-found"]),
    ],
)
def test_no_passage_is_told_that_chance_says(tmp_path: Path, typed: str, shown: list[str]) -> None:
    said = "Qui tient le vieux port ? C'est vous, le capitaine du vieux port depuis 7 ans. Le vieux quai, c'est vous."
    with published(tmp_path, [make_document("chance", said, language="fr")]) as index:
        told = index.verify(typed)
    assert [told.outcome for _ in told.shown] == shown
    assert not any(one.turns for one in told.shown)


def test_a_quotation_that_only_a_title_or_a_description_has_is_told_to_stand_there(tmp_path: Path) -> None:
    made = [
        make_document("named", "Le vent tourne.", title="Ana : « La digue tient encore debout »", description="Un soir de houle.")
    ]
    with published(tmp_path, made) as index:
        told = [
            index.verify(text) for text in ("la digue tient encore debout", "un soir de houle", "le vent tourne", "la digue tombe")
        ]
    assert [one.outcome for one in told] == ["not-found", "not-found", "exact", "not-found"]
    assert [[some.slug for some in one.written] for one in told] == [["named"], ["named"], [], []]
    assert verdict_object(told[0]).written == ("named",)


def test_what_is_said_beside_a_quotation_turns_nothing_of_it() -> None:
    before = (PieceJson("otherwise", "selon la maire", "je ne crois pas"), PieceJson("same", EXACTLY, EXACTLY))
    behind = (PieceJson("same", EXACTLY, EXACTLY), PieceJson("otherwise", "a dit la maire", "et si jamais on"))
    assert turns_of(before, "fr") == turns_of(behind, "fr") == ()
    added = (PieceJson("same", "le vent tourne", "le vent tourne"), PieceJson("otherwise", "jamais", "encore"))
    assert turns_of(added, "fr") == ("negation",)


def test_of_what_is_said_in_part_alone_no_negation_is_told(index: Index) -> None:
    told = index.verify("nous recevons la maire de Kernac qui ne dira jamais rien de tout cela")
    assert told.outcome == "not-found" and told.in_part and told.in_part[0].turns == ()


@pytest.mark.parametrize(
    "denied",
    ["le phare n'attend pas la vague", "le phare n'attend jamais toujours la vague suivante", "le vent n'a pas tourné"],
)
def test_the_contrary_of_what_is_said_is_found_and_told_however_short(index: Index, denied: str) -> None:
    told = index.verify(denied)
    assert told.outcome == "nearly"
    assert [one.turns for one in told.passages] == [("negation",)]


@pytest.mark.parametrize(
    ("quoted", "said"),
    [
        ("ils sont déjà au moins en quatrième position", "cinquième"),
        ("ils sont déjà au moins en 4e position", "cinquième"),
        ("il leur restera 29 jours", "M. Bourdin 92"),
        ("il leur faudra trois", "huit"),
        ("seventeen of them are here", "Four"),
    ],
)
def test_the_same_of_another_number_is_found_and_told_however_short(index: Index, quoted: str, said: str) -> None:
    told = index.verify(quoted)
    (passage,) = told.passages
    assert (told.outcome, passage.summary.slug[:7], passage.turns) == ("nearly", "numbers", ("number",))
    assert " ".join(piece.said for piece in passage.pieces if piece.fate != "same") == said


@pytest.mark.parametrize("quoted", ["ils ont encore ici en quatrième place", "il leur manquera 29 francs"])
def test_of_another_number_nothing_is_found_where_other_words_differ_too(index: Index, quoted: str) -> None:
    assert index.verify(quoted).outcome == "not-found"


def test_who_is_said_to_have_said_it_is_no_part_in_another_order(index: Index) -> None:
    """Of "a dit la maire", put before the rest, a word may stand there by chance."""
    told = index.verify("lui ont confié, disait ma grand-mère, et puis le vent a tourné, les hommes de Kernac l'assurent")
    assert not any("order" in one.turns for one in (*told.passages, *told.in_part))


def test_a_negation_that_an_apostrophe_binds_to_the_last_word_is_told(index: Index) -> None:
    (passage,) = index.verify("at that time the tide was high and the harbour certainly was").passages
    assert (passage.turns, passage.pieces[-1].said) == (("negation",), "wasn't")


def test_what_is_denied_by_its_last_word_is_not_said_word_for_word(index: Index) -> None:
    told = index.verify("then the pilot said that we can")
    assert (told.outcome, told.episodes) == ("nearly", 0)
    assert [(one.turns, one.pieces[-1].said) for one in told.passages] == [(("negation",), "can't")]
    assert index.verify("then the pilot said that we can't").outcome == "exact"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("the harbour paid 13", "13 750"),
        ("500 boats in all the years", "1 500"),
        ("at noon the water was 3", "3.14"),
        ("14 metres high", "3.14"),
    ],
)
def test_a_part_of_a_number_is_not_said_word_for_word(index: Index, typed: str, said: str) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.episodes) == ("nearly", 0)
    (first, *others) = told.passages
    assert first.turns == ("number",) and said in [piece.said for piece in first.pieces]
    assert all(one.turns == ("number",) and one.score <= first.score for one in others), "another number in its place"


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("the harbour paid fourteen crowns", "exact"),
        ("the harbour paid 14", "exact"),
        ("five hundred boats in all the years", "nearly"),
    ],
)
def test_a_number_is_said_however_it_is_written_and_a_part_of_one_is_not(index: Index, typed: str, outcome: str) -> None:
    told = index.verify(typed)
    assert (told.outcome, bool(told.episodes)) == (outcome, outcome == "exact")


def test_words_that_two_sentences_say_are_no_sentence(index: Index) -> None:
    assert index.verify("Les phares guident la barque brillent").outcome == "nearly"
    assert index.verify("hommes ont la clé rien").outcome == "not-found"


def test_where_one_episode_says_a_number_whole_that_one_is_counted(index: Index) -> None:
    assert index.verify("the harbour paid 14").episodes == 1


def test_a_word_set_off_is_no_quotation_of_what_stands_around(index: Index) -> None:
    told = index.verify("Les martiens ont « confié » la lune à toutes les grenouilles de Pluton")
    assert (told.outcome, told.parts) == ("not-found", ())


def test_what_is_nearly_said_around_a_quotation_is_no_attribution(index: Index) -> None:
    told = index.verify('At that time the tide was not high, and the harbour certainly "wasn\'t nothing else"')
    assert told.outcome == "nearly" and told.passages[0].turns == ("negation",)


@pytest.mark.parametrize(
    "typed",
    [
        "La mer ne rend ja\u00admais ce que les hommes lui ont con\u00adfié",
        "La mer ne rend jamais ce que les hom-\nmes lui ont confié",
        "La mer ne rend jamais ce que les hommes lui ont con\ufb01é",
        "La mer ne rend jamais <b>ce que</b> les hommes lui ont confi&eacute;",
        "_La mer ne rend jamais_ ce que les hommes lui ont [confié](https://example.org/a)",
        "La mer ne rend jamais ce que les hommes lui ont confié https://example.org/watch?v=d_Qw4w&t=75s",
        "La mer ne rend jamais ce que les hommes [01:09] lui ont confié <01:12.400>",
        "<<La mer ne rend jamais ce que les hommes lui ont confié>>",
        "Il a dit : <<La mer ne rend jamais ce que les hommes lui ont confié>>",
        "<La mer ne rend jamais ce que les hommes lui ont confié>",
        "La mer ne rend ja<wbr>mais ce que les <i class='x'>hom</i>mes<br/>lui ont confié",
        "&lt;b&gt;La mer&lt;/b&gt; ne rend jamais ce que les hommes lui ont confié",
        'La mer ne rend jamais ce que les [hommes](https://example.org/a_(b)) lui ont [confié](/a "titre")',
        "La mer ne rend jamais ce que les hommes lui ont confi{\\'e}",
        "La mer ne rend jamais ce que les\\textasciitilde{}hommes lui ont \\textasciicircum{} confié",
        "<v Ana Kermadec>La mer ne rend jamais</v> ce que <c.blue>les hommes</c> lui ont confié",
        '<iframe title="Mer &gt; Kernac"></iframe>La mer ne rend jamais ce que les hommes lui ont confié',
    ],
)
def test_what_a_page_or_a_program_writes_among_words_is_not_compared(index: Index, typed: str) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.episodes, told.inserted) == ("exact", 1, ())


@pytest.mark.parametrize("added", ["<jamais de la vie>", "<non>", "<b jamais>", "<le taux = 3>", "<v jamais>"])
def test_words_that_nobody_says_are_compared_whatever_signs_hold_them(index: Index, added: str) -> None:
    assert index.verify(f"La mer ne rend jamais {added} ce que les hommes lui ont confié").outcome == "nearly"


def test_what_is_no_entity_and_what_no_list_of_words_knows_stays() -> None:
    assert as_read("R&notre &amp; AT&T; zorblax- zinzinule", lambda _: 0.0) == "R&notre & AT&T; zorblax- zinzinule"


def test_the_time_before_a_line_is_left_aside_and_told(index: Index) -> None:
    told = index.verify("01:05 La mer ne rend jamais ce que les hommes lui ont confié")
    assert (told.outcome, told.episodes, told.aside, told.read[:6]) == ("exact", 1, ("01:05",), "La mer")
    assert index.verify("12:30 nul ne prononce zygomatique ici").outcome == "not-found"


def test_a_time_that_is_said_is_no_time_of_a_line(tmp_path: Path) -> None:
    with published(tmp_path, [make_document("train", "Le train partait à 12:30 du quai de Kernac.")]) as index:
        told = index.verify("12:30 du quai de Kernac")
    assert (told.outcome, told.aside) == ("exact", ())


@pytest.mark.parametrize(
    "sign", [r"\[", "[", "[a", "<", "<b ", "<b =", "<a x='", "&a", "ab- ", "{\\c", "](https://", "[a](/(", "[a](/ ", "(1:"]
)
def test_text_of_signs_is_read_in_steps_that_grow_with_its_length(sign: str) -> None:
    for pattern in (one.pattern for one in vars(pasted).values() if isinstance(one, re.Pattern)):
        few, many = (steps(Expression("", pattern, 0, False), sign * times, 10**6) for times in (200, 400))
        assert many <= 2.5 * few, pattern


def test_a_text_that_is_too_long_is_told_as_not_looked_for(index: Index) -> None:
    told = index.verify(EXACTLY + r"\[" * LONGEST)
    assert (told.outcome, [cut.why for cut in told.cut], told.passages) == ("not-found", ["too-long"], ())


def test_a_hyphen_that_belongs_to_words_stays_at_the_end_of_a_line(index: Index) -> None:
    assert index.verify("Le train de nuit ne part- pas ce soir").outcome == "exact"


def test_a_number_beyond_what_is_read_of_a_quotation_is_no_error(index: Index) -> None:
    assert index.verify("nous en parlons encore " * 80 + "il y a vingt millions et trente-deux raisons").outcome != "exact"


def test_what_is_not_read_is_not_told_to_be_said(index: Index) -> None:
    told = index.verify(f"Les phares bretons guident la barque {'. ' * 2500} et les martiens aussi")
    assert (told.outcome == "exact", told.episodes) == (False, 0)


def test_of_many_quotations_in_one_text_those_that_are_not_looked_for_are_told(index: Index) -> None:
    told = verdict_object(index.verify("« Les phares bretons guident la barque » " * 12))
    assert [one.outcome for one in told.parts] == ["exact"] * 8 + ["not-found"]
    assert [[cut.why for cut in one.cut] for one in (told, *told.parts)] == [["too-long"], *[[]] * 8, ["too-long"]]


@pytest.mark.parametrize(
    ("typed", "speaker", "turns"),
    [
        ("une vague ne demande pas la permission", "Ana Kermadec", ()),
        ("Ana Kermadec a dit « une vague ne demande pas la permission »", "Ana Kermadec", ()),
        ("« Une vague ne demande pas la permission », Léo Durel", "Ana Kermadec", ("speaker",)),
        ("Durel : « une vague ne demande pas la permission »", "Ana Kermadec", ("speaker",)),
        ("Une radio : « une vague ne demande pas la permission »", "Ana Kermadec", ()),
        ("Ana Kermadec : « personne ici ne compte les naufrages »", "J.-L. M.", ("speaker",)),
        ("Jeanne-Lise Morvan : « personne ici ne compte les naufrages »", "J.-L. M.", ()),
        ("Morvan : « personne ici ne compte les naufrages »", "J.-L. M.", ()),
        ("Morvan Goff : « personne ici ne compte les naufrages »", "J.-L. M.", ("speaker",)),
        ("Jean-Luc Kermadec : « personne ici ne compte les naufrages »", "J.-L. M.", ("speaker",)),
        ("Comme l'a dit Léo Durel, « une vague ne demande pas la permission »", "Ana Kermadec", ("speaker",)),
        ("Ainsi que l'affirme Léo Durel, « une vague ne demande pas la permission »", "Ana Kermadec", ("speaker",)),
        ("AK : « une vague ne demande pas la permission »", "Ana Kermadec", ()),
        ("E. M. : « une vague ne demande pas la permission »", "Ana Kermadec", ("speaker",)),
        ("Selon Yvon Le Goff, « une vague ne demande pas la permission »", "Ana Kermadec", ("speaker",)),
        ("« Une vague ne demande pas la permission » (Yvon Le Goff, hier)", "Ana Kermadec", ("speaker",)),
        ("Yvon Le Goff : une vague ne demande pas la permission", "Ana Kermadec", ("speaker",)),
        ("Discours de la rentrée : « une vague ne demande pas la permission »", "Ana Kermadec", ()),
        ("Question : « une vague ne demande pas la permission »", "Ana Kermadec", ()),
        ("Yvon Le Goff, dans L'heure d'Ana : « une vague ne demande pas la permission »", "Ana Kermadec", ("speaker",)),
        ("Ana, au Grand Oral : « une vague ne demande pas la permission »", "Ana Kermadec", ()),
        ("Yvon Le Goff : « les vagues n'ont pas de nom propre »", "Goff", ()),
        ("Ana Kermadec : « les vagues n'ont pas de nom propre »", "Goff", ("speaker",)),
    ],
)
def test_who_says_a_quotation_is_told_and_held_against_who_is_named(
    index: Index, typed: str, speaker: str, turns: tuple[str, ...]
) -> None:
    told = index.verify(typed)
    assert told.outcome == "exact"
    assert (told.passages[0].speakers, told.passages[0].turns) == ((speaker,), turns)


def test_what_an_article_quotes_is_found_though_the_article_takes_all_of_the_time(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, nearly = list[str](), QuotationFinder.nearly

    def noted(self: QuotationFinder, quotation: Quotation, *more: Any, **how: Any) -> tuple[Found, ...]:
        read.append(quotation.text)
        return nearly(self, quotation, *more, **how)

    monkeypatch.setattr(QuotationFinder, "nearly", noted)
    monkeypatch.setattr(Budget, "late", lambda self: bool(read))
    around = "Rien ne laissait prévoir que la réunion du conseil finirait ainsi jeudi dernier."
    told = index.verify(f"{around} « {WAVE} », a dit Ana Kermadec.")
    assert read and (told.outcome, told.named, told.unsure) == ("exact", ("Ana Kermadec",), False)


@pytest.mark.parametrize(
    "form",
    [
        "{other} à {one} : « {said} »",
        "« {said} », lance {other} à {one}.",
        "“{said},” {other} told {one}.",
        '"{said}", said {other} to her host {one}',
        "Interrogé par {one}, {other} répond : « {said} »",
        "Interrogé sur la mer, {other} répond : « {said} »",
        "{other} a interrogé {one} : « {said} »",
        "« {said} », rappelle {other} à la navigatrice {one}",
        "{other} au micro d'{one} : « {said} »",
        "{other} à {one} : {said}",
    ],
)
def test_who_is_spoken_to_has_not_said_it(index: Index, form: str) -> None:
    ana, leo = (f"{first} {last}" for first, last in (("Ana", "Kermadec"), ("Léo", "Durel")))
    told = index.verify(form.format(one=ana, other=leo, said=WAVE))
    assert (told.outcome, told.named, told.passages[0].turns, told.unsure) == ("exact", (leo,), ("speaker",), False)
    told = index.verify(form.format(one=leo, other=ana, said=WAVE))
    assert (told.outcome, told.named, told.passages[0].turns, told.unsure) == ("exact", (ana,), (), False)


@pytest.mark.parametrize(
    ("typed", "unsure"),
    [
        (f"Ana Kermadec et Léo Durel : « {WAVE} »", True),
        (f"Léo Durel découvre Ana Kermadec : « {WAVE} »", True),
        (f"À Ana Kermadec : « {WAVE} »", True),
        (f"Léo Durel a demandé à Ana Kermadec si la mer est sûre. « {WAVE} », répond-elle.", True),
        (f"Léo Durel asked Ana Kermadec whether it was worth it. “{WAVE},” came the answer.", True),
        (f"Ana Kermadec a demandé à Léo Durel si la mer est sûre. « {WAVE} »", True),
        (f"Invitée de Léo Durel sur Radio Mer, Ana Kermadec a parlé de la mer. « {WAVE} », a-t-elle expliqué.", False),
        (f"Reçue par Léo Durel, la capitaine Ana Kermadec a soupiré. « {WAVE} », lâche-t-elle.", False),
        (f"Ana Kermadec, invitée de Léo Durel, a parlé. « {WAVE} », a-t-elle dit. « {WAVE} », a-t-elle ajouté.", False),
        (f"A guest of Léo Durel, Ana Kermadec was blunt. “{WAVE},” she said.", False),
        (f"Léo Durel recevait Ana Kermadec lundi. « {WAVE} », a-t-elle répondu.", True),
        (f"Léo Durel a critiqué Ana Kermadec. « {WAVE} », a-t-il dit.", True),
        (f"Interrogé par Léo Durel : « {WAVE} »", True),
        ("Ana Kermadec : « le train de nuit ne part pas ce soir »", True),
        (f"Ana Kermadec, à Paris : « {WAVE} »", False),
        (f"« {WAVE} », a tenu à rappeler Ana Kermadec", False),
        (f"« {WAVE} », a dit Ana Kermadec", False),
        (f"Ana Kermadec, Radio Phare : « {WAVE} »", False),
        (f"Une radio : « {WAVE} »", False),
        (f"According to Ana Kermadec, “{WAVE}”", False),
        (f"Discours d'Ana Kermadec à Brest : « {WAVE} »", False),
        (f"Ana Kermadec : « {WAVE} {LIGHT} »", True),
        (f"Ana Kermadec et Léo Durel : « {WAVE} {LIGHT} »", False),
        ("Jeanne-Lise Morvan : « personne ici ne compte les naufrages »", True),
        ("« Personne ici ne compte les naufrages » – J.-L. M.", False),
        ("J.-L. M. : « personne ici ne compte les naufrages »", False),
    ],
)
def test_where_it_cannot_be_told_who_is_meant_that_is_told(index: Index, typed: str, unsure: bool) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.passages[0].turns, told.unsure) == ("exact", (), unsure)
    assert verdict_object(told).unsure == (unsure or msgspec.UNSET)


@pytest.mark.parametrize(
    ("typed", "aside"),
    [
        ("Ana Kermadec : une vague ne demande pas la permission", ("Ana Kermadec",)),
        ("ana kermadec: une vague ne demande pas la permission", ("ana kermadec",)),
        ("Kermadec a dit une vague ne demande pas la permission", ("Kermadec a dit",)),
        ("Une Inconnue nous dit qu'une vague ne demande pas la permission", ("Une Inconnue nous dit qu'",)),
        ("une vague ne demande pas la permission (Ana Kermadec, 2017)", ("Ana Kermadec, 2017",)),
        ("Une vague ne demande pas la permission. — Ana Kermadec", ("Ana Kermadec",)),
        ("une vague ne demande pas la permission, Ana Kermadec, Radio Phare", ("Ana Kermadec, Radio Phare",)),
        ("Ana Kermadec : une vague ne demande pas la permission (2017)", ("Ana Kermadec", "2017")),
        ("— Une vague ne demande pas la permission, a dit Kermadec.", ("a dit Kermadec",)),
        ("Une vague ne demande pas la permission, said Yvon Le Goff", ("said Yvon Le Goff",)),
        (
            "Une vague ne demande pas la permission, affirmait hier Ana Kermadec, Radio Phare",
            ("affirmait hier Ana Kermadec, Radio Phare",),
        ),
        ("Une vague ne demande pas la permission selon Ana Kermadec", ("selon Ana Kermadec",)),
        ("D'après Ana Kermadec, une vague ne demande pas la permission", ("D'après Ana Kermadec",)),
        ("According to Ana Kermadec, une vague ne demande pas la permission", ("According to Ana Kermadec",)),
        ("Ana Kermadec has always said that une vague ne demande pas la permission", ("Ana Kermadec has always said that",)),
    ],
)
def test_who_said_it_is_left_aside_where_the_rest_is_said_better(index: Index, typed: str, aside: tuple[str, ...]) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.aside) == ("exact", aside)


@pytest.mark.parametrize(
    ("typed", "put_in"),
    [
        ("Une vague ne demande [jamais] la permission", ("otherwise", "[jamais]", "pas")),
        ("Le phare attend [pas] toujours la vague suivante", ("unsaid", "[pas]", "")),
    ],
)
def test_what_denies_between_brackets_is_compared_and_shown_in_them(index: Index, typed: str, put_in: tuple[str, ...]) -> None:
    (said,) = index.verify(typed).passages
    assert put_in in [(piece.fate, piece.quoted, piece.said) for piece in said.shown]


def test_the_contrary_of_a_quotation_stands_before_one_with_another_word(tmp_path: Path) -> None:
    said = ("Noticing that I knew what I was doing.", "Realizing that I certainly didn't know what I was doing.")
    documents = [make_document(str(number), text, language="en") for number, text in enumerate(said)]
    with published(tmp_path, documents) as index:
        told = index.verify("realizing that I knew what I was doing")
    assert (told.outcome, told.shown[0].turns, told.shown[0].summary.slug) == ("nearly", ("negation",), "1")


def test_a_run_that_begins_inside_another_and_goes_on_behind_it_leads_to_its_episode(tmp_path: Path) -> None:
    others = [make_document(f"ponant {number}", f"Le bac {number} va aux îles du Ponant.") for number in range(60)]
    first = make_document("accord", "C'est un accord de pêche avec les îles, dit-on.")
    denied = make_document("zone", "Je ne veux pas d'accord de pêche avec les îles du Ponant.")
    with published(tmp_path, (*others, first, denied)) as opened:
        told = opened.verify("Je veux avant tout signer enfin un accord de pêche avec les îles du Ponant")
        assert told.shown[0].summary.slug == "zone"


@pytest.mark.parametrize(
    "said_by",
    ["{}, as Ana Kermadec put it", "As Ana Kermadec put it, {}", "Comme l'a dit Ana Kermadec, {}", "{}, comme le disait Kermadec"],
)
def test_what_is_likened_to_what_somebody_said_is_theirs(index: Index, said_by: str) -> None:
    told = index.verify(said_by.format(WAVE))
    assert (told.outcome, told.parts[0].quotation, told.named[0][-8:]) == ("exact", WAVE, "Kermadec")


@pytest.mark.parametrize(
    "said_by", ["{}, a dit Ana Kermadec", "{}, said Jean Nobody", "Ana Kermadec : {}", "{}, comme disait Ana Kermadec"]
)
def test_who_said_it_is_told_apart_though_the_rest_is_not_found(index: Index, said_by: str) -> None:
    told = index.verify(said_by.format("rien de tel ne fut prononcé"))
    assert (told.outcome, [one.quotation for one in told.parts]) == ("not-found", ["rien de tel ne fut prononcé"])


@pytest.mark.parametrize(("who", "turns"), [("Ana Kermadec", ()), ("Léo Durel", ("speaker",))])
@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ('Une vague ne demande "pas la permission"', "exact"),
        ("Une vague ne demande « pas la permission »", "exact"),
        ('Une vague "ne demande jamais" la permission', "nearly"),
    ],
)
def test_what_is_quoted_in_a_sentence_behind_a_name_is_of_the_sentence(
    index: Index, who: str, turns: tuple[str, ...], said: str, outcome: str
) -> None:
    told = index.verify(f"{who} : {said}")
    assert (told.outcome, told.aside, told.named) == (outcome, (who,), (who,))
    assert [one.quotation for one in told.parts] == [said] and told.passages[0].turns == turns


def test_who_said_it_is_no_part_of_what_is_nearly_said(index: Index) -> None:
    told = index.verify("Ana Kermadec : une vague ne demande jamais la permission")
    assert (told.outcome, told.aside, told.passages[0].said_words) == ("nearly", ("Ana Kermadec",), 6)


@pytest.mark.parametrize(
    ("typed", "unsaid"),
    [
        ("{} Durel", []),
        ("{} léo durel", []),
        ("durel {}", []),
        ("{} durel jamais", ["jamais"]),
        ("{} Kermadec", ["Kermadec"]),
        ("{} léo", ["léo"]),
    ],
)
def test_who_says_what_is_typed_without_marks_is_no_word_that_it_lacks(tmp_path: Path, typed: str, unsaid: list[str]) -> None:
    said = "les grands bateaux du port attendent toujours la marée"
    cues = (Cue(0, "Personne ne parle ici.", speaker="Ana Kermadec"), Cue(9000, f"Enfin, {said}.", speaker="Léo Durel"))
    made = [
        make_document("wind", cues=cues, people=(Person("Léo Durel", "guest"),), language="fr"),
        make_document("sea", "La mer."),
    ]
    with published(tmp_path, made) as index:
        answer = index.search(typed.format(said))
    (told,) = (*answer.nearly, *answer.in_part)
    assert [one.quoted for one in told.pieces if one.fate != "same" and one.quoted] == unsaid
    assert "word" not in told.turns or unsaid


@pytest.mark.parametrize(
    "typed",
    [
        "Kernac : personne ne prononce zygomatique",
        "Bonsoir, nous recevons la maire de Kernac",
        "Une seule idée fixe : et puis le vent a tourné",
        "Et puis le vent, Ana Kermadec, a dit que tout était fini pour elle",
        "Une vague ne demande pas la permission, vers Paris",
        "Une vague ne demande pas la permission, a dit Kermadec en mentant",
        "C'est Ana Kermadec qui guident la barque ici",
        "Ana Kermadec ne demande pas la permission",
        "Ana Kermadec croit qu'une vague ne demande pas la permission",
        "Ana Kermadec n'a jamais dit qu'une vague ne demande pas la permission",
        "Une vague ne demande pas la permission, contre Ana Kermadec",
        "Une vague ne demande pas la permission, dit à Ana Kermadec",
        "Une vague ne demande pas la permission - Personne ici",
        "Une vague ne demande pas la permission, Monsieur Kermadec",
        "Une vague ne demande pas la permission, Ana",
    ],
)
def test_nothing_is_left_aside_where_that_is_no_better_or_does_not_tell_who_said_it(index: Index, typed: str) -> None:
    """Who stands before a verb is its subject, and who is spoken to is no speaker: without them it is another
    sentence."""
    told = index.verify(typed)
    assert told.aside == () and (told.outcome != "exact" or typed == OTHER)


def test_words_that_all_say_without_the_one_that_tells_anything_are_not_found(tmp_path: Path) -> None:
    had = ["boat", "boat", "harbour", "lighthouse", "pilot", "rope", "sail"]
    boats = [make_document(f"{had} {n}", f"So that one day I will have a {had} too.", language="en") for n, had in enumerate(had)]
    dream = make_document("dream", "Nobody has a dream like the harbour.", language="en")
    publish_full(tmp_path, Given((*boats, dream)), revision=1, workers=1)
    with closing(open_index(tmp_path)) as index:
        told = index.verify("I have a dream that one day")
        assert not [one for one in (*told.passages, *told.in_part) if one.summary.slug != "dream"]
        assert index.verify("that one day I could have a boat").outcome == "nearly"


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (
            [("same", "So, I", "so I'"), ("otherwise", "have", "ve"), ("same", "been", "been")],
            ["So,|so", "I have|I've", "been|been"],
        ),
        ([("otherwise", "je", "j'"), ("unsaid", "n'", ""), ("same", "ai rien", "ai rien")], ["je n'ai|j'ai", "rien|rien"]),
        ([("unquoted", "", "J'"), ("same", "ai vu", "ai vu")], ["ai|J'ai", "vu|vu"]),
        (
            [
                ("otherwise", "de bombarder", "la guerre"),
                ("same", "la", "là-"),
                ("otherwise", "Syrie", "bas"),
                ("same", "il", "il"),
            ],
            ["de bombarder la Syrie|la guerre là-bas", "il|il"],
        ),
        ([("same", "le chef d'un", "le chef d’un"), ("unsaid", "grand", "")], ["le chef d'un|le chef d’un", "grand|"]),
        ([("same", "the dogs' big", "the dogs' big"), ("otherwise", "tail", "ears")], ["the dogs' big|the dogs' big", "tail|ears"]),
        (
            [("same", "qu'", "qu'"), ("left-out", "[…]", "elle dit qu'"), ("same", "il", "il")],
            ["qu'|qu'", "[…]|elle dit qu'", "il|il"],
        ),
    ],
)
def test_what_an_apostrophe_or_a_hyphen_binds_is_compared_whole(
    index: Index, pieces: list[tuple[Fate, str, str]], shown: list[str]
) -> None:
    given = replace(index.verify(EXACTLY).passages[0], pieces=tuple(PieceJson(*piece) for piece in pieces))
    assert [f"{one.quoted}|{one.said}" for one in given.shown] == shown


def test_words_that_a_hyphen_joins_are_told_together_as_those_in_place_of_others(tmp_path: Path) -> None:
    said = "Si on arrête la guerre là-bas, il est vraisemblable que les attentats cesseront."
    with published(
        tmp_path, [make_document("war", said, language="fr"), make_document("Syrie", "La Syrie.", language="fr")]
    ) as index:
        (told,) = index.verify("Si on arrête la Syrie, il est vraisemblable que les attentats cesseront").passages
    assert [(one.quoted, one.said) for one in told.shown if one.fate != "same"] == [("la Syrie", "la guerre là-bas")]
    assert [one.said for one in shown_replaced(told)] == ["la guerre là-bas"]
    object_told = quoted_object(told)
    assert object_told.replaced == shown_replaced(told)
    assert set(object_told.replaced) <= set(object_told.pieces)


def test_a_word_of_grammar_that_begins_a_quotation_names_nobody(index: Index) -> None:
    """Though somebody's last name is written so."""
    told = index.verify("Les jolies vagues n'ont pas de nom propre")
    assert (told.outcome, told.aside) == ("nearly", ())


@pytest.mark.parametrize(
    ("typed", "turned"),
    [
        (f"Ana Kermadec : « {WAVE} », et Léo Durel : « {LIGHT} »", [False, False]),
        (f"Léo Durel : « {WAVE} », et Ana Kermadec : « {LIGHT} »", [True, True]),
        (f"« {WAVE} », dit Ana Kermadec, et « {LIGHT} », dit Léo Durel", [False, False]),
        (f"« {WAVE} », dit Léo Durel, et « {LIGHT} », dit Ana Kermadec", [True, True]),
        (f"Ana Kermadec : « {WAVE} » et « {LIGHT} »", [False, True]),
        (f"Ana Kermadec à Léo Durel : « {WAVE} », puis « {LIGHT} »", [False, True]),
        (f"Ana Kermadec avec Léo Durel : « {WAVE} », puis « {LIGHT} »", [False, False]),
        (f"« {WAVE} », dit Léo Durel. « {LIGHT} »", [True, False]),
    ],
)
def test_each_of_several_quotations_is_held_against_who_is_named_beside_it(index: Index, typed: str, turned: list[bool]) -> None:
    parts = index.verify(typed).parts
    assert [one.outcome for one in parts] == ["exact", "exact"]
    assert ["speaker" in one.passages[0].turns for one in parts] == turned


SAID_BY = [
    (f"Interrogée sur Radio Kernac par Léo Durel, la maire ne mâche pas ses mots. « {WAVE} », a lancé Ana Kermadec.", False),
    (f"Interrogée sur Radio Kernac par Léo Durel, la maire a répondu : « {WAVE} »", False),
    (f"Interrogée par Ana Kermadec, « {LIGHT} », a lancé Léo Durel. « {LIGHT} », a-t-il ajouté.", False),
    (f"Ana Kermadec, invitée de Léo Durel, a déclaré : « {WAVE} »", False),
    (f"Face à Léo Durel, Ana Kermadec lance : « {WAVE} »", False),
    (f"“{WAVE},” Ana Kermadec told Léo Durel.", False),
    (f"Asked by Léo Durel, Ana Kermadec said: “{WAVE}”", False),
    (f"According to Ana Kermadec, “{WAVE}”, and Léo Durel agreed.", False),
    (f"Interviewed by Ana Kermadec, Léo Durel did not mince his words. “{WAVE},” said Léo Durel.", True),
    (f"« {WAVE} », a expliqué Léo Durel, face à Ana Kermadec.", True),
    (f"“{WAVE},” Ana Kermadec warned. Léo Durel was not convinced.", False),
    (f"Léo Durel, the host, pressed the point; “{WAVE},” Ana Kermadec conceded.", False),
    (f"“{WAVE},” Léo Durel quipped. Ana Kermadec was not amused.", True),
    (f"Invitée vendredi de Léo Durel, Ana Kermadec s'est dite confiante : « {WAVE} »", False),
    (f"« {WAVE} », martèle Ana Kermadec au micro de Léo Durel.", False),
    (f"Relancé par Ana Kermadec, Léo Durel insiste. « {LIGHT} », assure-t-il.", False),
    (f"Devant Léo Durel, Ana Kermadec l'a répété : « {WAVE} », puis s'est tue.", False),
    (f"Comme l'a rappelé Ana Kermadec à Léo Durel : « {WAVE} ».", False),
    (f"“{WAVE},” Kermadec replied when Léo Durel asked her.", False),
    (f"Ana Kermadec, interviewed by Léo Durel on Radio Kernac, insisted: “{WAVE}”", False),
    (f"In an interview with Léo Durel, Ana Kermadec argued that “{WAVE}”.", False),
    (f"“{LIGHT},” Léo Durel said. Ana Kermadec disagreed: “{WAVE}”", False),
    (f"Ana Kermadec a écouté Léo Durel. « {WAVE} », a-t-il ensuite affirmé, selon Léo Durel.", False),
]
"""Attributions as the press has them, with whether another says it than whom they name."""


@pytest.mark.parametrize(("typed", "of_others"), SAID_BY)
def test_the_subject_of_the_verb_of_saying_is_who_said_it(index: Index, typed: str, of_others: bool) -> None:
    told = index.verify(typed)
    assert {one.outcome for one in told.parts or [told]} == {"exact"}
    assert {"speaker" in said.turns for said in told.shown} == {of_others}


def test_he_added_is_said_by_the_one_before(index: Index) -> None:
    typed = f"« {WAVE} », a lancé Ana Kermadec à Léo Durel. « {LIGHT} », a-t-elle ajouté."
    assert ["speaker" in part.passages[0].turns for part in index.verify(typed).parts] == [False, True]


@pytest.fixture(scope="module")
def same_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Six episodes that say the same: in four nobody is named, in one Maud Le Bihan says it to Ana Kermadec, in one it
    is not told who speaks, and Maud Le Bihan is the guest."""
    folder = tmp_path_factory.mktemp("same words")
    said = "Le quai dort sous la lune."
    maud = (Cue(0, "Bonsoir Maud.", speaker="Ana Kermadec"), Cue(9_000, said, speaker="Maud Le Bihan"))
    documents = (
        *(make_document(f"nobody-{number}", f"Nous sommes {number} ici.", said) for number in range(4)),
        make_document("told", cues=maud, people=(Person("Ana Kermadec", "host"),)),
        make_document("guest", "Bonsoir à tous ce soir. " + said, people=(Person("Maud Le Bihan", "guest"),)),
    )
    publish_full(folder, Given(documents), revision=1, workers=1)
    with closing(open_index(folder)) as opened:
        yield opened


def test_of_two_who_say_it_in_one_episode_the_one_who_is_named_is_shown(tmp_path: Path) -> None:
    """Who asks again what was said is not who said it, and the other way."""
    said = "Le quai dort sous la lune."
    between = Cue(9_000, f"Vraiment{' ou non' * 12} ?")
    cues = (Cue(0, said, speaker="Ana Kermadec"), between, Cue(12_000, said, speaker="Maud Le Bihan"))
    publish_full(tmp_path, Given((make_document("both", cues=cues),)), revision=1, workers=1)
    with closing(open_index(tmp_path)) as opened:
        for name, second in (("Maud Le Bihan", 12), ("Ana Kermadec", 0), ("Maud", 12)):
            (told,) = opened.verify(f"{name} : « Le quai dort sous la lune »").passages
            assert (told.second, told.turns) == (second, ()), name
        (told,) = opened.verify("Léo Durel : « Le quai dort sous la lune »").passages
        assert (told.second, told.turns) == (0, ("speaker",))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Maud Le Bihan : « Le quai dort sous la lune »", [("told", ()), ("guest", ())]),
        ("« Le quai dort sous la lune » (Ana Kermadec)", [("told", ("speaker",)), ("nobody-0", ())]),
        ("Kermadec : le quai dort sous la lune", [("told", ("speaker",)), ("nobody-0", ())]),
        ("Maud Le Bihan-Kerouac : « Le quai dort sous la lune »", [("told", ()), ("guest", ())]),
        ("Léo Durel : « Le quai dort sous la lune »", [("nobody-0", ()), ("nobody-1", ())]),
        ("« Le quai dort sous la lune »", [("told", ()), ("nobody-0", ())]),
    ],
)
def test_of_several_episodes_that_say_it_those_of_who_is_named_come_first(
    same_words: Index, typed: str, shown: list[tuple[str, tuple[str, ...]]]
) -> None:
    told = same_words.verify(typed)
    assert (told.outcome, told.episodes, len(told.passages)) == ("exact", 6, 3)
    assert [(one.summary.slug, one.turns) for one in told.passages[:2]] == shown


def test_of_several_episodes_that_nearly_say_it_those_of_who_is_named_come_first(tmp_path: Path) -> None:
    woods = "chêne hêtre sapin bouleau".split()
    others = [
        make_document(wood, f"Le vieux quai de {wood} dort souvent sous la lune. Une pierre.", language="fr") for wood in woods
    ]
    hers = (Cue(0, "Le vieux quai de pierre ne dort pas toujours sous la pluie.", speaker="Ana Kermadec"),)
    publish_full(tmp_path, Given([*others, make_document("hers", cues=hers, language="fr")]), revision=1, workers=1)
    said = "« Le vieux quai de pierre dort souvent sous la lune »"
    with closing(open_index(tmp_path)) as opened:
        assert opened.verify(said).passages[0].summary.slug in woods
        first = opened.verify(f"{said} (Ana Kermadec)").passages[0]
        assert (first.summary.slug, "speaker" in first.turns, "negation" in first.turns) == ("hers", False, True)


@pytest.mark.parametrize(
    ("typed", "outcome", "aside", "turns"),
    [
        ("« Une vague, dit Ana Kermadec, ne demande pas la permission »", "exact", ("dit Ana Kermadec",), ()),
        ("Une vague, a dit Ana Kermadec, ne demande pas la permission", "exact", ("a dit Ana Kermadec",), ()),
        ("« Une vague, dit Léo Durel, ne demande pas la permission »", "exact", ("dit Léo Durel",), ("speaker",)),
        ("Hier : « Une vague, dit Ana Kermadec, ne demande pas la permission »", "exact", ("dit Ana Kermadec", "Hier"), ()),
        ("« Une vague, croit Ana Kermadec, ne demande pas la permission »", "not-found", (), ()),
        ("« Une vague, Ana Kermadec, ne demande pas la permission »", "nearly", (), ()),
    ],
)
def test_who_said_it_may_stand_within_a_quotation(
    index: Index, typed: str, outcome: str, aside: tuple[str, ...], turns: tuple[str, ...]
) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.aside, told.shown[0].turns) == (outcome, aside, turns)


def test_thousands_are_found_though_a_space_parts_them(index: Index) -> None:
    for typed in ("paid 13750 crowns", "and 1500 boats in all", "mille cinq cents boats in all the years"):
        assert index.verify(typed).outcome == "exact", typed


def test_the_article_that_a_first_word_stands_for_is_shown_with_it() -> None:
    laid = aligned("c est un theme".split(), "et ce n est pas un theme".split(), alike)
    assert laid.begin == 1


@pytest.mark.parametrize(
    ("typed", "outcome", "inserted"),
    [
        ("Une vague [de Kernac] ne demande pas la permission", "exact", ("de Kernac",)),
        ("Une vague [de 12 mètres, NDLR] ne demande pas la permission", "exact", ("de 12 mètres, NDLR",)),
        ("[Une] vague ne demande pas la permission", "exact", ()),
        ("[U]ne vague ne demande pas la permission", "exact", ()),
        ("Ana Kermadec : « une vague [la mer] ne demande pas la permission »", "exact", ("la mer",)),
        ("[Elle, Ana,] le phare [blanc] attend toujours la vague", "exact", ("Elle, Ana,", "blanc")),
        ("Une vague [bleue] ne demande jamais la permission", "nearly", ("bleue",)),
        ("Une vague ne demande pas la [parole]", "exact", ("parole",)),
        ("Une vague ne [réclame] pas la permission", "nearly", ()),
        ("Une vague [jamais] ne demande pas la permission", "nearly", ()),
        ("Une vague […] la permission", "exact", ()),
    ],
)
def test_what_is_put_in_between_brackets_is_told_and_not_compared(
    index: Index, typed: str, outcome: str, inserted: tuple[str, ...]
) -> None:
    told = index.verify(typed)
    assert (told.outcome, told.inserted) == (outcome, inserted)
    assert verdict_object(told).inserted == (inserted or msgspec.UNSET)
    assert "number" not in told.passages[0].turns


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """A conversation whose captions begin with who speaks, and note what is heard."""
    folder = tmp_path_factory.mktemp("labelled")
    durel, morvan = "J.-L. Durel", "A. M."
    cues = (
        Cue(0, "A. M. : Quel est le prix du sel cette saison ?", speaker=morvan),
        Cue(9_000, "Jean-Luc Durel : Le sel ne vaut plus rien. (Rires)"),
        Cue(18_000, "J.-L. Durel : Il faut rouvrir les marais.", speaker=durel),
        Cue(27_000, "*Applaudissements et clameur de la foule*", speaker=durel),
        Cue(36_000, "Nous irons à marée basse.", speaker=durel),
        Cue(45_000, "A. M. : Bref : personne ne viendra.", speaker=morvan),
        Cue(54_000, "Mon dernier mot : la digue (basse) tiendra. Je le tiens de", speaker=morvan),
        Cue(63_000, "Jean-Luc Durel : il a vu l'eau monter.", speaker=morvan),
        Cue(72_000, "Bonsoir Jean-Luc. J.-L. Durel : Bonsoir à vous.", speaker=morvan),
    )
    publish_full(folder, Given((make_document("marais", cues=cues),)), revision=1, workers=1)
    with closing(open_index(folder)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("le prix du sel cette saison ? Le sel ne vaut plus rien", "exact"),
        ("Le sel ne vaut plus rien. Il faut rouvrir les marais.", "exact"),
        ("Il faut rouvrir les marais. Nous irons à marée basse.", "exact"),
        ("le prix du sel […] vaut plus rien. Il faut rouvrir", "exact"),
        ("A. M. : Bref : personne ne viendra", "exact"),
        ("Nous irons à marée basse. Bref : personne ne viendra", "exact"),
        ("Bonsoir Jean-Luc. Bonsoir à vous", "exact"),
        ("Nous irons à marée basse. personne ne viendra", "nearly"),
        ("personne ne viendra. la digue basse tiendra", "nearly"),
        ("la digue tiendra. Je le tiens de", "nearly"),
        ("la digue basse tiendra. Je le tiens de il a vu l'eau monter", "nearly"),
        ("il a vu l'eau monter. Bonsoir à vous", "nearly"),
        ("Le sel ne vaut plus rien. Rires. Il faut rouvrir les marais", "nearly"),
    ],
)
def test_who_speaks_and_what_is_heard_are_no_words_that_are_said(labelled: Index, typed: str, outcome: str) -> None:
    """But whatever may have been said is."""
    assert labelled.verify(typed).outcome == outcome


def test_a_passage_is_shown_without_the_labels_between_and_led_to_with_them(labelled: Index) -> None:
    (said,) = labelled.verify("cette saison ? Le sel ne vaut plus rien. Il faut rouvrir").passages
    assert (said.text, said.start_ms) == ("cette saison ? Le sel ne vaut plus rien. Il faut rouvrir", 0)
    assert said.stands == ("cette saison ? Jean-Luc Durel : Le sel ne vaut plus rien. (Rires) J.-L. Durel : Il faut rouvrir",)
    assert said.speakers == ("A. M.", "J.-L. Durel")
    (said,) = labelled.verify("A. M. : « le prix du sel cette saison ? Le sel ne vaut plus rien »").passages
    assert said.speakers == ("A. M.", "J.-L. Durel"), "though the second caption tells it by its label alone"


def test_in_place_of_the_last_words_stands_nothing_of_the_next_sentence_or_who_says_it(labelled: Index) -> None:
    """In place of « en grève » stood « grévistes ? JLM », the label of the answer."""
    (said,) = labelled.verify("Quel est le prix du sel cette triste année ?").shown
    assert (said.pieces[-1].fate, said.pieces[-1].said) == ("otherwise", "saison")


@pytest.mark.parametrize(
    ("typed", "place", "piece"),
    [
        ("Pourtant chaque quai coûte 7 euros par bateau", 0, ("otherwise", "Pourtant chaque", "Le")),
        ("Et le quai coûte 7 euros par bateau", 0, ("unsaid", "Et", "")),
        ("Le quai coûte 7 euros par bateau chaque matin", -1, ("unsaid", "chaque matin", "")),
        ("Le quai coûte 7 euros par navire", -1, ("otherwise", "navire", "bateau")),
    ],
)
def test_in_place_of_words_at_an_end_stands_nothing_of_another_sentence(
    amounts: Index, typed: str, place: int, piece: tuple[str, str, str]
) -> None:
    (said, *_) = amounts.verify(typed).shown
    assert (said.pieces[place].fate, said.pieces[place].quoted, said.pieces[place].said) == piece


def test_in_place_of_a_word_at_an_end_stands_no_label(tmp_path: Path) -> None:
    cues = (
        Cue(0, "A. M. : Quel est le prix du sel ?", speaker="A. M."),
        Cue(9_000, "J.-L. D. : Il ne vaut plus un sou, il faudrait rouvrir", speaker="J.-L. D."),
        Cue(18_000, "A. M. : Rien ne presse.", speaker="A. M."),
    )
    with published(tmp_path, [make_document("marais", cues=cues, language="fr")]) as index:
        (said,) = index.verify("Il ne vaut plus un sou, il faudrait rouvrir demain").shown
    assert (said.pieces[-1].quoted, said.pieces[-1].said) == ("demain", "Rien")


def test_labels_amid_a_caption_tell_who_says_a_quotation(tmp_path: Path) -> None:
    lines = (
        Cue(0, "Nous parlons du phare.", speaker="Jean-Luc Morvan"),
        Cue(9_000, "JJB : Donc vous le gardez ? JLM : Oui, et je sais que cela gêne.", speaker="Jean-Luc Morvan"),
    )
    told = make_document("lamp", cues=lines, people=(Person("Jean-Luc Morvan", "guest"),))
    publish_full(tmp_path, Given((told,)), revision=1, workers=1)
    with closing(open_index(tmp_path)) as index:
        for typed, who, is_theirs in (
            ("Donc vous le gardez ? (Jean-Luc Morvan)", ("JJB",), False),
            ("Donc vous le gardez ? (Jean-Jacques Brest)", ("JJB",), True),
            ("je sais que cela gêne (Jean-Luc Morvan)", ("Jean-Luc Morvan",), True),
            ("vous le gardez JLM oui et je sais que cela gêne", ("JJB", "Jean-Luc Morvan"), True),
        ):
            (said,) = index.verify(typed).shown
            assert (said.speakers, "speaker" not in said.turns) == (who, is_theirs), typed


@pytest.mark.parametrize(
    ("said_by", "is_theirs"), [("dit Léo", True), ("dit Ana", False), ("said Durel", True), ("said Goff", False)]
)
def test_one_name_behind_a_verb_of_saying_tells_who_said_it(index: Index, said_by: str, is_theirs: bool) -> None:
    for typed in (
        f"Le phare attend toujours la vague suivante, {said_by}",
        f"« Le phare attend toujours la vague suivante », {said_by}",
    ):
        told = index.verify(typed)
        assert (told.outcome, "speaker" not in told.shown[0].turns) == ("exact", is_theirs), typed


@pytest.fixture(scope="module")
def amounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """What a stranger would quote for its numbers."""
    folder = tmp_path_factory.mktemp("amounts")
    documents = (
        make_document(
            "budget",
            "Nous avons besoin de 100 milliards, dont 18 milliards pour le port. Et 2 millions de marins.",
            "Personne ne doit payer plus de 20 % de ce qu'il a. Le quai coûte 7 euros par bateau.",
            "On va construire 200.000 cabines. C'est-à-dire pour 2.000 personnes. La digue a coûté un million, dit-on.",
            language="fr",
        ),
        make_document(
            "harbour",
            "The bank has got $9 trillion of assets under management. It is ten percent of the R&B 500 ports.",
            "There were 80,000 registrants. They sold forty thousand three-year licenses. It grew 30% last year.",
            "Some 1.5 million tourists came.",
            language="en",
        ),
        make_document("score", "Le score : 5 5, puis 0 99, puis 20 30.", language="fr"),
    )
    publish_full(folder, Given(documents), revision=1, workers=1)
    with closing(open_index(folder)) as opened:
        yield opened


@pytest.mark.parametrize(
    "quoted",
    [
        "nous avons besoin de 100 millions, dont 18 millions pour le port",
        "dont 18 millions pour le port",
        "et 2 milliards de marins",
        "et deux milliards de marins",
        "the bank has got $9 billion of assets under management",
        "the bank has got nine billion dollars of assets under management",
        "there were 80 million registrants",
        "they sold 40 million three-year licenses",
        "some 1.5 billion tourists came",
        "personne ne doit payer plus de 30 pour cent de ce qu'il a",
        "le quai coûte 7 % par bateau",
        "le quai coûte sept pour cent par bateau",
        "it is 10 €",
        "it is ten €",
    ],
)
def test_another_magnitude_or_unit_is_another_number(amounts: Index, quoted: str) -> None:
    told = amounts.verify(quoted)
    assert (told.outcome, [one.turns for one in told.passages[:1]]) == ("nearly", [("number",)])


def test_no_passage_begins_or_ends_inside_a_number(amounts: Index) -> None:
    (passage, *_) = amounts.verify("Six thousand registrants. They sold").shown
    assert (passage.turns, passage.text) == (("number",), "80,000 registrants. They sold")
    (passage, *_) = amounts.verify("7 euros par bateau. On va construire quatre").shown
    assert (passage.turns, passage.text) == (("number",), "7 euros par bateau. On va construire 200.000")


def test_cent_mille_is_a_hundred_thousand_and_pour_cent_no_number() -> None:
    told = [[one.value for one in numbers.amounts(text, "fr")] for text in ("cent mille marins", "dix pour cent", "cent marins")]
    assert told == [[100_000], [10], [100]]


def test_another_magnitude_is_no_likelier_than_another_number(amounts: Index) -> None:
    quoted = "dont {} pour le port"
    magnitude, number = (amounts.verify(quoted.format(one)).score for one in ("18 millions", "81 milliards"))
    assert magnitude <= number < 1


@pytest.mark.parametrize(
    ("quoted", "said"),
    [
        ("personne ne doit payer plus de 20 pour cent de ce qu'il a", "20 %"),
        ("payer plus de vingt pour cent", "20 %"),
        ("payer plus de 20%", "20 %"),
        ("on va construire 200 mille cabines", "200.000 cabines"),
        ("on va construire deux cent mille cabines", "200.000 cabines"),
        ("et deux millions de marins", "2 millions"),
        ("et 2 000 000 de marins", "2 millions"),
        ("la digue a coûté 1 million", "un million"),
        ("nine trillion dollars of assets under management", "$9 trillion of"),
        ("the bank has got nine trillion dollars", "$9 trillion"),
        ("10% of the R&B 500 ports", "ten percent of the R&B 500 ports"),
        ("10 per cent of the R&B 500 ports", "ten percent of the R&B 500 ports"),
        ("there were 80 thousand registrants", "80,000 registrants"),
        ("there were eighty thousand registrants", "80,000 registrants"),
        ("they sold 40,000 three-year licenses", "forty thousand three-year licenses"),
        ("they sold 40 thousand three-year licenses", "forty thousand three-year licenses"),
        ("it grew thirty percent last year", "30%"),
        ("some 1,500,000 tourists came", "1.5 million"),
    ],
)
def test_an_amount_is_said_however_it_is_written(amounts: Index, quoted: str, said: str) -> None:
    told = amounts.verify(quoted)
    assert (told.outcome, told.score, told.episodes) == ("exact", 1.0, 1)
    assert [one.turns for one in told.passages] == [()]
    assert said in " ".join(piece.said for piece in told.passages[0].shown)


@pytest.mark.parametrize(
    "quoted",
    ["c'est-à-dire pour 2.000 personnes", "on va construire 200 mille cabines", "the R&B 500 ports", "forty three-year licenses"],
)
def test_what_is_said_is_shown_in_the_letters_of_the_transcript(amounts: Index, quoted: str) -> None:
    (passage, *_) = amounts.verify(quoted).passages
    joined = " ".join(piece.said for piece in passage.shown if piece.said)
    assert joined in passage.text and joined.split() == passage.text.split()


def pieces(quoted: str, said: str) -> tuple[PieceJson, ...]:
    """A quotation beside the whole of what is said, as a passage shows it."""
    speech = Speech(Captions(np.zeros(1, np.int32), np.zeros(1, np.int32), [said]), 0, 1)
    quotation = Quotation(quoted)
    return pieces_of(quotation, speech, with_amounts(quotation, speech, speech.beside(quotation.words, alike, quotation.gaps)))


@pytest.mark.parametrize("quoted", ["5 € 5 £", "0 $99", "« 20 % 30 % »", "in 2020 $9 trillion", "in 2020, 5 million"])
def test_amounts_that_nobody_says_are_looked_for_like_any_words(amounts: Index, quoted: str) -> None:
    assert amounts.verify(quoted).outcome != "exact"


def test_each_of_two_amounts_of_other_units_is_told_by_itself() -> None:
    told = pieces("le 5 € ou 7 € au port", "le 5 $ ou 7 $ au port")
    assert [(one.fate, one.quoted, one.said) for one in told] == [
        ("same", "le", "le"),
        ("otherwise", "5 €", "5 $"),
        ("same", "ou", "ou"),
        ("otherwise", "7 €", "7 $"),
        ("same", "au port", "au port"),
    ]


SPOKEN = (
    "le",
    "port",
    "a",
    "vingt",
    "20",
    "5",
    "7",
    "%",
    "pour",
    "cent",
    "€",
    "$9",
    "€7",
    "£",
    "2 000",
    "1.5",
    "twenty-two",
    "can't",
    "l'eau",
    "million",
    "dollars",
    "un",
    "[…]",
)


def test_the_pieces_of_a_quotation_hold_each_of_its_words_and_of_those_said_in_order() -> None:
    chance = random.Random(8)
    for _ in range(cases(400, 6000)):
        said = [chance.choice(SPOKEN[:-1]) for _ in range(chance.randint(3, 12))]
        quoted = [chance.choice(SPOKEN) if chance.random() < 0.3 else word for word in said if chance.random() > 0.1]
        if not (wanted := words(" ".join(quoted))) or not (speech := words(" ".join(said))):
            continue
        told = pieces(" ".join(quoted), " ".join(said))
        assert words(" ".join(one.quoted for one in told)) == wanted, (quoted, said)
        heard = f" {' '.join(words(' '.join(one.said for one in told)))} "
        assert heard in f"  {' '.join(speech)}  ", (quoted, said)


def test_who_speaks_is_told_by_their_own_label_and_not_by_another_that_may_be_theirs(tmp_path: Path) -> None:
    said = ("Tim R", "Le quai est au nord du vieux port."), ("Rai", "La digue est au sud du vieux phare.")
    cues = tuple(Cue(5_000 * place, text, speaker=who) for place, (who, text) in enumerate(said))
    with published(tmp_path, [make_document("labels", cues=cues)]) as index:
        assert [index.verify(text).passages[0].speakers for _, text in said] == [("Tim R",), ("Rai",)]
        assert index.verify(f"Rai : « {said[1][1]} »").passages[0].turns == ()


def test_a_word_that_says_the_contrary_as_a_sentence_of_its_own_turns_the_sense(tmp_path: Path) -> None:
    said = "Le vieux port est-il sûr depuis la tempête ? Non. Nous avons vu la digue céder sous la houle."
    with published(tmp_path, [make_document("contrary", said, language="fr")]) as index:
        (told,) = index.verify(said.replace("Non", "Oui")).passages
    assert (told.unsaid, told.turns) == ((), ("negation",))


@pytest.fixture(scope="module")
def phrases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Episodes of which many say a turn of phrase, some beside what one of them alone says."""
    folder = tmp_path_factory.mktemp("phrases")
    many = [f"Le quai {n} ouvre dès la fin de la semaine." for n in range(16)]
    made = [make_document(f"other {n}", f"Avant, je la vois de loin, {n} fois.", language="fr") for n in range(40)]
    made += [make_document(f"week {n}", text, language="fr") for n, text in enumerate(many)]
    rusty = [f"La jetée {n} luit. Elle rouille depuis le début de l'automne." for n in range(3)]
    made += [make_document(f"jetty {n}", text, language="fr") for n, text in enumerate(rusty)]
    made += [make_document("crane", "Elle démontera la grue verte.", language="fr")]
    made += [make_document("shed", "Le hangar ferme. Elle démontera la grue un jour.", language="fr")]
    made += [make_document("lock", "Moi, je vous le dis, je la démolirai. Il faut vingt marins pour la barque.", language="fr")]
    made += [make_document("years", "Il y en a pour 20 marins ou 25 jours à en partir.", language="fr")]
    publish_full(folder, Given(made), revision=1, workers=1)
    with closing(open_index(folder)) as opened:
        yield opened


def test_of_two_parts_the_rare_one_is_told_before_a_turn_of_phrase(phrases: Index) -> None:
    told = phrases.verify("je la démolirai avant la fin de la semaine")
    assert (told.outcome, told.episodes, told.passages) == ("not-found", 0, ())
    assert told.in_part[0].summary.slug == "lock" and told.in_part[0].text.startswith("je la démolirai")


@pytest.mark.parametrize("other", ["jetty 0", "jetty 1", "jetty 2"])
def test_of_equal_parts_the_one_of_another_quotation_s_episode_is_told_first(phrases: Index, other: str) -> None:
    told = phrases.verify(f"« La jetée {other[-1]} luit » puis « cueillons tout, elle rouille depuis le début de l'automne »")
    first, part = told.parts
    assert (first.outcome, part.outcome) == ("exact", "not-found")
    slugs = [one.summary.slug for one in part.in_part]
    assert (slugs[0], sorted(slugs)) == (other, ["jetty 0", "jetty 1", "jetty 2"])


def test_a_smaller_part_of_another_quotation_s_episode_is_not_told_first(phrases: Index) -> None:
    told = phrases.verify("« Le hangar ferme » puis « elle démontera la grue verte pendant une averse »")
    assert [one.summary.slug for one in told.parts[1].in_part] == ["crane", "shed"]


def test_the_closest_to_a_quotation_is_offered_and_nothing_is_claimed_of_it(phrases: Index) -> None:
    told = phrases.verify("il y en a pour 10 matelots ou 15 jours à nous partir demain")
    assert (told.outcome, told.episodes, told.score, told.passages, told.in_part) == ("not-found", 0, 0.0, (), ())
    assert [one.summary.slug for one in told.closest] == ["years"]
    answered = verdict_object(told)
    assert [one.slug for one in answered.closest or ()] == [verdict_row(answered).slug] == ["years"]
    assert (answered.passages, answered.in_part, verdict_row(answered).score) == ((), (), 0.0)
    assert "the closest passage:" in _verdict(answered)[0] and "25] jours" in _verdict(answered)[1]
    quoted = phrases.verify("« il y en a pour 10 matelots ou 15 jours à nous partir demain », Ana Kermadec")
    assert [one.summary.slug for one in quoted.closest] == ["years"]
    for other in ("la lune verte cuisine des champignons carrés", quoted.parts[0].read + " matin avant eux"):
        assert phrases.verify(other).closest == (), "too little of it is said"
