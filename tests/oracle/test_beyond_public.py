"""What is used of Whoosh beyond its public API, each by a test; and ordinary Whoosh queries on our index give the same sets."""

import random
from pathlib import Path

import numpy as np
import pytest

from archive.search.index.posting_blocks import BlockError, read_block
from archive.search.index.read.engine import WhooshEngine
from archive.search.index.types import FIELDS, Clause, Expansion, Pattern, Request, TermPosition
from archive.search.index.whoosh_format.beyond_public import (
    TOC,
    FileIndex,
    MultiReader,
    Searcher,
    VarBytesColumn,
    W3Segment,
    W3TermInfo,
    byte_to_length,
    length_to_byte,
)
from archive.search.index.whoosh_format.columns import BytesColumn
from archive.search.index.whoosh_format.schema import INDEX_NAME
from archive.search.index.whoosh_format.storage import MappedFile, MappedStorage
from tests.search.index.archives import (
    engine_of,
    make_document,
    open_archive,
    random_document,
    write_segment,
)

Archive = tuple[WhooshEngine, Searcher]


@pytest.fixture(scope="module", params=[1, 3])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Thirty random episodes in one segment, or in three with one deleted each; through our engine and through Whoosh's own."""
    chance = random.Random(11)
    documents = [random_document(f"e{number:02d}", chance) for number in range(30)]
    directory = tmp_path_factory.mktemp("whoosh")
    size = 30 // request.param
    parts = [documents[first : first + size] for first in range(0, 30, size)]
    deleted = [[part[1].slug] if request.param > 1 else [] for part in parts]
    entries = [write_segment(directory, part, gone) for part, gone in zip(parts, deleted, strict=True)]
    engine = open_archive(directory, entries)
    return engine, Searcher(FileIndex(MappedStorage(directory)).reader())


def by_whoosh(searcher: Searcher, text: str) -> set[str]:
    """The slugs that Whoosh's own query parser and matchers find."""
    from whoosh.qparser import QueryParser

    query = QueryParser("speech", searcher.schema).parse(text)
    return {hit["slug"] for hit in searcher.search(query, limit=None)}


def by_us(engine: WhooshEngine, *clauses: Clause, excluded: tuple[Clause, ...] = ()) -> set[str]:
    evaluation = engine.evaluate(Request(clauses, excluded, tally=False))
    return {engine.summary(int(doc)).slug for doc in evaluation.full.doc}


def speech(*words: str) -> Clause:
    slots = tuple(TermPosition(word, (Expansion((word,)),)) for word in words)
    return Clause(" ".join(words), (Pattern(slots, fields=("speech",)),))


@pytest.mark.parametrize("word", ["ab", "cd", "ete", "jamais"])
def test_a_word(archive: Archive, word: str) -> None:
    engine, searcher = archive
    assert by_whoosh(searcher, word) == by_us(engine, speech(word))


@pytest.mark.parametrize("words", [("ab", "cd"), ("ete", "ete"), ("gh", "ab", "ef")])
def test_a_phrase_and_all_of_its_words(archive: Archive, words: tuple[str, ...]) -> None:
    engine, searcher = archive
    assert by_whoosh(searcher, f'"{" ".join(words)}"') == by_us(engine, speech(*words))
    assert by_whoosh(searcher, " ".join(words)) == by_us(engine, *map(speech, words))


def test_or_not_prefix_and_other_fields(archive: Archive) -> None:
    engine, searcher = archive
    either = Clause("", (speech("ab").any_of[0], speech("ef").any_of[0]))
    assert by_whoosh(searcher, "ab OR ef") == by_us(engine, either)
    assert by_whoosh(searcher, "ab NOT cd") == by_us(engine, speech("ab"), excluded=(speech("cd"),))
    assert by_whoosh(searcher, "e*") == by_us(engine, Clause("", (speech("ef").any_of[0], speech("ete").any_of[0])))
    title = Clause("", (Pattern((TermPosition("", (Expansion(("gh",)),)),), fields=("title",)),))
    assert by_whoosh(searcher, "title:gh") == by_us(engine, title)


def test_the_table_of_contents_says_which_documents_are_deleted(archive: Archive) -> None:
    engine, searcher = archive
    assert searcher.reader().doc_count() == engine.episodes
    assert isinstance(searcher.reader(), MultiReader) == (engine.episodes == 27)


def test_segments_are_named_in_the_contents(tmp_path: Path) -> None:
    engine_of(tmp_path, [make_document("un", "bonjour")], [make_document("deux", "bonjour")])
    contents = TOC.read(MappedStorage(tmp_path), INDEX_NAME)
    assert all(isinstance(segment, W3Segment) for segment in contents.segments)
    assert [segment.doc_count_all() for segment in contents.segments] == [1, 1]


def test_term_information_is_packed_as_whoosh_reads_it(archive: Archive) -> None:
    _, searcher = archive
    for leaf, _ in searcher.reader().leaf_readers():
        for (field, _), info in leaf._terms.items():
            assert isinstance(info, W3TermInfo)
            assert field in FIELDS
            assert not info.is_inlined()
            assert info.weight() >= info.doc_frequency() >= 1
            assert info.max_weight() >= 1


def test_lengths_are_rounded_as_whoosh_rounds() -> None:
    assert [byte_to_length(length_to_byte(length)) for length in (0, 1, 10)] == [0, 1, 10]


def test_files_are_mapped_not_copied(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"abcdef")
    file = MappedStorage(tmp_path).open_file("bytes")
    assert isinstance(file, MappedFile)
    assert (file.get(2, 3), file.read(2), file.get_byte(0)) == (b"cde", b"ab", ord("a"))
    assert np.frombuffer(file.view, np.uint8)[5] == ord("f")


def test_a_column_is_cut_out_of_the_mapped_file_where_whoosh_copies(tmp_path: Path) -> None:
    values = [b"ab", b"", b"cdef"]
    storage = MappedStorage(tmp_path)
    writer = VarBytesColumn().writer(storage.create_file("column"))
    for doc, value in enumerate(values):
        writer.add(doc, value)
    writer.finish(3)
    storage.close_files()
    size = (tmp_path / "column").stat().st_size
    views = BytesColumn().reader(storage.open_file("column"), 0, size, 3)
    copies = VarBytesColumn().reader(storage.open_file("column"), 0, size, 3)
    assert [bytes(views[doc]) for doc in range(3)] == [copies[doc] for doc in range(3)] == values
    assert views[0].obj is views[2].obj


def test_whoosh_deletes_no_file_of_a_generation(tmp_path: Path) -> None:
    (tmp_path / "MAIN_x.pst").touch()
    MappedStorage(tmp_path).delete_file("MAIN_x.pst")
    assert (tmp_path / "MAIN_x.pst").exists()


def test_what_is_no_block_is_not_read() -> None:
    with pytest.raises(BlockError, match="byte 0"):
        read_block(memoryview(bytes(64)), 0)


def test_a_file_is_written_without_whooshs_wrapper_and_holds_what_it_would(tmp_path: Path) -> None:
    file = MappedStorage(tmp_path).create_file("bytes")
    assert file.write == file.file.write
    file.write(b"a word")
    assert file.tell() == 6
    file.write_int(7)
    file.close()
    assert (tmp_path / "bytes").read_bytes() == b"a word\0\0\0\7"
