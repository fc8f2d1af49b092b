"""What is near by meaning: found where words fail, counted nowhere, and never of what no longer answers."""

import datetime as dt
import shutil
import tracemalloc
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from archive.model.episode import Cue, Person, Published
from archive.search import Answer, Index, open_index
from archive.search.executor import SearchExecutor
from archive.search.filters import Filters
from archive.search.generations import Generation, current, publish_full, publish_incremental
from archive.search.index import limits
from archive.search.index.document_table import Document
from archive.search.index.types import Clause
from archive.search.meaning import TypedWord, passage_index, vector_files
from archive.search.meaning.encoder import Encoder, encoder
from archive.search.meaning.passage_index import KnownWords, _known
from archive.search.results import by_meaning
from archive.search.results.answer import NearJson, WordJson
from archive.search.results.explain import shown_once
from tests.conftest import meaning_allowed
from tests.given import Given
from tests.search.index.archives import make_document

PASSAGE = (
    "Ces familles passent la nuit sur le trottoir.",
    "Elles n'ont plus de toit ni de revenu.",
    "Un couvert de neige tombe sur leurs cartons et le froid les tient éveillées.",
    "Les associations leur apportent une soupe et des couvertures.",
)
TOPICS = (
    "Le maire inaugure une piscine et la fanfare joue un air joyeux.",
    "Les chercheurs comptent des étoiles avec un télescope neuf.",
    "La recette demande trois œufs, de la farine et du beurre fondu.",
    "Le train de sept heures a pris du retard à cause des feuilles.",
    "Cette machine calcule très vite et ne se trompe jamais.",
    "Le vigneron taille ses rangs avant les premières gelées.",
)
COMMON = "Une heure pour dormir, une autre pour courir dehors, la dernière pour parler d'argent."
"""The description of every episode: the words of ASKED stand in many, and are said in none."""
ASKED = "dormir dehors sans argent"


def document(slug: str, *told: str, **fields: object) -> Document:
    """An episode that says these things again and again, for five minutes."""
    cues = tuple(Cue(4000 * number, told[number % len(told)]) for number in range(80))
    stated = {"language": "fr", "title": f"Titre {slug}", "published": Published(dt.date(2024, 1, 1), "test"), "show": "Tout"}
    return make_document(slug, cues=cues, description=COMMON, **(stated | fields))


def documents() -> list[Document]:
    told = [document(f"autre-{number}", *TOPICS[number % 6 :], *TOPICS[: number % 6]) for number in range(12)]
    dated = Published(dt.date(2020, 5, 1), "test")
    return [*told, document("rue", *PASSAGE, published=dated, show="Rue", people=(Person("Ada Bell", "guest"),))]


@pytest.fixture(scope="module", autouse=True)
def _meaning() -> Iterator[None]:
    with meaning_allowed():
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("meaning")
    publish_full(root, Given(documents()), revision=1)
    return root


@pytest.fixture
def archive(root: Path, tmp_path: Path) -> Path:
    """The same archive, to be changed: the vectors of its passages are some seconds' work."""
    return Path(shutil.copytree(root, tmp_path / "archive"))


@pytest.fixture(scope="module")
def index(root: Path) -> Iterator[Index]:
    opened = open_index(root)
    yield opened
    opened.close()


def shown(answer: Answer) -> list[str]:
    return [hit.summary.slug for hit in answer.meaning]


def test_running_sums_give_the_vectors_that_the_package_gives() -> None:
    texts = [*PASSAGE, *TOPICS]
    first, end = np.array([0, 4, 2]), np.array([4, 10, 8])
    own = encoder()._use.encode([" ".join(texts[a:b]) for a, b in zip(first, end, strict=True)])
    assert (encoder().windows(texts, first, end) * own).sum(axis=1).min() > 0.97


def test_a_long_episode_is_read_piece_by_piece_and_gives_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*PASSAGE, *TOPICS] * 3
    first = np.arange(len(texts) - 2)
    whole = encoder().windows(texts, first, first + 2)
    monkeypatch.setattr("archive.search.meaning.encoder._AT_ONCE", 4)
    assert np.abs(encoder().windows(texts, first, first + 2) - whole).max() < 1e-4
    assert encoder().windows([], first[:0], first[:0]).shape == (0, 512)


def test_the_memory_that_a_long_episode_takes_does_not_grow_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.search.meaning.encoder._AT_ONCE", 128)
    texts, first = ["oui"] * 1000, np.arange(1000)
    encoder().load()
    tracemalloc.start()
    encoder().windows(texts, np.append(first, 0), np.append(first + 1, 1000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 18_000_000


def test_a_passage_in_other_words_is_found_at_its_second_and_nothing_of_it_is_marked(index: Index) -> None:
    answer = index.search(ASKED)
    assert shown(answer)[0] == "rue" and len(answer.meaning) <= by_meaning.MOST_SHOWN
    (hit, *_) = answer.meaning
    assert "trottoir" in " ".join(moment.text for moment in hit.moments)
    assert all(moment.kind == "meaning" and not moment.marks for hit in answer.meaning for moment in hit.moments)
    assert not any(hit.counted or hit.ticks for hit in answer.meaning)


def test_reading_the_model_takes_no_time_of_who_asks_first(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked after it must not go without; what is compared with it takes time as all else does."""
    seconds = [0.0]

    def slow(self: Encoder) -> None:
        seconds[0] += 10
        load(self)

    load, held = Encoder.load, index.pin()
    monkeypatch.setattr(Encoder, "load", slow)
    monkeypatch.setattr(limits, "thread_time", lambda: seconds[0])
    assert held.search(ASKED).meaning
    assert (seconds[0], held.means.is_spent) == (10, False)
    held.release()


def test_it_is_counted_nowhere(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = index.search(ASKED)
    monkeypatch.setattr(by_meaning, "WEAK", 0.0)
    without = index.search(ASKED)
    assert not without.meaning
    assert replace(answer, meaning=(), meaning_after=0, took_ms=0) == replace(without, took_ms=0)


@pytest.fixture
def eager(index: Index, monkeypatch: pytest.MonkeyPatch) -> Index:
    """The archive with a block beside every answer that may have one."""
    monkeypatch.setattr(by_meaning, "FLOOR", -1.0)
    monkeypatch.setattr(by_meaning, "WEAK", 1000.0)
    assert index.search("dehors sans argent").meaning and index.search("zxqv dehors argent").meaning
    return index


@pytest.mark.parametrize(
    "text",
    [
        "dormir",
        f'"{ASKED}"',
        "dormir OR dehors argent",
        "dorm* dehors argent",
        "Dormir Dehors Sans Argent",
        'dormir dehors "sans argent',
        "ada bell",
    ],
)
def test_nothing_but_plain_words_opens_it(eager: Index, text: str) -> None:
    assert not eager.search(text).meaning


@pytest.mark.parametrize("text", ["to sleep outside without money", "zxqv wkrt pqzz"])
def test_it_is_silent_where_the_archive_comes_nowhere_near(index: Index, text: str) -> None:
    assert not index.search(text).meaning


@pytest.mark.parametrize(("held", "least"), [(99, 1), (199, 1), (200, 2), (299, 2), (300, 3), (9000, 3)])
def test_a_word_is_known_from_so_many_episodes_on_as_the_language_has(tmp_path: Path, held: int, least: int) -> None:
    episodes = {"le": held, "xylobrek": least, "zorglub": least - 1}
    known = dict(_known("fr", {word: count for word, count in episodes.items() if count}, tmp_path))
    assert "xylobrek" in known and "zorglub" not in known


def test_slips_of_an_accent_never_open_it_and_one_beside_other_words_may() -> None:
    slip = WordJson("marché", False, False, 1, 1, (NearJson("marche", "misspelt", 1, False, 0.0),))
    other = WordJson("dehors", False, False, 1, 1, ())
    assert not by_meaning.is_weak((), (slip, slip))
    assert by_meaning.is_weak((), (slip, other))


def test_it_is_silent_where_the_words_alone_answer_well(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_meaning, "WEAK", index.search(ASKED).hits[0].score / 3)
    assert not index.search(ASKED).meaning


def test_it_is_silent_where_the_archive_knows_no_word_that_comes_near(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    known = index._opened.passages and index._opened.passages._known
    assert known is not None
    common, strange = ([TypedWord(word, 0)] for word in ("machine", "xylobrek"))
    assert known.nearness(common, 13) > 0.95 > known.nearness(strange, 13) > 0
    compared = index._opened.passages and index._opened.passages.compared(ASKED)
    assert compared is not None
    monkeypatch.setattr(by_meaning, "FLOOR", compared.similarity + by_meaning.WORDS_WEIGHT / 2)
    assert index.search(ASKED).meaning
    monkeypatch.setattr(KnownWords, "nearness", lambda *_: 0.49)
    assert not index.search(ASKED).meaning


def test_more_of_it_may_be_asked_for(index: Index) -> None:
    assert len(index.search(ASKED, meaning=1).meaning) == 1
    assert len(index.search(ASKED).meaning) > 1


def test_it_is_silent_by_date_and_on_later_pages(index: Index) -> None:
    assert index.search(ASKED).meaning
    assert not index.search(ASKED, sort="date").meaning
    assert not index.search(ASKED, page=2).meaning


def test_filters_hold_for_it_and_so_does_what_is_left_out(index: Index) -> None:
    assert shown(index.search(ASKED, filters=Filters.of(show=("Rue",)))) == ["rue"]
    assert "rue" not in shown(index.search(ASKED, filters=Filters.of(after=dt.date(2024, 1, 1))))
    assert "rue" not in shown(index.search(f"{ASKED} -trottoir"))


def test_it_stands_after_the_first_answer_or_after_three_full_ones(index: Index) -> None:
    answer = index.search(ASKED)
    assert answer.meaning_after == 1
    full = replace(answer.hits[0], lacks=())
    assert [by_meaning.stands_after([full] * many) for many in (0, 1, 2, 3, 9)] == [0, 1, 1, 3, 3]
    assert by_meaning.stands_after([full, full, replace(full, lacks=("dehors",))]) == 1


def test_it_stands_behind_all_that_hold_the_name_that_is_typed(index: Index) -> None:
    (hit, *_) = index.search(ASKED).hits
    lacking = [replace(hit, lacks=(word,)) for word in ("asile", "asile", "snowden", "asile")]
    assert by_meaning.stands_after(lacking, "snowden") == 2
    assert by_meaning.stands_after(lacking[2:], "snowden") == 1


def test_no_answer_that_lacks_a_word_is_shown_again_behind_it(index: Index) -> None:
    answer = index.search(ASKED)
    first = answer.hits[0]
    again = replace(first, lacks=("argent",), summary=answer.meaning[0].summary)
    assert shown_once(replace(answer, hits=(first, again), meaning_after=1)) == [first]
    held = replace(again, lacks=())
    assert shown_once(replace(answer, hits=(first, held), meaning_after=1)) == [first, held]


def test_of_a_large_archive_the_episodes_nearest_as_a_whole_are_read(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage_index, "MOST_WINDOWS", 100)
    assert shown(index.search(ASKED))[0] == "rue"


def test_of_a_large_archive_a_filter_chooses_before_the_nearest_are_chosen(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage_index, "MOST_WINDOWS", 100)
    assert shown(index.search(ASKED, filters=Filters.of(show=("Tout",))))


def test_who_may_answer_is_asked_only_where_the_archive_comes_near(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = Filters.of(show=("Rue",))
    read: list[int] = []
    known = SearchExecutor._allowed

    def counted(executor: SearchExecutor, excluded: tuple[Clause, ...]) -> Collection[str] | None:
        read.append(1)
        return known(executor, excluded)

    monkeypatch.setattr(SearchExecutor, "_allowed", counted)
    assert index.search(ASKED, filters=narrow).meaning and read
    read.clear()
    monkeypatch.setattr(by_meaning, "FLOOR", 2.0)
    assert not index.search(ASKED, filters=narrow).meaning and not read


def episodes_read(index: Index) -> int:
    """How many episodes can be found by meaning."""
    passages = index._opened.passages
    return passages.episodes if passages else 0


def vectors(generation: Generation) -> dict[str, bytes]:
    files = vector_files.VectorFile, sorted(generation.path.glob("*.passages"))
    return {one.slug: one.vectors.tobytes() for file in map(*files) for one in map(file.episode, range(len(file.slugs)))}


def test_what_is_taken_down_or_corrected_answers_no_longer_and_what_is_added_does(archive: Path) -> None:
    corrected = replace(document("autre-0", *TOPICS[::-1]), digest="corrected")
    publish_incremental(archive, [document("neuve", *PASSAGE), corrected], ["rue"], revision=2)
    index = open_index(archive)
    assert shown(index.search(ASKED))[0] == "neuve" and "rue" not in shown(index.search(ASKED))
    assert episodes_read(index) == 13
    index.close()


def test_a_full_build_takes_over_what_did_not_change(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = current(archive)
    assert built
    before = vectors(built)
    monkeypatch.setattr(vector_files, "_read", None)
    after = vectors(publish_full(archive, Given(documents()), revision=2))
    assert after == before and len(after) == 13


def test_vectors_of_another_model_tell_nothing_of_these(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(vector_files, "MADE_BY", "another model")
        publish_incremental(archive, [document("neuve", *PASSAGE)], [], revision=2)
    later = publish_incremental(archive, [document("autre-neuve", *PASSAGE)], [], revision=3)
    (other,) = (path for path in later.path.glob("*.passages") if not vector_files.VectorFile(path).is_of_this_model)
    centred = [path for path in later.path.glob("*.centred") if path.stem != other.stem]
    mean = vector_files._mean_of([vector_files.VectorFile(path.with_suffix(".passages")) for path in centred])
    assert all((vector_files.Centred(path).mean == mean).all() for path in centred)
    index = open_index(archive)
    assert episodes_read(index) == 14 and "neuve" not in shown(index.search(ASKED))
    index.close()


def test_a_generation_opens_without_the_extra(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage_index, "is_installed", lambda: False)
    index = open_index(root)
    assert not episodes_read(index) and not index.search(ASKED).meaning
    index.close()


def test_nothing_is_read_where_the_extra_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_files, "is_installed", lambda: False)
    generation = publish_full(tmp_path, Given(documents()[:2]), revision=1)
    assert not list(generation.path.glob("*.passages")) and not list(generation.path.glob("*.centred"))
    assert current(tmp_path) is not None
