"""What a listener gets: full answers, partial ones that say what they lack, and a reason for every empty page."""

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.model.episode import Cue, Person, Published
from archive.search import Index, SearchError, open_index
from archive.search.filters import Filters
from archive.search.generations import dispose, publish_full, publish_incremental
from archive.search.index.document_table import Document
from archive.search.results.answer import FilterJson, MarkJson
from archive.search.results.snippets import MOST_WORDS
from tests.given import Given, published
from tests.search.index.archives import make_document

HOUR = 3_600_000


def day(text: str) -> Published:
    return Published(dt.date.fromisoformat(text), "test")


def episodes() -> list[Document]:
    return [
        make_document(
            "close",
            "Bonsoir, le moratoire sur les digues",
            "protège le port de Kernac.",
            title="Les digues",
            show="Grand Large",
            published=day("2026-02-03"),
            people=(Person("Ana Belcourt", "guest", "maire de Kernac"),),
        ),
        make_document(
            "scattered",
            cues=(Cue(0, "Un moratoire, peut-être."), Cue(HOUR, "Et pour finir, les digues.")),
            show="Grand Large",
            published=day("2026-01-12"),
        ),
        make_document("partial", "Les digues, rien que les digues.", show="Petit Matin", published=day("2025-11-02")),
        make_document(
            "misheard",
            "Nous recevons Anna Belle court ce soir.",
            title="Entretien",
            people=(Person("Ana Belcourt", "guest"),),
            published=day("2025-12-01"),
            analysis=Analysis(links=(NameLink("Ana Belcourt", 2, 3, 0.1, "people", "Anna Belle court"),)),
        ),
        make_document("undated", "Sans date, les digues tiennent."),
    ]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    publish_full(folder, Given(episodes()), revision=1, workers=1)
    return folder


@pytest.fixture(scope="module")
def index(root: Path) -> Iterator[Index]:
    opened = open_index(root)
    yield opened
    opened.close()


def slugs(index: Index, text: str, **options: object) -> list[str]:
    return [hit.summary.slug for hit in index.search(text, **options).hits]  # type: ignore[arg-type]


def test_words_close_together_come_before_partial_and_scattered_answers(index: Index) -> None:
    answer = index.search("moratoire digues")
    assert answer.total == 2
    assert answer.hits[0].summary.slug == "close"
    lacking = {hit.summary.slug: hit.lacks for hit in answer.hits}
    assert lacking["partial"] == ("moratoire",)
    assert lacking["scattered"] == ()


def test_a_phrase_runs_over_two_captions(index: Index) -> None:
    (hit,) = index.search('"les digues protège le port"').hits
    assert (hit.summary.slug, hit.moments[0].start_ms) == ("close", 0)


def test_only_exact_words_count_in_quotes(index: Index) -> None:
    assert index.search('"digue protège"').total == 0


def test_a_phrase_found_nowhere_is_offered_as_it_may_have_been_heard(index: Index) -> None:
    answer = index.search('"digue protège"')
    assert answer.explanation.near_phrase == "digue protège"
    assert answer.hits[0].lacks == ("digue protège",)


def test_a_garbled_name_is_found_and_shown_as_heard(index: Index) -> None:
    hits = {hit.summary.slug: hit for hit in index.search("Ana Belcourt").hits}
    moment = hits["misheard"].moments[0]
    assert (moment.kind, moment.heard) == ("alias", "Anna Belle court")
    assert hits["misheard"].people[0].heard == "Anna Belle court"


def test_an_excluded_word_leaves_its_episodes_out(index: Index) -> None:
    assert "close" not in slugs(index, "digues -moratoire")


def test_a_show_typed_in_part_with_a_minus_is_left_out_and_the_receipt_says_so(index: Index) -> None:
    answer = index.search("digues -show:large")
    assert {hit.summary.slug for hit in answer.hits} == {"partial", "undated"}
    assert answer.explanation.filters == (FilterJson("-show", "Grand Large", 2),)


def test_a_guest_with_a_minus_is_left_out_without_any_word(index: Index) -> None:
    assert set(slugs(index, "-guest:Belcourt")) == {"scattered", "partial", "undated"}


def test_an_excluded_show_adds_to_the_filters_that_are_given(index: Index) -> None:
    assert slugs(index, "digues -émission:Petit", filters=Filters.of(year=("2025", "2026")), sort="date") == ["close", "scattered"]


def test_either_side_of_an_or_is_enough(index: Index) -> None:
    answer = index.search("recevons OR moratoire")
    assert {hit.summary.slug for hit in answer.hits} == {"misheard", "close", "scattered"}


def test_the_receipt_tells_which_word_is_nowhere(index: Index) -> None:
    words = {word.text: word.episodes for word in index.search("digues zythum").explanation.words}
    assert words["zythum"] == 0
    assert words["digues"] == 4


def test_a_word_that_only_resembles_another_is_nowhere_and_the_other_is_near(index: Index) -> None:
    (word,) = index.search("moratoirre").explanation.words
    assert word.episodes == 0
    assert ("moratoire", 2) in {(near.text, near.episodes) for near in word.near}


def test_the_receipt_tells_what_a_filter_removed(index: Index) -> None:
    answer = index.search("digues", filters=Filters.of(show=("Petit Matin",)))
    assert [hit.summary.slug for hit in answer.hits] == ["partial"]
    assert [(effect.key, effect.removes) for effect in answer.explanation.filters] == [("show", 3)]


def test_a_date_filter_leaves_out_and_counts_what_has_no_date(index: Index) -> None:
    answer = index.search("digues after:2026")
    assert {hit.summary.slug for hit in answer.hits if not hit.lacks} == {"close", "scattered"}
    assert answer.explanation.undated == 1


def test_a_guest_may_be_named_in_part(index: Index) -> None:
    assert set(slugs(index, "guest:belcourt")) == {"close", "misheard"}


def test_by_date_the_newest_comes_first_and_the_undated_last(index: Index) -> None:
    assert slugs(index, "digues", sort="date") == ["close", "scattered", "partial", "undated"]


def test_pages_follow_one_another_without_overlap(index: Index) -> None:
    pages = [slugs(index, "digues", limit=2, page=page) for page in (1, 2, 3)]
    assert sorted(pages[0] + pages[1]) == sorted(slugs(index, "digues"))
    assert pages[2] == []


def test_no_words_at_all_gives_every_episode_newest_first(index: Index) -> None:
    assert slugs(index, "")[0] == "close"
    assert index.search("").total == 5


def test_common_words_are_not_needed_and_said_to_be_ignored(index: Index) -> None:
    answer = index.search("le moratoire sur les digues")
    assert {ignored.text for ignored in answer.explanation.ignored} == {"le", "sur", "les"}
    assert answer.total == 2


def test_a_match_in_a_title_is_shown_with_its_marks(index: Index) -> None:
    (hit,) = (hit for hit in index.search("Entretien").hits if hit.summary.slug == "misheard")
    assert [(match.field, match.text, match.marks) for match in hit.matched] == [
        ("title", "Entretien", (MarkJson(0, 9, "exact", None, 0),))
    ]


def test_all_moments_of_one_episode_are_given_on_demand(index: Index) -> None:
    found = index.search_episode("digues moratoire", "scattered")
    assert found is not None
    assert [moment.start_ms for moment in found.hit.moments] == [0, HOUR]
    assert index.search_episode("digues", "nowhere") is None


@pytest.mark.parametrize("slug", ["close", "scattered", "partial", "undated"])
def test_an_episode_asked_alone_lacks_what_the_whole_answer_says_it_lacks(index: Index, slug: str) -> None:
    (hit,) = (hit for hit in index.search("digues moratoire").hits if hit.summary.slug == slug)
    alone = index.search_episode("digues moratoire", slug)
    assert alone is not None
    assert (alone.hit.lacks, alone.hit.counted, alone.hit.moments_total) == (hit.lacks, hit.counted, hit.moments_total)
    assert alone.hit.whole == ((0,) if slug == "close" else ())


def test_suggestions_complete_names_episodes_and_words(index: Index) -> None:
    kinds = {suggestion.kind: suggestion.text for suggestion in index.suggest("belc")}
    assert kinds["person"] == "Ana Belcourt"
    assert {"episode": "Les digues", "word": "digues"}.items() <= {s.kind: s.text for s in index.suggest("dig")}.items()


def test_without_an_index_the_way_out_is_said(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="archive reindex"):
        open_index(tmp_path)


def test_a_generation_is_taken_once_and_one_of_the_same_number_that_is_another_is_taken_too(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(episodes()), revision=1, workers=1)
    index = open_index(tmp_path)
    assert not index.refresh()
    (tmp_path / "CURRENT").unlink()
    assert not index.refresh()
    shutil.rmtree(tmp_path / "index")
    assert not index.refresh()
    assert index.search("digues").total == 4
    publish_full(tmp_path, Given(episodes()[:1]), revision=1, workers=1)
    number = index.generation
    assert index.refresh()
    assert not index.refresh()
    assert (index.generation, index.search("digues").total) == (number, 1)
    index.close()


def test_what_a_request_holds_stays_one_generation_until_it_is_let_go(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(episodes()), revision=1, workers=1)
    index = open_index(tmp_path)
    held = index.pin()
    publish_full(tmp_path, Given(episodes()[:1]), revision=2, workers=1, returns_to="nothing").close()
    assert index.refresh()
    assert (held.generation, held.search("digues").total, held.owner) == (1, 4, index)
    assert (index.generation, index.search("digues").total) == (2, 1)
    assert dispose(tmp_path) == (1,)
    held.release()
    held.release()
    assert dispose(tmp_path) == ()
    index.close()


def test_a_newer_generation_is_taken_without_failing_a_request(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(episodes()), revision=1, workers=1)
    index, failures, done = open_index(tmp_path), [], threading.Event()

    def ask() -> None:
        while not done.is_set():
            index.refresh()
            if index.search("digues").total < 4:
                failures.append(index.generation)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        publish_incremental(tmp_path, [make_document(f"new-{number}", "Encore des digues.")], [], revision=2 + number)
    done.set()
    for thread in threads:
        thread.join()
    index.refresh()
    assert failures == []
    assert index.search("digues").total == 9
    index.close()


@pytest.mark.parametrize("typed", ["%", "…", '"', "-%", "☂"])
def test_what_holds_no_word_counts_nothing(index: Index, typed: str) -> None:
    answer = index.search(typed)
    assert (answer.total, answer.hits) == (0, ())
    assert index.search(f"{typed} show:large").total, "with a filter it lists what passes"


def test_nothing_typed_lists_all(index: Index) -> None:
    assert index.search("  ").total == 5


def test_what_is_written_word_for_word_comes_before_the_same_words_apart(tmp_path: Path) -> None:
    apart = make_document("apart", cues=(Cue(0, "Une réforme, donc."), Cue(59_000, "Et les retraites.")))
    written = make_document("written", "Bonsoir.", description="Il est question de la réforme des retraites.")
    others = [make_document(f"other-{number}", "Rien de tout cela n'est dit ici.") for number in range(20)]
    publish_full(tmp_path, Given([apart, written, *others]), revision=1, workers=1)
    with closing(open_index(tmp_path)) as index:
        assert slugs(index, "réforme des retraites") == ["written", "apart"]
        assert slugs(index, "retraites réforme") == ["apart", "written"]


def test_a_long_description_is_cut_round_what_is_met_in_it(tmp_path: Path) -> None:
    words = [f"mot{number}" for number in range(200)]
    long = make_document("long", "Rien.", title="Rien", description=f"{' '.join(words[:100])} phare {' '.join(words[100:])}.")
    publish_full(tmp_path, Given([long]), revision=1)
    (met,) = open_index(tmp_path).search("phare").hits[0].matched
    shown = met.text.strip("…").split()
    place = shown.index("phare")
    assert met.text.startswith("…mot") and met.text.endswith("…") and len(shown) == MOST_WORDS
    assert [shown[:place], shown[place + 1 :]] == [words[100 - place : 100], words[100 : 100 + len(shown) - place - 1]]
    assert [met.text[mark.start : mark.end] for mark in met.marks] == ["phare"]


def test_a_description_is_cut_at_spaces_alone(tmp_path: Path) -> None:
    around = " ".join(f"l'eau m'a-t-on n{number}" for number in range(20)).split()
    for place in range(8):
        text = " ".join([*around[place:], "phare", *around])
        publish_full(tmp_path / str(place), Given([make_document("long", "Rien.", description=text)]), revision=1, workers=1)
        with closing(open_index(tmp_path / str(place))) as index:
            (met,) = index.search("phare").hits[0].matched
        assert set(met.text.strip("…").split()) <= {*around, "phare"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("émission : grand", "émission:grand"),
        ("Émission: Grand Large digues", 'Émission:"Grand Large" digues'),
        ("show:grand large digues", 'show:"grand large" digues'),
        ("digues -invité : Ana Belcourt", 'digues -invité:"Ana Belcourt"'),
        ("émission : « Petit Matin » digues", "émission:« Petit Matin » digues"),
        ("langue : français émission : petit", "langue:français émission:petit"),
        ("date : mars 2017 digues", 'date:"mars 2017" digues'),
        ("avant : 2026 digues", "avant:2026 digues"),
    ],
)
def test_a_filter_is_read_with_spaces_round_its_colon_and_by_a_whole_name(index: Index, typed: str, read: str) -> None:
    assert index.in_filters(typed) == read == index.in_filters(read)
    assert index.search(typed).filters == index.search(read).filters
    assert index.search(typed).filters.keys


@pytest.mark.parametrize(
    "typed",
    [
        "émission : ce soir",
        "avant : que",
        "épisode : 12",
        '" émission : Grand Large "',
        "« émission : grand »",
        "digues : port",
        "show:digues port",
        "show:grand digues",
    ],
)
def test_what_means_nothing_as_a_filter_is_left_as_it_is(index: Index, typed: str) -> None:
    assert index.in_filters(typed) == typed


def test_a_short_word_is_not_met_by_others_a_letter_away_where_a_word_is_lacking(tmp_path: Path) -> None:
    """recette blanquette de veau: eau and beau are words of every day."""
    said = {"recipe": "Voici la recette, il fait beau.", "water": "Il faut de l'eau.", "fair": "Le temps est beau."}
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as index:
        answer = index.search("recette blanquette de veau")
        assert [(hit.summary.slug, hit.lacks) for hit in answer.hits] == [("recipe", ("blanquette", "veau"))]
        assert (answer.total, answer.partial_total) == (0, 1)
        alone = index.search_episode("recette blanquette de veau", "recipe")
        assert alone and alone.hit.lacks == ("blanquette", "veau")
