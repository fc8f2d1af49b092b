"""First and last name typed together are heard together: a first name alone is anybody's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.languages.base import is_of_a_woman
from archive.model.episode import Cue, Person
from archive.search import Index
from archive.search.expansion.near_words import ESTABLISHED
from archive.search.index.document_table import Document
from archive.search.index.vocabulary import RARE_LEAST
from archive.search.plan.mended_names import CUT_SHORT
from archive.search.results.explain import other_writings, resemblances
from tests.given import published
from tests.search.index.archives import make_document

MINUTE = 60_000
GUEST = (Person("Odilon Tresparc", "guest", "armateur"),)


def episodes() -> list[Document]:
    linked = Analysis(links=(NameLink("Odilon Tresparc", 0, 2, 0.05, "people", "Odilon Trespare"),))
    return [
        make_document(
            "whole",
            cues=(
                Cue(0, "Odilon, vous avez lancé un bateau."),
                Cue(MINUTE, "Nous sommes avec Odilon Tresparc ce soir."),
                Cue(2 * MINUTE, "Merci Odilon, et bon vent."),
                Cue(3 * MINUTE, "Tresparc est reparti en mer."),
            ),
            people=GUEST,
        ),
        make_document(
            "linked", cues=(Cue(0, "Odilon Trespare en direct."), Cue(MINUTE, "Odilon hésite.")), people=GUEST, analysis=linked
        ),
        make_document("stated", cues=(Cue(0, "Bonsoir Odilon."), Cue(MINUTE, "Odilon hésite.")), people=GUEST),
        make_document("strangers", cues=(Cue(0, "Saint Odilon est fêté."), Cue(MINUTE, "Les chantiers Tresparc ferment."))),
        make_document("last", "Le discours de Tresparc a plu."),
        make_document("ceder", "Voici Naomi Ceder.", people=(Person("Naomi Ceder", "guest", "test"),), language="fr"),
        make_document("verb", "Ils vont céder, ils ont cédé, vous cédez.", language="fr"),
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("names")
    with published(root, episodes()) as opened:
        yield opened


def test_a_first_name_alone_is_no_moment_of_a_whole_one(index: Index) -> None:
    hit = next(hit for hit in index.search("Odilon Tresparc").hits if hit.summary.slug == "whole")
    assert [(moment.start_ms, [mark.slot for mark in moment.marks]) for moment in hit.moments] == [
        (MINUTE, [0, 1]),
        (3 * MINUTE, [1]),
    ]
    assert hit.moments_total == 2


def test_a_word_of_a_known_name_has_no_forms(index: Index) -> None:
    first, last = index.search("Naomi Ceder").explanation.words
    assert (first.text, last.text) == ("Naomi", "Ceder")
    assert not any(near.kind == "inflected" for word in (first, last) for near in word.near)
    assert any(near.kind == "inflected" for near in index.search("ceder").explanation.words[0].near)


def test_a_name_linked_to_what_a_machine_wrote_is_heard_whole(index: Index) -> None:
    hit = next(hit for hit in index.search("odilon tresparc").hits if hit.summary.slug == "linked")
    assert [(mark.kind, mark.heard) for mark in hit.moments[0].marks] == [("exact", None), ("alias", "Trespare")]
    assert hit.moments_total == 1


def test_who_has_but_one_of_the_names_is_not_counted(index: Index) -> None:
    answer = index.search("Odilon Tresparc")
    assert {hit.summary.slug for hit in answer.hits if not hit.lacks} == {"whole", "linked", "stated"}
    assert {hit.summary.slug: hit.lacks for hit in answer.hits if hit.lacks} == {"strangers": ("Odilon",), "last": ("Odilon",)}
    assert answer.total == 3


def test_all_moments_of_a_name_are_those_of_its_episodes(index: Index) -> None:
    answer = index.search("Odilon Tresparc", limit=20)
    saying = [hit for hit in answer.hits if hit.counted and hit.summary.slug != "stated"]  # its first name alone
    assert answer.moments_total == sum(hit.moments_total for hit in saying)


def test_the_episode_marks_what_the_answer_counts(index: Index) -> None:
    found = index.search_episode("Odilon Tresparc", "whole")
    assert found is not None
    assert [(match.position, match.slot) for match in found.matches] == [(9, 0), (10, 1), (18, 1)]


def test_a_first_name_by_itself_is_found_wherever_it_is_said(index: Index) -> None:
    assert index.search("Odilon").total == 4


def test_a_last_name_alone_finds_what_is_linked_to_the_whole_one(index: Index) -> None:
    (hit,) = (hit for hit in index.search("Tresparc").hits if hit.summary.slug == "linked")
    assert [(mark.kind, mark.heard) for mark in hit.moments[0].marks] == [("alias", "Odilon Trespare")]
    assert index.search("Tresparc").total == 5


def test_words_that_are_nobodys_name_may_stand_apart(index: Index) -> None:
    assert index.search("chantiers Odilon").total == 1


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """First names of guests beside what else is spoken of, here one behind the other by chance, there not."""
    steve, julia, chip, sam, brett = (
        Person(name, "guest") for name in ("Steve Dauer", "Julia Sinner", "Chip Bincent", "Sam Aubret", "Brett Kannon")
    )
    said = [
        make_document("dauer", "Welcome Steve. What you wrote runs on windows.", language="en", people=(steve,)),
        make_document("dauer-said", "Steve Dauer works on how windows behave.", language="en", people=(steve,)),
        make_document("by-chance", "I wrote to Julia. Pythons came later, and Chip, design it.", language="en", people=(julia,)),
        make_document("julia", "Julia has written more of it with pythons.", language="en", people=(julia,)),
        make_document("chip", "Chip, tell us of the design.", language="en", people=(chip,)),
        make_document("guests", "Sam, and with us Brett and Julia.", language="en", people=(sam, brett)),
        make_document("guest", "Brett, Sam could not come.", language="en", people=(sam, brett)),
        make_document("stated", "Bonsoir.", language="fr", description="La lumière, avec Steve Moulet et Julia."),
        make_document("sung", "Sam has a phone that was sung of.", language="en", people=(sam,)),
    ]
    with published(tmp_path_factory.mktemp("called"), said) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "many"),
    [
        ("Steve Windows", 2),
        ("Steve Dauer Windows", 2),
        ("Julia Pythons", 2),
        ("julia pythons", 2),
        ("Chip Design", 2),
        ("chip design", 2),
        ("Sam Brett Julia", 1),
        ("Brett Sam", 2),
        ("sam brett", 2),
        ("Sam and the Phone", 1),
        ("Sam Sung", 1),
        ("Steve Moulet", 1),
    ],
)
def test_who_speaks_and_what_else_is_asked_for_need_not_stand_together(called: Index, typed: str, many: int) -> None:
    """Nothing tells a first name before a word from a whole name: all that is said near each other counts."""
    answer = called.search(typed)
    assert (answer.total, answer.apart) == (many, False)


@pytest.mark.parametrize("typed", ["Bret Victor", "bret victor"])
def test_a_name_heard_otherwise_is_listed_first_where_it_is_said_together(tmp_path: Path, typed: str) -> None:
    """And those that say its words near each other are listed behind, not lost."""
    guests = (Person("Brett Kannon", "guest"), Person("Victor Sinner", "guest"))
    made = [
        make_document("essay", "We had learned a lot from Brett Victor and his essay.", language="en"),
        make_document("plugs", "It was put together by a guy called Brett Victor.", language="en"),
        make_document("core", "Welcome Brett. It was Victor Sinner who wrote it.", language="en", people=guests),
    ]
    with published(tmp_path, made) as index:
        answer = index.search(typed)
    assert (answer.total, answer.listed_total) == (0, 3)
    slugs = [hit.summary.slug for hit in answer.hits if not hit.lacks]
    assert ({*slugs[:2]}, slugs[2:]) == ({"essay", "plugs"}, ["core"])


@pytest.mark.parametrize(
    ("typed", "heard"), [("Jeffrey Ulmann", "jeff ulmann"), ("Norm Finkel", "norman finkel"), ("Paulette Finkel", "")]
)
def test_a_first_name_may_be_cut_short(tmp_path: Path, typed: str, heard: str) -> None:
    said = ("We saw Jeff Ulmann there.", "We saw Norman Finkel there.", "We saw Paul Finkel there.")
    with published(tmp_path, [make_document(f"said-{at}", text, language="en") for at, text in enumerate(said)]) as index:
        answer = index.search(typed)
    forms = {one.text for word in answer.explanation.words for one in word.near}
    assert (answer.total, answer.listed_total, heard in forms) == (0, bool(heard), bool(heard))


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("Eslene Bikoumou", "esleen becamu"),
        ("Eslene Dikoumou", ""),
        ("Eslene Bikoulou", ""),
        ("Eslene Abikoumou", ""),
        ("Esleen Bikoumou", "esleen becamu"),
        ("eslene bikoumou", ""),  # no name, unless its first word is said
        ("esleen bikoumou", "esleen becamu"),
        ("Jesse Jiryu Davis", "jesse giroudavis"),
    ],
)
def test_a_name_is_heard_that_its_consonants_tell_or_that_is_written_as_one(tmp_path: Path, typed: str, heard: str) -> None:
    """Of a person whose first name is near and whose last one has the very consonants; of two words written as one."""
    guests = (Person("Esleen Becamu", "guest"), Person("Jesse Giroudavis", "guest"))
    said = ("We speak with Esleen Becamu there.", "Today it is Jesse Giroudavis who is here.")
    made = [make_document(f"said-{at}", text, language="en", people=(guests[at],)) for at, text in enumerate(said)]
    with published(tmp_path, made) as index:
        answer = index.search(typed)
    forms = {one.text for word in answer.explanation.words for one in word.near}
    assert (answer.total, answer.listed_total, heard in forms) == (0, bool(heard), bool(heard))


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("Bikoumou", "esleen becamu"),
        ("bikoumou", "esleen becamu"),
        ("Dikoumou", ""),
        ("Huyen", "chip heughan"),
        ("huyen", "chip heughan"),
        ("Heughane", ""),
        ("Mayrer", ""),
    ],
)
def test_a_last_name_alone_is_heard_by_its_consonants_where_they_tell_one_known_person(
    tmp_path: Path, typed: str, heard: str
) -> None:
    """The only one of a name that no language knows; else who has the first name that is said before what is close."""
    names = ("Esleen Becamu", "Chip Heughan", "Ian Morris", "Jo Moreau")
    made = [make_document(one, f"We met {one}.", language="en", people=(Person(one, "guest"),)) for one in names]
    with published(tmp_path, [*made, make_document("class", "I like Chip Huyan and his class.", language="en")]) as index:
        answer = index.search(typed)
    forms = {one.text: one.counted for word in answer.explanation.words for one in word.near}
    assert (heard in forms, bool(forms.keys() & {name.lower() for name in names})) == (bool(heard), bool(heard))
    assert (answer.total, set(forms.values()) <= {False}) == (0, True)


@pytest.mark.parametrize("said", ["The becamo is a dance.", "The bikoumu is a dance."])
def test_a_last_name_near_which_another_word_is_said_is_not_heard_by_its_consonants(tmp_path: Path, said: str) -> None:
    """The same consonants tell nothing of whom is meant where what is typed may be a slip of the other word."""
    guest = make_document("guest", "We met Esleen Becamu.", language="en", people=(Person("Esleen Becamu", "guest"),))
    with published(tmp_path, [guest, make_document("dance", said, language="en")]) as index:
        forms = {one.text for word in index.search("Bikoumou").explanation.words for one in word.near}
    assert ("esleen becamu" in forms) == ("becamo" in said)


def test_a_name_that_nobody_says_is_heard_as_the_archive_knows_it_and_as_that_is_heard_again(tmp_path: Path) -> None:
    guest = (Person("Nicola Ioroshi", "guest"),)
    made = [
        make_document("own", "With Nicola Ioroshi today.", language="en", people=guest),
        make_document("course", "A course by Nicola Hiroshi, our first guest.", language="en"),
        make_document("other", "A course by Nicola Hanson, and one by Hiroshi.", language="en"),
    ]
    with published(tmp_path, made) as index:
        answer = index.search("Nicola Iarocci")
        plain = index.search("Nicola Ianucci")
    assert [hit.summary.slug for hit in answer.hits if not hit.lacks] == ["own", "course"]
    assert "course" not in [hit.summary.slug for hit in plain.hits if not hit.lacks]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("conda-forge", {"condoforge"}), ("conda forge", {"condoforge"}), ("Conda Forge", {"condoforge"}), ("blog post", set())],
)
def test_two_words_that_are_written_as_one_too_are_heard_otherwise_as_with_a_hyphen(
    tmp_path: Path, typed: str, heard: set[str]
) -> None:
    said = ["Get it from Conda Forge.", "Conda Forge again.", "From condaforge, he says.", "The CondoForge community.", "Packages."]
    said += ["A blog post on blogpost writing.", "A blog post again.", "It is on Blogspot."]
    with published(tmp_path, [make_document(f"said-{at}", text, language="en") for at, text in enumerate(said)]) as index:
        answer = index.search(typed)
    forms = [{one.text for one in word.near if not one.counted} for word in answer.explanation.words]
    assert set.intersection(*forms) == heard


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Gina Häußge", "Gina Houska"),
        ("Gina Haziza", ""),
        ("Dean Häußge", ""),
        ("Gina House", ""),  # machines know it
        ("Gina Hizaka", ""),  # too far
        ("Maja Bukowski", ""),  # begins otherwise
    ],
)
def test_the_only_one_of_a_first_name_may_be_meant_however_the_last_is_written(tmp_path: Path, typed: str, meant: str) -> None:
    guests = [Person(name, "guest") for name in ("Gina Houska", "Dean Houska", "Dean Klysis", "Maja Falkowski")]
    made = [make_document(f"with-{one.name}", f"We met {one.name}.", language="en", people=(one,)) for one in guests]
    with published(tmp_path, made) as index:
        assert [one.name for one in index.names_meant(typed) if one.known] == [meant] * bool(meant)


@pytest.mark.parametrize(
    ("typed", "many"), [("Jesse Jiryu Davis", 1), ("jesse jiryu davis", 1), ("Jesse Zebra Davis", 0), ("Tom Jiryu Barnes", 0)]
)
def test_what_nobody_says_may_stand_between_the_words_of_a_known_name(tmp_path: Path, typed: str, many: int) -> None:
    guest = (Person("Jesse Davis", "guest"),)
    made = [make_document("own", "Jesse Davis is with us.", language="en", people=guest), make_document("zoo", "The zebra.")]
    made.append(make_document("unknown", "Tom Barnes is with us.", language="en"))
    with published(tmp_path, made) as index:
        assert index.search(typed).listed_total == many


@pytest.mark.parametrize("typed", ["A. Jesse Jiryu Davis", "A Jesse Jiryu Davis", "Jesse A. Jiryu Davis"])
def test_an_initial_that_is_a_word_of_grammar_is_no_part_of_a_name(tmp_path: Path, typed: str) -> None:
    """What is ignored of a search is listened for in no name of it either."""
    guest = (Person("Jesse Davis", "guest"),)
    made = [make_document("own", "Jesse Davis is with us.", language="en", people=guest)]
    made.append(make_document("other", "This is A. Jesse Giryu Davis.", language="en"))
    with published(tmp_path, made) as index:
        whole, without = (index.search(name) for name in (typed, "Jesse Jiryu Davis"))
    heard = [[one.text for word in answer.explanation.words for one in word.near] for answer in (whole, without)]
    assert heard[0] == heard[1]
    assert (whole.total, whole.listed_total) == (without.total, without.listed_total)


@pytest.mark.parametrize("typed", ["Airbus A 380", "A 380 Airbus", "The new A 380", "Airbus A380"])
def test_a_letter_before_what_it_makes_one_word_with_is_no_initial(tmp_path: Path, typed: str) -> None:
    made = [make_document("said", "A new Airbus A380 is here.", language="en")]
    made.append(make_document("apart", "It has 380 seats.", language="en"))
    with published(tmp_path, made) as index:
        assert [hit.summary.slug for hit in index.search(typed).hits if hit.counted] == ["said"]


def test_what_is_far_from_a_last_name_and_begins_otherwise_is_none_of_its_writings(tmp_path: Path) -> None:
    guest = Person("Maja Falkowski", "guest")
    with published(tmp_path, [make_document("said", "We met Maja Falkowski.", language="en", people=(guest,))]) as index:
        every = [index.search(typed).listed_total for typed in ("Fijalkowski", "Bukowski")]
    assert every == [1, 0]


@pytest.mark.parametrize(("name", "short"), [("jeffrey", "jeff"), ("pamela", "pam"), ("jessica", "jess"), ("catherine", "cath")])
def test_a_whole_first_name_is_its_own_short_form(name: str, short: str) -> None:
    assert not is_of_a_woman(name, short)


@pytest.mark.parametrize(
    "names",
    ["victoria victor", "daniella daniel", "marcella marcel", "joanna joan", "carlotta carlo", "paulette paul", "louise louis"],
)
def test_a_womans_name_is_no_mans_said_in_full(names: str) -> None:
    assert is_of_a_woman(*names.split())


def of_last_names() -> list[Document]:
    """Somebody of the archive whose last name is written otherwise, and words of every day that are spelt as names."""
    said = {
        "named": "Here is Armin Ronacher, who wrote it.",
        "near": "So Armin Ronaker rather than somebody else.",
        "far": "Thank you, Armin Roeneger, for that.",
        "other": "We met Joseph Turow and Joseph Turow left.",
        "stranger": "Some Roeneger was there.",
        "unsaid": "It is by Allison Captur, I think.",
        "leisha": "An interview with Leisha Lee, you remember.",
        "li": "And then the li, you can multiply it.",
        "shen": "Something that Po-Shen Lo published.",
        "mentioned": "Now all of you have mentioned Throwl here, too.",
        "slip": "You may throvw them as you like.",
        "bishop": "I read a book by Christopher Bishop there.",
        "bike": "They sell it at the bike shop.",
        "bayer": "We spoke with Mike Bayer about it.",
        "baer": "And that is what Mike Baer wrote.",
        **{f"lo-{number}": f"Lo and behold, {number} of them, lo." for number in range(4)},
        **{f"throw-{number}": f"They throw {number} balls and capture them." for number in range(12)},
    }
    people = {"named": (Person("Armin Ronacher", "guest"),), "other": (Person("Joseph Turow", "guest"),)}
    people |= {"unsaid": (Person("Ariane Huriez", "guest"),), "bayer": (Person("Mike Bayer", "guest"),)}
    english = [make_document(slug, text, language="en", people=people.get(slug, ())) for slug, text in said.items()]
    lessons = (
        make_document(f"lecon-{number}", f"Voici la leçon {number} du jour, vous auriez aimé.", language="fr")
        for number in range(12)
    )
    return [*english, *lessons]


@pytest.fixture(scope="module")
def last_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with published(tmp_path_factory.mktemp("last-names"), of_last_names()) as opened:
        yield opened


@pytest.mark.parametrize("typed", ["Ronacher", "ronacher"])
def test_a_last_name_alone_finds_what_the_whole_name_does(last_names: Index, typed: str) -> None:
    whole, alone = ({hit.summary.slug for hit in last_names.search(text).hits} for text in ("Armin Ronacher", typed))
    assert {"named", "near", "far"} <= whole <= alone and "stranger" not in alone
    (word,) = last_names.search(typed).explanation.words
    assert {"ronaker", "armin roeneger"} <= {near.text for near in word.near} and "armin ronaker" not in {
        near.text for near in word.near
    }


@pytest.mark.parametrize(
    ("typed", "without"),
    [
        ("Turow", "throw"),
        ("Kaptur", "capture"),
        ("LeCun", "lecon"),
        ("Throwl", "throw"),
        ("Huriez", "auriez"),
        ("Bishop", "bike shop"),
    ],
)
def test_no_word_of_every_day_is_heard_for_a_name(last_names: Index, typed: str, without: str) -> None:
    answer = last_names.search(typed)
    assert without not in {near.text for word in answer.explanation.words for near in word.near}
    assert answer.listed_total <= 1


@pytest.mark.parametrize(("typed", "meant"), [("Captre", "capture"), ("Thow", "throw"), ("Throvw", "throw"), ("Theow", "throw")])
def test_a_slip_of_a_word_of_every_day_is_put_right_with_a_capital_too(last_names: Index, typed: str, meant: str) -> None:
    assert meant in {near.text for word in last_names.search(typed).explanation.words for near in word.near}


@pytest.mark.parametrize("typed", ["Bayer", "bayer"])
def test_a_last_name_that_a_language_knows_is_heard_otherwise_in_small_letters_too(last_names: Index, typed: str) -> None:
    assert "mike baer" in {near.text for word in last_names.search(typed).explanation.words for near in word.near}


def test_behind_a_first_name_a_word_of_every_day_is_heard_that_sounds_the_same(last_names: Index) -> None:
    assert [hit.summary.slug for hit in last_names.search("Po-Shen Loh").hits if not hit.lacks] == ["shen"]


def test_each_word_of_a_name_is_heard_in_its_own_place(last_names: Index) -> None:
    answer = last_names.search("Lisha Li")
    told = {(one.asked, one.text) for hit in answer.hits if not hit.lacks for one in resemblances(answer.explanation, hit)}
    assert told == {("Lisha", "Leisha"), ("Li", "Lee")}


def test_a_last_name_alone_is_no_other_name_behind_its_first_one(tmp_path: Path) -> None:
    said = {"guest": "Welcome Robert Kane.", "other": "Robert can code."}
    made = [make_document(slug, text, language="en") for slug, text in said.items()]
    made.append(make_document("known", "Hello.", people=(Person("Robert Kane", "guest"),), language="en"))
    with published(tmp_path, made) as index:
        answer = index.search("Kane")
    assert "robert can" not in {near.text for word in answer.explanation.words for near in word.near}


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("Guido van Rossum", {"gido", "gito", "gita"}),
        ("guido van rossum", {"gido", "gito", "gita"}),
        ("Brett Cannon", {"brad"}),
        ("Lukasz Langa", {"lang"}),
    ],
)
def test_a_name_is_heard_in_a_row_of_which_all_words_but_one_are_said(tmp_path: Path, typed: str, heard: set[str]) -> None:
    said = [f"We asked Guido van Rossum, Brett Cannon and Lukasz Langa in week {n}." for n in range(8)]
    made = [make_document(f"said-{n}", text, language="en") for n, text in enumerate(said)]
    otherwise = {"gido": "Gido van Rossum", "gito": "Gito van Rossum", "gita": "Gita van Rossum", "brad": "Brad Cannon"}
    otherwise |= {"lang": "Lukasz Lang", "just": "Just van Rossum", "water": "water cannon", "land": "Lukasz may land"}
    made += [make_document(slug, f"Then {text} came to the show.", language="en") for slug, text in otherwise.items()]
    made += [make_document("danish", "Vejen er lang, og dagen er lang.", language="da")]
    people = tuple(Person(name, "guest") for name in ("Guido van Rossum", "Brett Cannon", "Brad Pole"))
    made.append(make_document("known", "Hello.", people=people, language="en"))
    with published(tmp_path, made) as index:
        answer = index.search(typed, limit=30)
    assert {hit.summary.slug for hit in answer.hits if not hit.lacks and not hit.counted} == heard
    told = {word for form in other_writings(answer) for word in form.text.split()}
    assert told.issuperset(heard), "each is told in the head"


@pytest.mark.parametrize(
    ("many", "far", "others", "known", "heard"),
    [
        (0, 1, RARE_LEAST, "", set()),
        (1, 1, RARE_LEAST, "", {"gido", "gito", "gita"}),
        (1, ESTABLISHED, RARE_LEAST, "", {"gido", "gito"}),
        (1, 1, RARE_LEAST, "Gita Pole", {"gido", "gito"}),
        (1, 1, RARE_LEAST - 4, "", set()),
        (1, 1, RARE_LEAST - 4, "Gido Pole", {"gido"}),
    ],
    ids=["nobody-says-it", "said", "several-are-called-so", "one-known-is", "the-rest-is-rare", "rare-and-known"],
)
def test_a_first_name_is_heard_far_off_where_the_whole_is_said_and_hardly_anybody_is_called_so(
    tmp_path: Path, many: int, far: int, others: int, known: str, heard: set[str]
) -> None:
    said = [*["Guido van Rossum"] * many, *["Gita van Rossum"] * far, "Gido van Rossum", "Gito van Rossum"]
    said += ["Willem van Rossum"] * others
    made = [make_document(f"said-{n}", f"On day {n} we met {name}.", language="en") for n, name in enumerate(said)]
    made.append(make_document("known", "Hello.", language="en", people=(Person(known, "guest"),) if known else ()))
    with published(tmp_path, made) as index:
        forms = {one.text for word in index.search("Guido van Rossum").explanation.words for one in word.near}
    assert {form.split()[0] for form in forms if form.endswith(" van rossum")} == heard


def test_no_first_name_is_heard_otherwise_before_a_word_of_a_dictionary(tmp_path: Path) -> None:
    said = ["We asked Brett Cannon.", "Brad Garden spoke.", "Brad Cannon spoke.", "I met Brett Kane."]
    made = [make_document(f"said-{n}", text, language="en") for n, text in enumerate(said)]
    made.append(
        make_document("known", "Hello.", language="en", people=(Person("Brad Pole", "guest"), Person("Al Cannon", "guest")))
    )
    with published(tmp_path, made) as index:
        forms = [
            {one.text for word in index.search(typed).explanation.words for one in word.near}
            for typed in ("Brett Garden", "Brett Cannon")
        ]
    assert ["brad garden" in forms[0], "brad cannon" in forms[1]] == [False, True], "unless it is a known person's last name"


@pytest.mark.parametrize(("many", "heard"), [(0, {"gito"}), (1, {"gito", "gita"})])
def test_a_first_name_of_two_words_is_heard_far_off_where_the_whole_is_said(tmp_path: Path, many: int, heard: set[str]) -> None:
    said = [*["Guido Rossum"] * many, "Gita Rossum", "Gito Rossum", *["Willem Rossum"] * RARE_LEAST]
    made = [make_document(f"said-{n}", f"On day {n} we met {name}.", language="en") for n, name in enumerate(said)]
    with published(tmp_path, made) as index:
        forms = {one.text for word in index.search("Guido Rossum").explanation.words for one in word.near}
    assert {form.split()[0] for form in forms if form.endswith(" rossum")} == heard


@pytest.mark.parametrize(("typed", "other"), [("Guido", "Gui"), ("Fred", "Frederik")])
def test_a_first_name_of_several_words_cut_short_or_whole_is_near(tmp_path: Path, typed: str, other: str) -> None:
    said = [f"{typed} van Rossum", f"{other} van Rossum", *["Willem van Rossum"] * RARE_LEAST]
    made = [make_document(f"said-{n}", f"On day {n} we met {name}.", language="en") for n, name in enumerate(said)]
    with published(tmp_path, made) as index:
        near = index.search(f"{typed} van Rossum").explanation.words[0].near
    assert {one.text: one.distance for one in near} == {f"{other.lower()} van rossum": CUT_SHORT}


@pytest.mark.parametrize("typed", ["SQLAlchemy", "sqlalchemy"])
def test_what_is_written_as_one_and_in_two_is_heard_otherwise_behind_the_first(tmp_path: Path, typed: str) -> None:
    said = {"one": "We use SQLAlchemy here.", "two": "With SQL Alchemy it works.", "other": "And SQL Alchemin is a tool."}
    with published(tmp_path, [make_document(slug, text, language="en") for slug, text in said.items()]) as index:
        answer = index.search(typed)
    assert [hit.summary.slug for hit in answer.hits if not hit.counted] == ["other"]


@pytest.mark.parametrize("typed", ["SQLAlchemy", "sqlalchemy"])
def test_what_is_often_said_as_one_word_is_heard_otherwise_in_two(tmp_path: Path, typed: str) -> None:
    said = {
        **{f"one-{number}": "We use SQLAlchemy here." for number in range(6)},
        "two": "With SQL Alchemy it works.",
        "behind": "And SQL Alchemist is a tool.",
        "before": "We go get Sequel Alchemy now.",
        "cut": "Use SeqAlchemy for it.",
        "others": "SQL Alchemys are many.",
    }
    with published(tmp_path, [make_document(slug, text, language="en") for slug, text in said.items()]) as index:
        answer = index.search(typed, limit=20)
    assert {hit.summary.slug for hit in answer.hits if not hit.counted} == {"behind", "before", "cut"}
    assert {"sql alchemist", "sequel alchemy", "seqalchemy"} <= {one.text for one in other_writings(answer)}


def test_an_episode_that_says_a_guests_first_name_alone_shows_where(tmp_path: Path) -> None:
    called = {"alone": "Bonsoir Odilon.", "other": "Bonsoir Odilon. Voici Odilon Redon.", "two": "Bonsoir Odilon."}
    called["english"] = "Welcome Odilon. Then Odilon The third."
    made = [make_document(slug, text, people=GUEST, language="fr") for slug, text in called.items() if slug != "two"]
    made.append(make_document("two", called["two"], people=(*GUEST, Person("Odilon Redon", "host")), language="fr"))
    made.append(make_document("titled", "Bonsoir Odilon.", title="Le cidre", people=GUEST, language="fr"))
    with published(tmp_path, made) as index:
        answer, beside = (index.search(typed) for typed in ("Odilon Tresparc", "Odilon Tresparc cidre"))
        shown = {hit.summary.slug: hit.moments_total for hit in answer.hits if hit.counted}
        alone = index.search_episode("Odilon Tresparc", "alone")
    assert shown == {"alone": 1, "other": 0, "two": 0, "english": 1, "titled": 1}, "where nobody else may be meant"
    assert answer.moments_total == 0, "none of them says the name"
    assert [hit.moments_total for hit in beside.hits if hit.counted] == [0], "nor what is typed beside it"
    assert alone and alone.hit.moments_total == 1, "nor does its page tell otherwise"


@pytest.mark.parametrize("typed", ["Gina Häußge", "Nicola Iarocci"])
def test_who_alone_is_called_so_may_say_a_last_name_that_nobody_says(tmp_path: Path, typed: str) -> None:
    said = {"houska": "Gina Houska is here.", "ioroshi": "I met Nicola Ioroshi.", "hiroshi": "A course by Nicola Hiroshi."}
    said |= {
        "nikola": "We talk to Nikola Hiroshi.",
        "marcola": "And to Marcola Hiroshi.",
        "others": "Nicola Kentar asks. Gina laughs.",
    }
    called = {"houska": "Gina Houska", "ioroshi": "Nicola Ioroshi"}
    made = [
        make_document(slug, text, language="en", people=(Person(called[slug], "guest"),) if slug in called else ())
        for slug, text in said.items()
    ]
    with published(tmp_path, made) as index:
        answer = index.search(typed)
    heard = {"ioroshi": "nicola ioroshi", "hiroshi": "nicola hiroshi", "nikola": "nikola hiroshi"}
    heard = {"houska": "gina houska"} if "Gina" in typed else heard
    assert {hit.summary.slug for hit in answer.hits if not hit.lacks and not hit.counted} == heard.keys()
    nearest_first = sorted(answer.explanation.words[-1].near, key=lambda one: one.distance)
    assert [one.text for one in nearest_first] == [*heard.values()], "what is heard again is farther"


@pytest.mark.parametrize(("many", "is_heard"), [(ESTABLISHED - 1, True), (ESTABLISHED, False)])
def test_a_name_that_several_episodes_say_is_not_heard_again(tmp_path: Path, many: int, is_heard: bool) -> None:
    said = {f"typed-{n}": f"On day {n} Nicola Iarocci wrote." for n in range(many)} | {"course": "A course by Nicola Hiroshi."}
    made = [make_document(slug, text, language="en") for slug, text in said.items()]
    made.append(make_document("own", "I met Nicola Ioroshi.", language="en", people=(Person("Nicola Ioroshi", "guest"),)))
    with published(tmp_path, made) as index:
        forms = {one.text for word in index.search("Nicola Iarocci").explanation.words for one in word.near}
    assert ("nicola hiroshi" in forms) == is_heard


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    guest = (Person("Marietta Wijaya", "guest", "test"),)
    said = {
        "rare": "There is a plan that Marietta has put together.",
        "nearest": "The summit with Mariata was new.",
        "rarer": "A bot that Mariada wrote does this.",
        "other": "The mariachi played a song.",
        "apart": "Wijaya spoke first. Nobody answered for an hour, then they left. Marietta did.",
        "common": "We saw Sebastian in the garden.",
        "peter": "So Peter went home.",
    }
    made = [make_document(slug, text, language="en") for slug, text in said.items()]
    whole = make_document("whole", "This is Marietta Wijaya on the show.", people=guest, language="en")
    known = make_document("known", "Hello Peter Wangdale.", people=(Person("Peter Wangdale", "guest", "test"),), language="en")
    with published(tmp_path_factory.mktemp("alone"), [*made, whole, known]) as opened:
        yield opened


def lacking(index: Index, typed: str) -> set[str]:
    return {hit.summary.slug for hit in index.search(typed).hits if hit.lacks}


def test_a_rare_first_name_is_listed_alone(alone: Index) -> None:
    assert lacking(alone, "Marietta Wijaya") == {"rare", "nearest", "apart"}
    assert lacking(alone, "marietta wijaya") == {"rare", "nearest", "apart"}


def test_a_rare_first_name_is_listed_as_it_is_misheard(alone: Index) -> None:
    answer = alone.search("Mariatta Wijaya")
    assert lacking(alone, "Mariatta Wijaya") == {"rare", "rarer", "nearest", "apart"}
    heard = {hit.summary.slug: hit.moments[0].heard for hit in answer.hits if hit.lacks}
    assert (heard["rare"], heard["rarer"]) == ("Marietta", "Mariada")
    assert not any(near.text == "marietta" for word in answer.explanation.words for near in word.near)


def test_an_ordinary_first_name_is_not_listed_alone(alone: Index) -> None:
    assert lacking(alone, "Peter Wangdale") == set()
    assert "common" not in lacking(alone, "Sébastien Wijaya")


def test_a_rare_first_name_is_listed_alone_though_many_say_the_whole(tmp_path: Path) -> None:
    said = {f"whole-{n}": f"On day {n} Marietta Wijaya spoke." for n in range(12)}
    said |= {"rare": "So Marietta is great.", "nearest": "The summit with Mariata was new.", "peter": "So Peter went home."}
    said |= {f"known-{n}": f"On day {n} Peter Wangdale spoke." for n in range(12)}
    with published(tmp_path, [make_document(slug, text, language="en") for slug, text in said.items()]) as index:
        assert lacking(index, "Mariatta Wijaya") == {"rare", "nearest"}, "told apart by its first name"
        assert lacking(index, "Peter Wangdale") == set(), "enough say it"
