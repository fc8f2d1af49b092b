"""Names as people misspell them: one letter off is offered, first and last name are mended together, the rarest word leads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.model.episode import Person
from archive.search import Index
from archive.search.expansion.near_words import FuzzyMatch, Likelihood
from tests.given import published
from tests.search.index.archives import make_document

SAID = {
    **{f"fillon-{number}": f"Monsieur Fillon a parlé {number} fois de son programme." for number in range(12)},
    "snowden": "Les révélations d'Edward Snowden ont tout changé.",
    **{f"sarkozy-{number}": f"Monsieur Sarkozy est revenu {number} fois de voyage." for number in range(6)},
    **{f"khomri-{number}": f"La loi El Khomri est dans la rue pour la {number} fois." for number in range(4)},
    "florian": "Florian est reparti, Florian est loin.",
    **{f"philippot-{number}": f"Monsieur Philippot parle pour la {number} fois." for number in range(3)},
    "komori": "Abroger la loi El Komori, voilà le mot d'ordre.",
    "book": "Un livre sur Edward Snowden vient de paraître.",
    "glissant": "Le poète Édouard Glissant est né ici.",
    **{f"edward-{number}": f"Edward est reparti {number} fois en mer." for number in range(5)},
    "julien": "Julien est parti.",
    "assange": "Voici Julian Assange, réfugié à Londres. Assange écrit.",
    **{f"pen-{number}": f"Madame Le Pen a perdu {number} voix." for number in range(4)},
    "penn": "Il enseigne à Penn, en Amérique.",
    **{f"ton-{number}": f"Le ton monte, dit-on, {number} fois. Un ton, des tons." for number in range(3)},
    **{f"gamme-{number}": f"Encore un ton au-dessus, ton sur ton, {number} fois." for number in range(10)},
    "thon": "Un thon fut pris.",
    "jaures": "Jaurès était professeur. Jaurès aimait la philosophie, et Jaurès les ouvriers de Carmaux.",
    "killing": "Un assassinat de trop.",
    "killings": "La vague de l'assassinat politique.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("misspelt")
    with published(root, [make_document(slug, text, language="fr") for slug, text in SAID.items()]) as opened:
        yield opened


HEARD = {
    **{f"coghlan-{number}": f"Then Nick Coghlan wrote the library for the {number} time." for number in range(4)},
    **{f"coughlin-{number}": f"Then Nick Coughlin wrote the library for the {number} time." for number in range(4)},
    "cogan": "We heard of it from Nick Cogan again.",
    "johnson": "We heard of it from Nick Johnson again.",
    "coming": "We see Nick coming again, and Mary Johnson.",
    **{f"ronacher-{number}": f"Armin Ronacher is back for the {number} time." for number in range(12)},
    **{f"ronecker-{number}": f"Armin Ronecker is back for the {number} time." for number in range(2)},
    **{f"van-{number}": f"Guido van Rossum is here for the {number} time." for number in range(12)},
    **{f"von-{number}": f"Guido von Rossum is here for the {number} time." for number in range(3)},
    **{f"reitz-{number}": f"Kenneth Reitz wrote it, says the {number} guest." for number in range(6)},
    **{f"wright-{number}": f"Kenneth Wright wrote it, says the {number} host." for number in range(7)},
    **{f"write-{number}": f"Kenneth right here will write the {number} part." for number in range(6)},
    **{f"julien-{number}": f"Julien est parti pour la {number} fois." for number in range(4)},
    "danzow": "Our guest was Julian Danzow.",
    **{f"vanderplass-{number}": f"Here is Jake Vanderplass for the {number} time." for number in range(4)},
    "plaza": "On the plaza Jake met a vander.",
    **{f"himes-{number}": f"We thank Mister Himes for his {number} books." for number in range(4)},
    "haim": "There was Haim once.",
    "trowing": "Then Itamar Turner Trowing spoke.",
    "eva": "Our guest is Eva Jodlowska today.",
    "eva-too": "Eva is back, and Anna Jodlowska is not.",
    "langa": "A word from Lukasz Langa of the team.",
    **{f"lange-{number}": f"Here is Lucas Lange for the {number} time. Lange wrote it." for number in range(7)},
    **{f"lange-alone-{number}": f"A road to Lange, the {number} one. Lucas is gone." for number in range(7)},
    "milk": "Ce que ça a donné pour le lait, hein.",
    "vans": "Vans, vans and more vans.",
    "silence": "Une minute de silence, la minute du silence, cette minute le silence.",
}


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("heard")
    documents = [make_document(slug, text, language="fr" if slug == "silence" else "en") for slug, text in HEARD.items()]
    guest = make_document("guest", "Welcome to the programme.", language="en", people=(Person("Guido van Rossum", "guest"),))
    notes = make_document("notes", "Notes by Julian Danju.", language="en", people=(Person("Julian Danju", "guest"),))
    boring = make_document("boring", "Stuff with Al Swigert today.", language="en", people=(Person("Al Swigert", "guest"),))
    lucas = make_document("lucas", "Lucas Lange, welcome back.", language="en", people=(Person("Lucas Lange", "guest"),))
    host = make_document("host", "Welcome to Michael Himes.", language="en", people=(Person("Michael Himes", "guest"),))
    heavy = [make_document(f"heavy-{number}", f"A heavy load of {number} sticks.", language="en") for number in range(5)]
    hagee = make_document("hagee", "You will meet Lindsay Hagee.", language="en", people=(Person("Lindsay Hagee", "guest"),))
    with published(root, [*documents, guest, boring, notes, lucas, host, hagee, *heavy]) as opened:
        yield opened


def test_a_name_one_letter_off_is_offered_however_common_it_is(index: Index) -> None:
    answer = index.search("Filon", limit=20)
    assert answer.total == 0
    assert answer.listed_total == 12


@pytest.fixture(scope="module")
def looser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("looser")
    said = {
        "britt": "Et Britt Cruz de la chaîne a réalisé une vidéo.",
        "brits": "The Brit book of all brits.",
        "leisha": "Thanks for this talk with Leisha Lee this morning.",
        "aphatie": "Monsieur Aphatie a parlé de tout.",
        **{f"cruise-{number}": f"The cruise ship left {number} times." for number in range(4)},
        "html": "Then a LI and a UL.",
        **{f"nickel-{number}": f"They sell nickel, {number} tons of it." for number in range(3)},
    }
    made = [make_document(one, text, language="fr" if one in {"britt", "aphatie"} else "en") for one, text in said.items()]
    galaxy = "Hello and welcome. I am here with Rick Nickel of the team."
    made.append(make_document("galaxy", galaxy, title="A galaxy, with Rik Nicol", language="en"))
    with published(root, made) as opened:
        yield opened


def test_a_name_of_which_one_word_is_held_but_never_beside_the_other_is_mended(index: Index) -> None:
    for typed in ("Julien Assange", "julien assange", "JULIEN ASSANGE"):
        answer = index.search(typed)
        assert (answer.total, answer.listed_total, answer.hits[0].summary.slug) == (0, 1, "assange"), typed


def test_what_lies_much_farther_than_the_nearest_is_not_offered_beside_it() -> None:
    near = [FuzzyMatch((word,), far, "misspelt", 9, one_edit=True) for word, far in (("hamon", 0.06), ("among", 0.17))]
    assert [one.words for one in Likelihood({}).offered("amon", 0, near, held=False)] == [("hamon",)]


def test_what_is_far_oftener_said_is_offered_beside_the_nearest_of_what_is_no_name() -> None:
    far = {"gouvernent": (0.09, 5), "gouvernement": (0.21, 55)}
    near = [FuzzyMatch((word,), distance, "misspelt", said, one_edit=True) for word, (distance, said) in far.items()]
    likelihood = Likelihood({})
    assert [one.words[0] for one in likelihood.offered("gouvernemnt", 0, near, held=False)] == ["gouvernement", "gouvernent"]
    assert [one.words[0] for one in likelihood.offered("gouvernemnt", 0, near, held=False, name=True)] == ["gouvernent"]


def test_two_words_that_stand_together_as_typed_are_left_alone(index: Index) -> None:
    near = index.search("Édouard Glissant").explanation.words[0].near
    assert not any(" " in one.text for one in near)


def test_what_lacks_the_rarest_word_is_never_first(index: Index) -> None:
    answer = index.search("Jaurès assassinat")
    assert answer.hits[0].summary.slug == "jaures"
    assert "Jaurès" in answer.hits[1].lacks


LACKING = {
    "asylum": "Voici Plus d'autorisations d'asile en France, a-t-il dit.",
    "shelter": "Snowden a rendu service à la France.",
    **{f"france-{number}": f"La France a parlé pour la {number} fois." for number in range(20)},
    "boss": "Cet homme heureux, c'est Monsieur Ghosn.",
    "misheard": "Et Monsieur Gohsn gagne quinze millions.",
    "listener": "Carlos has a good question.",
    **{f"chain-{number}": f"It is a Monte Carlo method for the {number} time." for number in range(6)},
}


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("lacking")
    with published(root, [make_document(slug, text, language="fr") for slug, text in LACKING.items()]) as opened:
        yield opened


def test_what_lacks_a_word_of_every_day_stands_before_what_lacks_the_name(lacking: Index) -> None:
    slugs = [hit.summary.slug for hit in lacking.search("asile snowden en france").hits]
    assert slugs[:2] == ["shelter", "asylum"]


@pytest.mark.parametrize("typed", ["anchor granite", "granite anchor"])
def test_of_words_of_few_episodes_that_leads_which_is_rarer_in_its_language(tmp_path: Path, typed: str) -> None:
    """Of three hundred episodes, that one has the one and two have the other is chance."""
    said = {"anchor": "an anchor", **{f"granite-{number}": f"granite number {number}" for number in range(2)}}
    said |= {f"rain-{number}": f"rain for {number} days" for number in range(300)}
    with published(
        tmp_path, [make_document(slug, f"There is {text} in it.", language="en") for slug, text in said.items()]
    ) as index:
        assert index.commonness("granite") < index.commonness("anchor")
        assert [hit.lacks for hit in index.search(typed).hits] == [("anchor",), ("anchor",), ("granite",)]


def test_a_name_that_sounds_the_same_is_listed_however_often_it_is_said(index: Index) -> None:
    assert index.search("Sarkosi").listed_total == 6


@pytest.mark.parametrize(("key", "present", "offered"), [("kroll", 1, False), ("kroll", 0, True), ("rolk", 1, True)])
def test_an_ordinary_word_that_begins_otherwise_is_not_meant_by_a_word_that_is_held(key: str, present: int, offered: bool) -> None:
    roll = FuzzyMatch(("roll",), 0.16, "misspelt", 107, one_edit=True)
    known = Likelihood({"en": {"roll": 4.75}})
    assert known.offered(key, present, [roll], held=bool(present)) == ((roll,) if offered else ())
    names = Likelihood({"en": {"roll": 4.75}}, lambda word: False)
    assert names.offered(key, present, [roll], held=bool(present)) == (roll,)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Words of every day, and well-known ones, that sound a little like names which nobody says."""
    root = tmp_path_factory.mktemp("beside")
    said = {
        "evoquiez": "Vous évoquiez la question, et vous l'évoquiez bien.",
        "heard": "Ils ont reçu Patrick Shanizen ce matin.",
        **{f"chanson-{number}": f"Une chanson, la chanson numéro {number}." for number in range(5)},
        **{f"pyqt-{number}": f"With PyQt it is easy, part {number}." for number in range(4)},
        "keti": "We met Thomas Pie Ketty.",
    }
    made = [make_document(slug, text, language="en" if slug[:2] in {"py", "ke"} else "fr") for slug, text in said.items()]
    with published(root, made) as opened:
        yield opened


NO_NAME = {"Wauquiez": "evoquiez", "Chanezon": "chanson", "Piketty": "pyqt it"}


@pytest.mark.parametrize("typed", NO_NAME)
def test_a_name_is_not_heard_in_an_ordinary_word_that_is_not_close_by(beside: Index, typed: str) -> None:
    near = {form.text for word in beside.search(typed).explanation.words for form in word.near}
    assert NO_NAME[typed] not in near


def test_what_no_dictionary_has_is_still_heard_for_a_name_and_a_word_in_small_letters_is_a_slip(beside: Index) -> None:
    assert "shanizen" in {form.text for form in beside.search("Chanezon").explanation.words[0].near}
    assert "chanson" in {form.text for form in beside.search("chanezon").explanation.words[0].near}


def test_another_name_and_an_everyday_word_are_not_heard_behind_a_first_one(heard: Index) -> None:
    found = {one.text for word in heard.search("Nick Coghlan").explanation.words for one in word.near}
    assert found.isdisjoint({"nick johnson", "nick coming"})


@pytest.fixture(scope="module")
def writings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("writings")
    said = {
        "kivy": (3, "We build this screen with Kivy today."),
        "kivi": (4, "A window made in Kivi, on a phone."),
        "matplotlib": (5, "Draw the curve with matplotlib first."),
        "mattplotlib": (4, "Then Matt Plotlib draws the axes."),
        "pypi": (9, "Upload the wheel to PyPI at night."),
        "pypy": (4, "It runs faster on PyPy by far."),
        "dankrad": (4, "Then Dankrad Feist has the proposal."),
        "dankard": (1, "Here Dankard Feist had a hand up."),
        "trial": (5, "The trial took a week."),
        "trail": (2, "The trail leads to a hut."),
        "erigon": (3, "The Erigon node is behind by a block."),
        "aragon": (2, "An Aragon node has the fix."),
        "both": (3, "Ask Erigon for it. And on the Aragon side nothing is new."),
        "iragun": (3, "Iragun is a poet of another time."),
        "others": (12, "Nothing of the kind is in here."),
    }
    made = [
        make_document(f"{name}-{number}", f"Number {number}. {text}", language="en")
        for name, (many, text) in said.items()
        for number in range(many)
    ]
    with published(root, made) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "other"), [("Kivy", "kivi"), ("Kivi", "kivy"), ("Matplotlib", "mattplotlib"), ("Dankrad", "dankard")]
)
def test_a_name_that_is_said_lists_what_is_written_as_it_sounds_or_with_two_letters_swapped(
    writings: Index, typed: str, other: str
) -> None:
    answer = writings.search(typed, limit=20)
    listed = {hit.summary.slug.partition("-")[0] for hit in answer.hits if not hit.counted}
    assert listed == {other} and answer.listed_total == sum(hit.summary.slug.startswith(f"{other}-") for hit in answer.hits)
    assert {hit.summary.slug.partition("-")[0] for hit in answer.hits if hit.counted} == {typed.lower()}


def test_a_whole_name_lists_it_with_two_letters_swapped(writings: Index) -> None:
    listed = [hit.summary.slug for hit in writings.search("Dankrad Feist", limit=20).hits if not (hit.counted or hit.lacks)]
    assert listed == ["dankard-0"]


def test_a_word_of_a_dictionary_is_no_other_with_two_letters_swapped(writings: Index) -> None:
    assert not writings.search("trial", limit=20).listed_total


def test_what_far_more_episodes_say_is_no_writing_of_it(writings: Index) -> None:
    assert not writings.search("PyPy", limit=20).listed_total


@pytest.fixture(scope="module")
def unsaid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Names of which nobody says the last one, beside first ones as they are typed and words that sound a little
    alike."""
    root = tmp_path_factory.mktemp("unsaid")
    said = {
        "widen": "We want to widen the appeal, to widen it.",
        **{f"marius-{number}": f"And then Marius spoke for the {number} time." for number in range(3)},
        "seymour": "Then Seymour Ginsberg taught, and Seymour wrote.",
        **{f"eric-{number}": f"Bonjour Éric, nous voici pour la {number} fois." for number in range(5)},
        **{f"look-{number}": f"We look, and soon we look again, {number} times." for number in range(5)},
        **{f"bobine-{number}": f"Il tire la bobine numéro {number} pour éclairer." for number in range(2)},
        "titled": "We are on the air.",
    }
    made = [
        make_document(slug, text, language="fr" if slug[:4] in {"eric", "bobi"} else "en", title="Éric" if slug == "titled" else "")
        for slug, text in said.items()
    ]
    made.append(make_document("named", "We talk.", language="en", people=(Person("Look Smith", "guest"),)))
    with published(root, made) as opened:
        yield opened


@pytest.mark.parametrize(("typed", "alike"), [("marius wijden", "widen"), ("Éric Zemmour", "seymour"), ("éric zemmour", "seymour")])
def test_a_first_name_as_typed_stands_before_what_only_sounds_like_the_last_one(unsaid: Index, typed: str, alike: str) -> None:
    found = [hit.summary.slug for hit in unsaid.search(typed, limit=20).hits]
    assert len(found) >= 3
    assert alike not in found[:3]


@pytest.mark.parametrize(("typed", "alike"), [("Preston Loon", "look"), ("Bobigny", "bobine")])
def test_a_name_is_not_heard_in_a_common_word_that_is_hardly_alike(unsaid: Index, typed: str, alike: str) -> None:
    near = {form.text for word in unsaid.search(typed).explanation.words for form in word.near}
    assert (alike in near) == (alike == "look"), "somebody is called Look"


def test_beside_an_ordinary_word_a_slip_is_read_whatever_its_capitals(unsaid: Index) -> None:
    near = {form.text for word in unsaid.search("Appeal Loon").explanation.words for form in word.near}
    assert "soon" in near


def test_a_polish_first_name_alone_is_found_as_a_machine_writes_it(tmp_path: Path) -> None:
    said = {
        **{f"right-{number}": f"Here is Łukasz for the {number} time." for number in range(3)},
        **{f"sz-{number}": f"Here is Lukash for the {number} time." for number in range(4)},
        **{f"w-{number}": f"Here is Wukash for the {number} time." for number in range(2)},
        "other": "Here is Luca for once.",
    }
    with published(tmp_path, [make_document(slug, text, language="en") for slug, text in said.items()]) as index:
        for typed in ("Łukasz", "Lukasz"):
            answer = index.search(typed, limit=20)
            assert (answer.total, {"lukash", "wukash"} <= {one.text for word in answer.explanation.words for one in word.near}) == (
                3,
                True,
            )
