"""What a word typed may stand for: exact first, then its forms, its other spellings, and what it may have been heard as."""

from pathlib import Path

import pytest

from archive.languages.dictionary import dictionary_of
from archive.search.expansion import Expander, build_tables
from archive.search.expansion.expander import MOST
from archive.search.expansion.table_set import informative
from archive.search.index.types import Expansion
from archive.search.index.vocabulary import NGrams

FRENCH = {
    **dict.fromkeys("le la les un de et en qui est a l d s c t".split(), 40),
    **dict.fromkeys("travail travaux france franc donnee donnees don serie sera modere moderes mendie mendier".split(), 5),
    **dict.fromkeys("appelle etat chomage homage datacenter data center centers gallo romains hydroelectrique".split(), 4),
    **dict.fromkeys("cloud ovh 49 3 5000 quarante neuf trois deux 2 cacher casher pari paris puzzle".split(), 4),
    **dict.fromkeys("kroll simotel escouba castagnole guillemet audiard kerviel lafontaine degressivite zubrowka".split(), 1),
    **dict.fromkeys("son sons sa ses cheval chevaux derivee derivees & ia u e".split(), 6),
}
ENGLISH = dict.fromkeys("the and of data center song songs guess running run".split(), 5)
PAIRS = NGrams.of({("secnum", "cloud"): 1, ("essai", "mykro"): 1, ("le", "travail"): 1})
NO_RUNS = NGrams.of({})


@pytest.fixture(scope="module")
def expander(tmp_path_factory: pytest.TempPathFactory) -> Expander:
    folder = tmp_path_factory.mktemp("expansions")
    build_tables(folder, {"fr": FRENCH, "en": ENGLISH}, PAIRS)
    return Expander.open([folder])


def looser(expander: Expander, typed: str) -> dict[str, str]:
    return {" ".join(one.words): one.kind for one in expander.expand(typed)[1:]}


@pytest.mark.parametrize("typed", ["travail", "Travail", "travaux", "OVH-Cloud", "49.3", "zzzz", "l'État"])
def test_the_exact_words_come_first(expander: Expander, typed: str) -> None:
    first, *others = expander.expand(typed)
    assert (first.kind, first.weight) == ("exact", 1.0)
    assert all(one.weight < 1 and one.kind != "exact" for one in others)


def test_what_holds_no_word_stands_for_nothing(expander: Expander) -> None:
    assert expander.expand("…") == ()


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("travail", "travaux"),
        ("travaux", "travail"),
        ("chevaux", "cheval"),
        ("modéré", "moderes"),
        ("mendiait", "mendie"),
        ("mendiait", "mendier"),
        ("dérivées", "derivee"),
        ("songs", "song"),
        ("ran", "run"),
        ("runs", "running"),
    ],
)
def test_a_word_stands_for_its_forms(expander: Expander, typed: str, form: str) -> None:
    assert looser(expander, typed)[form] == "inflected"


@pytest.mark.parametrize(("typed", "stranger"), [("France", "franc"), ("donnée", "don"), ("série", "sera"), ("don", "donnee")])
def test_words_that_only_look_alike_are_no_forms(expander: Expander, typed: str, stranger: str) -> None:
    assert looser(expander, typed).get(stranger) != "inflected"


def test_words_of_grammar_have_no_forms(expander: Expander) -> None:
    assert "inflected" not in looser(expander, "son").values()


@pytest.mark.parametrize(
    ("typed", "joined"),
    [
        ("ovhcloud", "ovh cloud"),
        ("data-center", "datacenter"),
        ("Data Center", "datacenter"),
        ("secnumcloud", "secnum cloud"),
        ("hydro-électrique", "hydroelectrique"),
        ("galloromains", "gallo romains"),
        ("sappelle", "s appelle"),
        ("detat", "d etat"),
        ("cest", "c est"),
        ("et", "&"),
        ("&", "and"),
        ("49", "quarante neuf"),
        ("quarante-neuf", "49"),
        ("deux", "2"),
        ("49.3", "quarante neuf trois"),
        ("5 000", "5000"),
        ("UE", "u e"),
    ],
)
def test_one_thing_is_found_in_its_other_writings(expander: Expander, typed: str, joined: str) -> None:
    assert looser(expander, typed)[joined] == "joined"


def test_points_and_hyphens_part_words(expander: Expander) -> None:
    assert expander.expand("49-3")[0].words == expander.expand("49.3")[0].words == ("49", "3")


def test_an_established_word_is_not_taken_apart(expander: Expander) -> None:
    assert "c homage" not in looser(expander, "chômage")


def test_two_words_typed_apart_are_found_as_one(expander: Expander) -> None:
    assert Expansion(("datacenter",), 0.95, "joined") in expander.expand_run(("data", "center"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("audiar", "audiard"),
        ("puzle", "puzzle"),
        ("kerveil", "kerviel"),
        ("lafontene", "lafontaine"),
        ("degresivite", "degressivite"),
    ],
)
def test_a_slip_of_the_pen_is_forgiven(expander: Expander, typed: str, meant: str) -> None:
    assert looser(expander, typed)[meant] == "misspelt"


def test_three_letters_are_not_forgiven_any(expander: Expander) -> None:
    assert "ovh" not in looser(expander, "ovg")


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("Crolles", "kroll"), ("Skouba", "escouba"), ("Quastagnaule", "castagnole"), ("Zoubrovca", "zubrowka")],
)
def test_what_sounds_alike_is_found(expander: Expander, typed: str, heard: str) -> None:
    assert looser(expander, typed)[heard] in ("sounds-like", "misspelt")


def test_a_name_is_found_in_a_rare_pair_of_words(expander: Expander) -> None:
    assert looser(expander, "SMikro")["essai mykro"] == "sounds-like"


def test_a_pair_that_tells_nothing_is_not_kept(expander: Expander) -> None:
    assert "le travail" not in looser(expander, "letravaille")


def test_a_common_word_has_homophones_only(expander: Expander) -> None:
    kinds = looser(expander, "cacher")
    assert kinds["casher"] == "sounds-like"
    assert "misspelt" not in kinds.values()


def test_no_slot_has_more_than_twelve_looser_ways(expander: Expander) -> None:
    assert all(len(expander.expand(word)) <= MOST + 1 for word in [*FRENCH, *ENGLISH, "kastagnol", "d'état"])


def test_exact_is_weighed_before_forms_and_forms_before_slips(expander: Expander) -> None:
    for word in ("travail", "mendiait", "moderee", "puzle"):
        weights = [one.weight for one in expander.expand(word)]
        assert weights == sorted(weights, reverse=True)
    kinds = [one.kind for one in expander.expand("modere")]
    assert kinds == sorted(kinds, key=["exact", "joined", "inflected", "misspelt", "sounds-like"].index)


def test_an_elided_article_may_be_left_out(expander: Expander) -> None:
    found = expander.expand("l’IA")
    assert found[0].words == ("l", "ia")
    assert ("ia",) in [one.words for one in found]


def test_a_child_adds_its_words_to_those_of_its_parents(expander: Expander, tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    for folder, words in ((first, {"travail": 3}), (second, {"travaux": 1, "travaillix": 1})):
        folder.mkdir()
        build_tables(folder, {"fr": words}, NO_RUNS)
    both = Expander.open([first, second])
    assert looser(both, "travail")["travaux"] == "inflected"
    assert looser(both, "travayix")["travaillix"] in ("misspelt", "sounds-like")


def test_an_empty_vocabulary_has_tables_too(tmp_path: Path) -> None:
    build_tables(tmp_path, {}, NO_RUNS)
    assert [one.kind for one in Expander.open([tmp_path]).expand("mot")] == ["exact"]


def test_a_language_without_dictionary_has_spelling_alone(tmp_path: Path) -> None:
    build_tables(tmp_path, {"xx": {"mergovala": 1}}, NO_RUNS)
    assert looser(Expander.open([tmp_path]), "mergovola") == {"mergovala": "misspelt"}


def test_words_of_any_script_are_taken(tmp_path: Path) -> None:
    build_tables(tmp_path, {"bg": {"гора": 3, "горите": 2}, "zh": {"字": 1}}, NO_RUNS)
    assert "горите" in looser(Expander.open([tmp_path]), "Гора")


def test_tables_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    (tmp_path / "variants.bin").write_bytes(b"something else altogether")
    with pytest.raises(ValueError, match="archive check --repair"):
        Expander.open([tmp_path])


def test_of_too_many_runs_the_strange_stay_first_then_those_said_more_than_once() -> None:
    known = {"fr": dictionary_of("fr")}
    runs = NGrams.of({("secnum", "cloud"): 1, ("cheval", "escalier"): 1, ("maison", "jardin"): 2, ("le", "travail"): 9})
    assert list(informative(runs, known)) == [("secnum", "cloud"), ("cheval", "escalier"), ("maison", "jardin")]
    assert list(informative(runs, known, most=2)) == [("secnum", "cloud"), ("maison", "jardin")]
    assert list(informative(runs, known, most=1)) == [("secnum", "cloud")]


@pytest.fixture(scope="module")
def few_words(tmp_path_factory: pytest.TempPathFactory) -> Expander:
    """A small archive, in which the nearest word is far: everyday words, and two that a machine made up."""
    folder = tmp_path_factory.mktemp("few")
    build_tables(folder, {"fr": dict.fromkeys("cite capitale gite hbola carnak renault monsieur".split(), 1)}, NO_RUNS)
    return Expander.open([folder])


@pytest.mark.parametrize("typed", ["zythum", "hôpital", "hotel"])
def test_an_everyday_word_far_by_ear_is_no_like(few_words: Expander, typed: str) -> None:
    assert looser(few_words, typed) == {}


@pytest.mark.parametrize(("typed", "heard"), [("Hezbollah", "hbola"), ("Quarnaque", "carnak"), ("Reno", "renault")])
def test_a_made_up_word_may_be_far_and_an_everyday_word_may_be_near(few_words: Expander, typed: str, heard: str) -> None:
    assert looser(few_words, typed)[heard] == "sounds-like"


@pytest.mark.parametrize("length", [61, 62, 63, 64, 66, 300, 5_000])
def test_a_word_longer_than_any_is_only_itself(expander: Expander, length: int) -> None:
    assert [one.kind for one in expander.expand(("kwyjibo" * 1_000)[:length])] == ["exact"]


def test_a_very_long_word_is_found_with_a_slip_too(tmp_path: Path) -> None:
    build_tables(tmp_path, {"fr": {"ab" * 40: 1}}, NO_RUNS)
    assert looser(Expander.open([tmp_path]), "ab" * 39 + "a") == {"ab" * 40: "misspelt"}
