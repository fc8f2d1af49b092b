"""Rules that hold for all of the product's source. `make modules` names and counts."""

from tests.source.dead_names import dead_names
from tests.source.prose import PROSE_WIDTH, long_prose, undocumented, unknown_errors
from tests.source.trees import product

# What is still to be cleared; nothing is added.
STILL_DEAD = """
archive.library.records:Holdings.served
archive.model.episode:Episode.page_sha256
archive.processes:Peer.receive
archive.search.shown.answer_json:SuggestionKind
archive.search.api:Index.read_by_meaning
archive.search.expansion.phonetic_builder:SubprocessBuilder.tables
archive.search.index.mentions:heard_often
archive.search.index.near_duplicates:DuplicateGroups.single
archive.search.index.posting_blocks:check_block
archive.search.index.read.stored_documents:StoredDocuments.heard_often
archive.search.index.segment_tables:SegmentTables.masked
archive.search.index.whoosh_format.codec:BlockMatcher.block_max_id
archive.search.index.whoosh_format.codec:BlockMatcher.block_max_length
archive.search.index.whoosh_format.codec:BlockMatcher.block_max_weight
archive.search.index.whoosh_format.codec:BlockMatcher.block_min_id
archive.search.index.whoosh_format.codec:BlockMatcher.block_min_length
archive.search.typed.parser:_QUOTES
archive.search.ranking.passages:LATE_START_MS
archive.search.ranking.reranker:MatchedCandidates.concatenated
archive.search.ranking.reranker:_joined
archive.web.api.openapi:_objects
archive.web.api.openapi:closed
archive.web.presentation.quotations:Passage.last_cue
ingest.dates.published:_nothing
ingest.formats.registry:read_names
ingest.formats.subtitles:_SOURCE
""".split()
STILL_WIDE = 1400


def test_every_name_is_referred_to() -> None:
    assert sorted(set(dead_names()) - set(STILL_DEAD)) == []


def test_every_error_that_a_docstring_names_is_a_class() -> None:
    assert unknown_errors() == []


def test_every_public_name_has_a_docstring() -> None:
    assert undocumented() == []


def test_prose_stands_in_lines_that_are_easily_read() -> None:
    wide = long_prose()
    assert len(wide) <= STILL_WIDE, (
        f"{len(wide)} lines of docstring or comment over {PROSE_WIDTH} characters; `make modules MODULES_ARGS=--names` names them"
    )


def test_no_module_is_longer_than_one_subject_needs() -> None:
    assert [module.place for module in product() if module.lines > 400] in ([], ["archive/search/executor.py"])
