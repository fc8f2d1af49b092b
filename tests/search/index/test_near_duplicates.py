"""The same speech published twice is one hit that names the other; a clip is another episode."""

from pathlib import Path

from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from tests.search.index.archives import engine_of, make_document

SPEECH = [f"phrase numéro {number} sur le sujet {number * 7} du jour" for number in range(60)]


def asking(word: str) -> Request:
    return Request((Clause(word, (Pattern((TermPosition(word, (Expansion((word,)),)),)),)),))


def test_the_same_speech_twice_is_one_hit_that_names_the_other(tmp_path: Path) -> None:
    again = [*SPEECH[:59], "une autre fin"]
    documents = [make_document("première", *SPEECH, title="phrase"), make_document("reprise", *again, guid="x1", title="Reprise")]
    engine = engine_of(tmp_path, documents[:1], documents[1:])
    evaluation = engine.evaluate(asking("phrase"))
    assert evaluation.total == len(evaluation.full.doc) == 1
    summary = engine.summaries_of(evaluation.full.doc.tolist()[:1])[0]
    assert (summary.slug, summary.same_as) == ("première", (("reprise", "x1", "Reprise"),))


def test_a_copy_without_a_stated_guid_is_named_by_its_video(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, [make_document("a", *SPEECH, title="seul"), make_document("b", *SPEECH, video_id="x9abcde")])
    found = engine.evaluate(asking("seul")).full.doc
    assert [guid for _, guid, _ in engine.summaries_of(found.tolist()[:1])[0].same_as] == ["x9abcde"]


def test_counts_are_of_hits_not_of_copies(tmp_path: Path) -> None:
    documents = [make_document(slug, *SPEECH, show="Émission") for slug in ("a", "b", "c")] + [make_document("d", "une phrase")]
    aggregations = engine_of(tmp_path, documents).evaluate(asking("phrase")).aggregations
    assert aggregations.facets["show"] == (("Émission", 1),)


def test_a_clip_of_a_programme_is_another_episode(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, [make_document("programme", *SPEECH), make_document("extrait", *SPEECH[:20])])
    assert engine.evaluate(asking("phrase")).total == 2


def test_a_copy_that_does_not_answer_hides_nobody(tmp_path: Path) -> None:
    documents = [make_document("a", *SPEECH, title="seul"), make_document("b", *SPEECH)]
    engine = engine_of(tmp_path, documents)
    assert engine.evaluate(asking("seul")).total == 1


def test_episodes_without_words_are_not_alike(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, [make_document("a", title="vide"), make_document("b", title="vide")])
    assert engine.evaluate(asking("vide")).total == 2
