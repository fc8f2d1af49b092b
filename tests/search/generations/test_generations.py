"""Generations: built beside, published by one rename, incremental ones by what is new, rolled back, deleted when not held."""

import json
import multiprocessing
import os
import signal
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.search import open_index
from archive.search.generations import (
    BusyError,
    Generation,
    GenerationError,
    building,
    current,
    open_expander,
    publish_full,
    publish_incremental,
    relink,
    rollback,
    verify,
)
from archive.search.generations.generation import open_engine
from archive.search.generations.layout import publisher_lock
from archive.search.generations.publishing import MANY_SMALL
from archive.search.index.document_table import Document
from archive.search.index.layout import FullIndexError
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from archive.search.index.write import inversion
from archive.search.index.write.segment_writer import SegmentWriter
from tests.given import Given
from tests.search.index.archives import make_document

LINK = NameLink("OVHcloud", 1, 2, 0.1, "title", "eau vécu")


def documents(*slugs: str) -> list[Document]:
    return [make_document(slug, f"bonjour {slug}", "eau vécu cloud") for slug in slugs]


def answering(generation: Generation, word: str, expansion: Expansion | None = None) -> set[str]:
    engine = open_engine(generation)
    clause = Clause(word, (Pattern((TermPosition(word, (expansion or Expansion((word,)),)),)),))
    return {one.slug for one in engine.summaries_of(engine.evaluate(Request((clause,))).full.doc.tolist())}


def serving(root: Path) -> Generation:
    generation = current(root)
    assert generation is not None
    return generation


def test_a_full_generation_answers_and_is_whole(tmp_path: Path) -> None:
    generation = publish_full(tmp_path, Given(documents("un", "deux")), revision=7)
    assert (generation.number, generation.revision) == (1, 7)
    assert (tmp_path / "CURRENT").read_text() == f"g000001 {zlib.crc32(b'g000001'):08x}\n"
    assert answering(serving(tmp_path), "bonjour") == {"un", "deux"}
    assert generation.digests() == {"un": "digest of un", "deux": "digest of deux"}
    verify(generation)


def test_there_is_none_before_the_first(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    with pytest.raises(GenerationError, match="archive reindex"):
        publish_incremental(tmp_path, [], [], revision=1)


def test_an_archive_may_be_empty(tmp_path: Path) -> None:
    engine = open_engine(publish_full(tmp_path, Given([]), revision=1))
    assert engine.episodes == engine.words == engine.evaluate(Request(())).total == 0
    assert answering(publish_incremental(tmp_path, documents("un"), [], revision=2), "bonjour") == {"un"}


def test_an_incremental_one_adds_replaces_and_takes_away(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un", "deux", "trois")), revision=1)
    changed = make_document("deux", "au revoir deux")
    incremental = publish_incremental(tmp_path, [changed, *documents("quatre")], ["trois", "jamais vu"], revision=2)
    assert answering(incremental, "bonjour") == {"un", "quatre"}
    assert answering(incremental, "revoir") == {"deux"}
    assert set(incremental.digests()) == {"un", "deux", "quatre"}
    assert open_engine(incremental).episodes == incremental.manifest.episodes == 3
    verify(incremental)


def test_an_incremental_one_rewrites_nothing_of_its_parent(tmp_path: Path) -> None:
    parent = publish_full(tmp_path, Given(documents("un", "deux")), revision=1)
    inodes = {path.name: path.stat().st_ino for path in parent.path.iterdir() if path.name.startswith("MAIN_")}
    incremental = publish_incremental(tmp_path, documents("trois"), [], revision=2)
    assert inodes.items() <= {path.name: path.stat().st_ino for path in incremental.path.iterdir()}.items()


def test_words_are_counted_as_episodes_come_and_go(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un", "deux", "trois")), revision=1)
    vocabulary = open_engine(publish_incremental(tmp_path, documents("quatre"), ["un"], revision=2)).vocabulary
    assert [vocabulary.count(word) for word in ("bonjour", "un", "quatre", "jamais")] == [3, 0, 1, 0]
    assert vocabulary.frequency("bonjour") == 3
    assert vocabulary.starting("", 20) == ("bonjour", "cloud", "eau", "vecu", "deux", "quatre", "trois")
    assert vocabulary.matching("*ou*", 3) == ("bonjour", "cloud")
    assert vocabulary.matching("un*", 3) == ()


def test_new_words_of_an_incremental_one_have_expansions(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un", "deux")), revision=1)
    incremental = publish_incremental(tmp_path, [make_document("trois", "le gouvernement", language="fr")], [], revision=2)
    expander = open_expander(incremental)
    assert any("gouvernement" in expansion.words for expansion in expander.expand("gouvernment"))


def test_small_segments_become_one_at_a_reindex(tmp_path: Path) -> None:
    with_link = make_document("lien", "chez eau vécu", analysis=Analysis(links=(LINK,), repeated=(0,)))
    publish_full(tmp_path, Given(documents("base", "vieux")), revision=0)
    publish_incremental(tmp_path, [with_link], ["vieux"], revision=1)
    for number in range(MANY_SMALL):
        publish_incremental(tmp_path, documents(f"petit{number}"), [f"petit{number - 4}"], revision=number + 2)
    before = serving(tmp_path)
    after = publish_incremental(tmp_path, documents("dernier"), ["petit7"], revision=99, restore_point=True)
    assert len(before.segments) == MANY_SMALL + 2
    assert len(after.segments) == 3
    assert set(after.digests()) == {"base", "lien", "petit4", "petit5", "petit6", "dernier"}
    assert answering(after, "bonjour") == set(after.digests()) - {"lien"}
    assert answering(after, "ovhcloud", Expansion((), name="ovhcloud", kind="alias")) == {"lien"}
    assert after.analysis("lien") == with_link.analysis
    assert open_engine(after).vocabulary.count("bonjour") == 5
    verify(after)


def test_readings_come_back_with_their_links(tmp_path: Path) -> None:
    reading = Analysis(paragraphs=(0, 0), links=(LINK,))
    generation = publish_full(tmp_path, Given([make_document("un", "chez eau vécu", analysis=reading)]), revision=1)
    assert generation.analysis("un") == reading
    assert generation.analysis("jamais") is None


def test_names_are_linked_again_without_the_rest(tmp_path: Path) -> None:
    first = publish_full(tmp_path, Given(documents("un", "deux")), revision=3)
    linked = relink(tmp_path, {"deux": [LINK]})
    assert (linked.revision, linked.manifest.parent) == (3, first.number)
    assert [len(linked.analysis(slug).links) for slug in ("un", "deux")] == [0, 1]  # type: ignore[union-attr]
    kept = publish_incremental(tmp_path, documents("trois"), [], revision=4)
    assert kept.analysis("deux").links == (LINK,)  # type: ignore[union-attr]


def test_rollback_returns_to_before_the_reindex(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un")), revision=1)
    publish_full(tmp_path, Given(documents("un", "deux")), revision=2)
    publish_incremental(tmp_path, documents("trois"), [], revision=3)
    assert answering(rollback(tmp_path), "bonjour") == answering(serving(tmp_path), "bonjour") == {"un"}
    assert answering(publish_incremental(tmp_path, documents("quatre"), [], revision=4), "bonjour") == {"un", "quatre"}


def test_rollback_says_when_there_is_nothing_to_return_to(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un")), revision=1)
    with pytest.raises(GenerationError, match="nothing to roll back to"):
        rollback(tmp_path)


def test_what_a_process_holds_is_not_deleted(tmp_path: Path) -> None:
    held = open_engine(publish_full(tmp_path, Given(documents("un")), revision=1))
    for revision in range(2, 6):
        publish_full(tmp_path, Given(documents("deux")), revision=revision)
    assert held.summaries_of([0])[0].slug == "un"
    assert list(held.captions_of([0])[0].texts) == ["bonjour un", "eau vécu cloud"]
    held.close()
    publish_full(tmp_path, Given(documents("deux")), revision=6).close()
    assert sorted(path.name for path in (tmp_path / "index").glob("g*")) == ["g000005", "g000006"]


def test_every_publication_has_an_identity_of_its_own_and_a_rollback_returns_to_one(tmp_path: Path) -> None:
    first = publish_full(tmp_path / "one", Given(documents("un")), revision=1)
    twin = publish_full(tmp_path / "two", Given(documents("un")), revision=1)
    child = publish_incremental(tmp_path / "one", documents("deux"), [], revision=2, restore_point=True)
    linked = relink(tmp_path / "one", {"un": [LINK]})
    assert len({made.identity for made in (first, twin, child, linked)}) == 4
    assert serving(tmp_path / "one").identity == linked.identity
    rollback(tmp_path / "one")
    assert serving(tmp_path / "one").identity == first.identity


def test_a_stranger_s_directory_is_not_opened(tmp_path: Path) -> None:
    generation = publish_full(tmp_path, Given(documents("un")), revision=1)
    manifest = json.loads((generation.path / "manifest.json").read_text())
    others = (json.dumps(manifest | {"format": "another"}), json.dumps(manifest | {"version": 99}))
    for stranger in (b"{}", b"not json", b'{"format": "\xa9"}', b'{"of":' + b"[" * 100_000, *(other.encode() for other in others)):
        (generation.path / "manifest.json").write_bytes(stranger)
        with pytest.raises(GenerationError):
            current(tmp_path)
    (generation.path / "manifest.json").unlink()
    with pytest.raises(GenerationError):
        current(tmp_path)


@pytest.mark.parametrize("extension", [".pst", ".docs", ".captions.col", ".times"])
def test_a_flipped_bit_is_found(tmp_path: Path, extension: str) -> None:
    generation = publish_full(tmp_path, Given(documents("un")), revision=1)
    damaged = next(path for path in generation.path.iterdir() if path.name.endswith(extension))
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(GenerationError, match="checksum"):
        verify(generation)


def test_one_publishes_at_a_time(tmp_path: Path) -> None:
    with publisher_lock(tmp_path), pytest.raises(BusyError):
        publish_full(tmp_path, Given(documents("un")), revision=1)


def test_a_slug_that_comes_twice_is_refused(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("deux")), revision=1)
    with pytest.raises(GenerationError, match="twice"):
        publish_incremental(tmp_path, documents("un", "un"), [], revision=2)
    assert answering(serving(tmp_path), "bonjour") == {"deux"}


class _Breaking(Given):
    """Gives so many documents, then fails."""

    def __init__(self, documents: Iterable[Document], after: int, error: BaseException) -> None:
        super().__init__(documents)
        self._after, self._error = after, error

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        yield from super().documents(slugs[: self._after])
        raise self._error


def test_a_failed_build_leaves_the_serving_generation(tmp_path: Path) -> None:
    failing = _Breaking(documents("deux"), 1, RuntimeError("the library cannot be read"))
    publish_full(tmp_path, Given(documents("un")), revision=1)
    with pytest.raises(RuntimeError):
        publish_full(tmp_path, failing, revision=2)
    with pytest.raises(RuntimeError):
        publish_incremental(tmp_path, failing.documents(["deux"]), [], revision=2)
    assert answering(serving(tmp_path), "bonjour") == {"un"}


def test_what_a_killed_build_finished_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def noting(writer: SegmentWriter, document: Document) -> None:
        written.append(document.slug)
        add(writer, document)

    written: list[str] = []
    add = SegmentWriter.add
    monkeypatch.setattr(SegmentWriter, "is_full", property(lambda writer: len(writer) >= 10))
    monkeypatch.setattr(SegmentWriter, "add", noting)
    with pytest.raises(KeyboardInterrupt):
        publish_full(tmp_path, _Breaking(documents(*(f"e{number}" for number in range(40))), 35, KeyboardInterrupt()), revision=1)
    written.clear()
    changed = make_document("e3", "bonjour autrement")
    again = [
        *documents(*(f"e{number}" for number in range(40) if number not in (3, 5))),
        Document("e3", "new", changed.episode, Analysis()),
    ]
    generation = publish_full(tmp_path, Given(again), revision=1)
    assert set(written) == {"e3", *(f"e{number}" for number in range(30, 40))}
    assert answering(generation, "bonjour") == {f"e{number}" for number in range(40)} - {"e5"}
    assert answering(generation, "autrement") == {"e3"}
    verify(generation)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"name": "\xa9"}', b"[" * 100_000], ids=("empty", "cut", "no UTF-8", "nested"))
def test_a_finished_segment_whose_word_is_damaged_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    monkeypatch.setattr(SegmentWriter, "is_full", property(lambda writer: len(writer) >= 10))
    every = documents(*(f"e{number}" for number in range(30)))
    with pytest.raises(KeyboardInterrupt):
        publish_full(tmp_path, _Breaking(every, 25, KeyboardInterrupt()), revision=1)
    word, *_ = sorted((tmp_path / "index").rglob("*.done"))
    word.write_bytes(damage)
    generation = publish_full(tmp_path, Given(every), revision=1)
    assert answering(generation, "bonjour") == {f"e{number}" for number in range(30)}
    verify(generation)


def test_a_full_build_ends_in_one_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SegmentWriter, "is_full", property(lambda writer: len(writer) >= 10))
    slugs = [f"e{number:02d}" for number in range(35)]
    generation = publish_full(tmp_path, Given(documents(*slugs)), revision=1)
    assert [segment.documents for segment in generation.segments] == [35]
    assert answering(generation, "bonjour") == set(slugs)
    assert answering(generation, "e17") == {"e17"}
    assert len([path for path in generation.path.iterdir() if path.suffix == ".pst"]) == 1
    verify(generation)


@pytest.mark.parametrize("dropped", [0, 2])
def test_a_build_that_is_killed_after_its_segments_were_joined_holds_no_document_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dropped: int
) -> None:
    monkeypatch.setattr(SegmentWriter, "is_full", property(lambda writer: len(writer) >= 10))
    slugs = [f"e{number:02d}" for number in range(35)]
    left = [dropped]

    def killed(directory: Path, name: str) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        discard(directory, name)

    discard = building.discard_segment
    monkeypatch.setattr(building, "discard_segment", killed)
    with pytest.raises(KeyboardInterrupt):
        publish_full(tmp_path, Given(documents(*slugs)), revision=1)
    monkeypatch.setattr(building, "discard_segment", discard)
    generation = publish_full(tmp_path, Given(documents(*slugs)), revision=1)
    assert [segment.documents for segment in generation.segments] == [35]
    assert answering(generation, "bonjour") == set(slugs)
    verify(generation)


def test_a_killed_build_that_is_overtaken_is_taken_away(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un")), revision=1)
    with pytest.raises(KeyboardInterrupt):
        publish_full(tmp_path, _Breaking(documents("un", "deux"), 1, KeyboardInterrupt()), revision=2)
    assert list((tmp_path / "index").glob("*.part"))
    publish_incremental(tmp_path, documents("trois"), [], revision=3)
    assert not list((tmp_path / "index").glob("*.part"))


@pytest.mark.slow
def test_several_processes_build_the_same_archive(tmp_path: Path) -> None:
    slugs = [f"e{number:03d}" for number in range(150)]
    generation = publish_full(tmp_path, Given(documents(*slugs)), revision=1, workers=2)
    assert set(generation.digests()) == answering(generation, "bonjour") | set(slugs)
    verify(generation)


class _EndingElsewhere(Given):
    """Ends the other process that asks for documents: by an error, or at once. This one waits for it."""

    def __init__(self, documents: Iterable[Document], sign: Path, killed: bool) -> None:
        super().__init__(documents)
        self._sign, self._killed = sign, killed

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        if multiprocessing.parent_process() is not None:
            self._sign.touch()
            if self._killed:
                os.kill(os.getpid(), signal.SIGKILL)
            raise RuntimeError("the library cannot be read")
        for _ in range(3_000):
            if self._sign.exists():
                break
            time.sleep(0.01)
        return super().documents(slugs)


@pytest.mark.slow
@pytest.mark.parametrize(("killed", "says"), [(True, "ended with code -9; run the command again"), (False, "cannot be read")])
def test_another_process_that_ends_too_early_is_told_and_changes_nothing(tmp_path: Path, killed: bool, says: str) -> None:
    publish_full(tmp_path, Given(documents("un")), revision=1)
    many = documents(*(f"e{number:03d}" for number in range(150)))
    with pytest.raises(GenerationError, match=says):
        publish_full(tmp_path, _EndingElsewhere(many, tmp_path / "sign", killed), revision=2, workers=2)
    assert answering(serving(tmp_path), "bonjour") == {"un"}
    verify(publish_full(tmp_path, Given(many), revision=2, workers=2))


def test_a_flipped_bit_in_the_expansion_tables_is_found_in_an_incremental_one_too(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un")), revision=1)
    incremental = publish_incremental(tmp_path, [make_document("deux", "xylobrek")], [], revision=2)
    assert len(incremental.expansions) == 2
    verify(incremental)
    for directory in incremental.expansions:
        path = directory / "variants.bin"
        sound = path.read_bytes()
        path.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
        with pytest.raises(GenerationError, match="checksum"):
            verify(incremental)
        path.write_bytes(sound)


def test_more_words_than_an_index_counts_are_refused_and_what_serves_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_full(tmp_path, Given(documents("un", "deux")), revision=1)
    monkeypatch.setattr(inversion, "MOST_ADDRESSES", 14)  # five words an episode, and the empty place behind them
    with pytest.raises(FullIndexError, match="reaches 14 words of speech, these episodes have 18"):
        publish_full(tmp_path, Given(documents("un", "deux", "trois")), revision=2)
    with pytest.raises(FullIndexError, match="reaches 14 words of speech, these episodes have 18"):
        publish_incremental(tmp_path, documents("trois"), [], revision=2)
    assert (serving(tmp_path).number, answering(serving(tmp_path), "bonjour")) == (1, {"un", "deux"})


def test_a_word_is_as_likely_meant_as_the_episodes_of_today_tell(tmp_path: Path) -> None:
    publish_full(tmp_path, Given([make_document("un", "the ethereum chain", language="en")]), revision=1)
    later = [make_document(f"later-{number}", f"ethereum costs {number}", language="en") for number in range(5)]
    publish_incremental(tmp_path, [*later, make_document("slip", "the etherum chain", language="en")], [], revision=2)
    with closing(open_index(tmp_path)) as opened:
        answer = opened.search("ethreum")
    near = {form.text: (form.episodes, form.counted) for form in answer.explanation.words[0].near}
    assert near["ethereum"] == (6, False)
    assert not answer.total, "of ethereum, which six episodes say, etherum is the slip"
