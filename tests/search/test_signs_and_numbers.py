"""Signs, figures and questions: what is typed one way is found however it was written, and counted for what it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.model.episode import Cue
from archive.search import Index, open_index
from archive.search.expansion import compounds
from archive.search.generations import publish_full
from archive.text.tokenizer import words
from tests.given import Given, published
from tests.search.index.archives import make_document

SAID = {
    "cpp": "Nous avons écrit ce moteur en C++ parce que c'est rapide.",
    "cpp-said": "Ils ont codé en c plus plus toute la nuit.",
    "csharp": "On a choisi le langage C# pour le bureau.",
    "csharp-said": "Le langage c sharp est typé.",
    "dotnet": "Avec dot net on compile.",
    "node": "Le serveur tourne sous Node.js depuis hier.",
    "rnb": "Elle chante du R&B dans ce disque.",
    "rnb-said": "Le r n b a vieilli.",
    "att": "Le réseau AT&T est tombé en panne.",
    "force": "Le gouvernement utilise le 49.3 pour passer.",
    "force-said": "Le quarante-neuf trois est de retour.",
    "part": "Le chômage atteint 27,5 % dans la région.",
    "part-said": "Vingt-sept virgule cinq pour cent des votants.",
    "first": "Le 1er janvier tout change.",
    "first-said": "Le premier mai on défile.",
    "century": "Une église du XVIe siècle.",
    "century-said": "Au seizième siècle on bâtissait.",
    "republic": "Nous voulons la 6e République.",
    "republic-said": "Vive la sixième République des gens.",
    "republic-roman": "Ils réclament une VIe République à la place du vieux régime.",
    "age": "L'art du XXIe siècle cherche encore son public ici.",
    "crowd": "Plus de 10 000 personnes ont défilé sur le boulevard.",
    "crowd-said": "Dix mille marcheurs sont venus à pied de la montagne.",
    "crowd-apart": "Comptez dix pas, puis cherchez mille lanternes au fond.",
    "weekly-12": "Rdls12 : les caissières, la banque et le climat, au programme.",
    "weekly-9": "Rdls 9 : plusieurs abeilles, un barrage et une primaire.",
    "5g": "La 5G arrive dans le village.",
    "5g-said": "La cinq G est lente.",
    "g20": "Le sommet du G20 se tient ici.",
    "g20-said": "Le sommet du G vingt est fini.",
    "phone": "Appelez le +33 pour répondre.",
    "year": "En 2017 nous avons déménagé.",
    "year-said": "En deux mille dix-sept il pleuvait.",
    "year-english": "In twenty seventeen we moved.",
    "plain": "C'est la vie et c'est tout, voilà un si beau sol.",
    "deploy": "How we deploy flask in production.",
    "robot": "Ils ont chanté du ジョン・レノン devant un ガンダム.",
    "source-0": "It is open source, and it doesn't hurt.",
    "source-1": "Our compiler became open source last year, which doesn't surprise anybody here.",
    "source-2": "Why would an open source database cost that much? It doesn't.",
    "sweet": "C'est bon, bon, on y va.",
    "joined": "An opensource library with wifi.",
    "radio-0": "The wi-fi is slow.",
    "radio-1": "Somebody switched off the wi-fi in the kitchen during lunch.",
    "radio-2": "Travellers ask for coffee first and for wi-fi second.",
    "stairs": "Montez 3 étages.",
    "stairs-said": "Après trois paliers, la porte est à gauche.",
    "stairs-more": "Il reste vingt-trois marches, puis trois cents pierres.",
    "tips-3": "The speaker gave 3 hints.",
    "six": "Il faut six oeufs pour ce gâteau.",
    "six-more": "Soixante-six kilos de farine sont arrivés.",
    "six-english": "We counted six owls near the barn.",
    "many": "Elle l'a dit 1000 fois à son frère.",
    "king": "Le palais de François 1er domine la Loire.",
    "king-said": "François premier aimait chasser au bois.",
    "fair": "La 1re exposition ouvrit en automne.",
    "key": "Elle tape la touche do# du piano sans regarder.",
    "whose-0": "What's the plan? Don't ask who's in charge.",
    "whose-1": "You don't know what's cooking, and that's fine, so who's next?",
    "whose-2": "I don't mind. What's in it is what's in it, who's to say?",
    "quest-0": "Qu'est ce que le jazz manouche, au fond ?",
    "quest-1": "Dites, qu'est-ce que vous jouez là ?",
    "quest-2": "Voilà ce qu'est devenu le jazz.",
    **{f"reason-{number}": f"Il rentre parce qu'il neige depuis {number} jours." for number in range(3)},
    "quest-english": "It was a quest across the desert.",
    "whose-french": "La chose dont je parle est rare.",
    "moon": "La lune est pleine, l'une des plus belles.",
    "against": "France contre Italie, un grand match vs les autres.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("signs")
    english = (
        "deploy",
        "year-english",
        "source",
        "joined",
        "radio",
        "tips",
        "six-english",
        "quest-english",
        "whose-0",
        "whose-1",
        "whose-2",
    )
    made = [make_document(slug, text, language="en" if slug.startswith(english) else "fr") for slug, text in SAID.items()]
    with published(root, made) as opened:
        yield opened


SOURCES, RADIOS = (" ".join(f"{name}-{number}" for number in range(3)) for name in ("source", "radio"))


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("opensource", f"joined {SOURCES}"),
        ("open source", f"joined {SOURCES}"),
        ("bonbon", ""),
        ("wifi", f"joined {RADIOS}"),
        ("wi-fi", f"joined {RADIOS}"),
        ("doesnt", SOURCES),
        ("C++", "cpp cpp-said"),
        ("c plus plus", "cpp cpp-said"),
        ("C#", "csharp csharp-said"),
        ("c sharp", "csharp csharp-said"),
        ("F#", ""),
        (".NET", "dotnet"),
        ("dotnet", "dotnet"),
        ("Node.js", "node"),
        ("nodejs", "node"),
        ("R&B", "rnb rnb-said"),
        ("r n b", "rnb rnb-said"),
        ("AT&T", "att"),
        ("49.3", "force force-said"),
        ("quarante-neuf trois", "force force-said"),
        ("27,5 %", "part part-said"),
        ("27.5", "part part-said"),
        ("vingt-sept virgule cinq", "part part-said"),
        ("1er", "first first-said king king-said fair"),
        ("premier", "first first-said king king-said fair"),
        ("XVIe", "century century-said"),
        ("16e", "century century-said"),
        ("VIe République", "republic republic-roman republic-said"),
        ("VIe", "republic republic-said"),
        ("XXIe", "age"),
        ("revue de la semaine 12", "weekly-12"),
        ("revue de la semaine 9", "weekly-9"),
        ("vie République", "republic-roman"),
        ("vingt-sept virgule cinq pour cent", "part part-said"),
        ("10 pour cent", "crowd crowd-apart"),
        ("5G", "5g 5g-said"),
        ("cinq g", "5g 5g-said"),
        ("G20", "g20 g20-said"),
        ("g vingt", "g20 g20-said"),
        ("+33", "phone"),
        ("2017", "year year-said year-english"),
        ("trois", "stairs stairs-said stairs-more force force-said"),
        ("3", "stairs stairs-said tips-3 force force-said"),
        ("three", "tips-3"),
        ("6", "six six-english"),
        ("mille", "crowd-apart crowd-said year-said many"),
        ("1 000", "crowd-apart many"),
        ("mille mille", "crowd-apart crowd-said year-said many"),
        ("François Ier", "king king-said"),
        ("Ire exposition", "fair"),
        ("deux mille dix-sept", "year year-said"),
        ("deux mille dix sept", "year year-said"),
        ("twenty seventeen", "year-english"),
        ("dix mille", "crowd crowd-said"),
        ("10000", "crowd crowd-said"),
        ("10 000", "crowd crowd-said"),
        ("ガンダム", "robot"),
        ("ガンタム", ""),
        ("ジョン・レノン", "robot"),
        ("ジョンレノン", "robot"),
        ("contre", "against"),
        ("vs", "against"),
    ],
)
def test_what_is_typed_with_a_sign_or_a_figure_is_found_as_it_is_said_and_the_reverse(index: Index, typed: str, slugs: str) -> None:
    answer = index.search(typed, limit=20)
    assert sorted(hit.summary.slug for hit in answer.hits if hit.counted) == sorted(slugs.split())
    assert answer.total == len(slugs.split())


def test_an_ampersand_between_words_makes_nothing_with_one_of_them(index: Index) -> None:
    words = index.search("banque & climat").explanation.words
    assert not [near.text for word in words for near in word.near if "et" in near.text.split()]


@pytest.mark.parametrize(
    ("typed", "kept", "dropped"),
    [
        ("how do I deploy flask", ["deploy", "flask"], {"how", "do", "I"}),
        ("pourquoi", ["pourquoi"], set()),
        ("flask combien", ["flask", "combien"], set()),
        ("Can Dündar", ["Can", "Dündar"], set()),
        ("combien vive", ["combien", "vive"], set()),
        ("where is Can Dündar", ["Can", "Dündar"], {"where", "is"}),
    ],
)
def test_the_words_of_a_question_are_not_looked_for_and_that_is_said(
    index: Index, typed: str, kept: list[str], dropped: set[str]
) -> None:
    told = index.search(typed).explanation
    assert [word.text for word in told.words] == kept and {piece.text for piece in told.ignored} == dropped


@pytest.mark.parametrize(
    ("typed", "joined"),
    [("1.5", None), ("18:51", None), ("2,75", None), ("10 000", ("10000",)), ("10000", ("10", "000")), ("1 234 567", ("1234567",))],
)
def test_digits_are_joined_as_thousands_are_and_never_across_a_point(typed: str, joined: tuple[str, ...] | None) -> None:
    held = {"15", "1851", "275", "10000", "10", "000", "1234567"}
    found = set(compounds.joined(tuple(words(typed)), lambda word: int(word in held), lambda key: [("18", "51")], True, typed))
    digits = {way for way in found if all(map(str.isdigit, way))}
    assert digits == ({joined} if joined else set())


def test_a_sign_within_words_in_quotes_stays_one_where_they_are_looked_for_as_they_may_have_been_heard(index: Index) -> None:
    assert [hit.summary.slug for hit in index.search('"la touche do# du pianno"').hits] == ["key"]
    assert index.search('"嶑紥""걾鯊壌ꁍ鉄杝쏞蛣菷庡蝿쳸庀ꤺ#"').total == 0, "also where there is no time for other readings"


OF_TWENTY = {
    "years": "Il y a 20 ans, 20 jours et 20 minutes que le phare de la pointe attend 20 marins.",
    "talk-20": "Voici 20 récits de marins pour 20 soirées, et 20 de plus.",
    "sign": "Au port, le prix du sel a monté de 20% en un hiver, dit le patron de la coopérative de pêche.",
    "spaced": "Le conseil de la ville a voté hier soir une hausse de 20\u00a0% des droits d'ancrage au port.",
    "said": "Ici tout coûte vingt pour cent de trop, répète la vendeuse de cordes devant son étal du quai.",
    "english": "They asked for about 20 percent of the catch, which nobody on the harbour wanted to give away.",
}


@pytest.mark.parametrize(
    ("typed", "percentages"),
    [
        *((typed, {"sign", "spaced", "said", "english"}) for typed in ("20 %", "20%", "20 pour cent", "20 percent")),
        ("vingt pour cent", {"sign", "spaced", "said"}),
    ],
)
def test_a_percentage_stands_before_the_number_of_anything_else(tmp_path: Path, typed: str, percentages: set[str]) -> None:
    languages = {"english": "en"}
    titles = {"talk-20": "Récits, numéro 20"}
    made = [
        make_document(slug, text, "Puis le vent tombe.", language=languages.get(slug, "fr"), title=titles.get(slug, ""))
        for slug, text in OF_TWENTY.items()
    ]
    publish_full(tmp_path, Given(made), revision=1)
    found = [hit.summary.slug for hit in open_index(tmp_path).search(typed).hits]
    assert set(found[: len(percentages)]) == percentages and set(found[len(percentages) :]) == {"years", "talk-20"}


def test_the_moment_that_is_a_percentage_is_quoted_first(tmp_path: Path) -> None:
    cues = tuple(
        Cue(60_000 * place, text) for place, text in enumerate(("20 ans, 20 jours, 20 nuits.", "Oui.", "Soit 20", "% de plus."))
    )
    publish_full(tmp_path, Given([make_document("port", cues=cues, language="fr")]), revision=1)
    (hit,) = open_index(tmp_path).search("20 %", moments=2).hits
    assert [moment.start_ms for moment in hit.moments] == [120_000, 0]


def test_what_begins_with_a_dot_is_a_name_and_has_no_forms(tmp_path: Path) -> None:
    said = {"dot": "They wrote it in .NET again.", "nets": "The nets are full of fish."}
    publish_full(tmp_path, Given([make_document(slug, text, language="en") for slug, text in said.items()]), revision=1)
    index = open_index(tmp_path)
    assert [hit.summary.slug for hit in index.search(".net").hits] == ["dot"]
    assert {hit.summary.slug for hit in index.search("net").hits} == {"dot", "nets"}
    index.close()


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("whats the plan", "what's the plan"),
        ("Whats the plan", "what's the plan"),
        ("whos next", "who's next"),
        ("thats fine", "that's fine"),
        ("you dont know", "you don't know"),
        ("quest ce que le jazz", "qu'est ce que le jazz"),
        ("quest-ce que le jazz", "qu'est-ce que le jazz"),
        ("parcequil neige", "parce qu'il neige"),
    ],
)
def test_a_word_without_its_apostrophe_is_read_as_the_word_with_it(index: Index, typed: str, right: str) -> None:
    found = index.counted(right)
    assert found and set(index.counted(typed)) == set(found)


def test_half_of_a_word_that_was_cut_lacks_no_apostrophe(tmp_path: Path) -> None:
    """spon sor, whatever episode says it's or."""
    said = {"ad": "Our sponsor is here.", "ads": "Thanks to the sponsor again.", "or": "C'est s'or ça."}
    with published(tmp_path, [make_document(slug, text, language="en") for slug, text in said.items()]) as opened:
        assert set(opened.counted("spon sor")) == set(opened.counted("sponsor")) == {"ad", "ads"}


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("quest across the desert", "quest-english"),
        ("la chose dont je parle", "whose-french"),
        ("lune pleine", "moon"),
        ('"dont know"', ""),
    ],
)
def test_a_word_of_its_own_is_read_as_it_stands(index: Index, typed: str, slugs: str) -> None:
    assert set(index.counted(typed)) == set(slugs.split())
