"""Words stand in the index at the positions of the token stream."""

from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.analysis.analyze import Analysis
from archive.model.episode import Cue, Episode
from archive.search.index.document_table import Document
from archive.search.index.whoosh_format.segment import SegmentFiles
from archive.search.index.write.segment_writer import SegmentWriter
from archive.text.token_stream import token_stream

TEXTS = st.text(alphabet="aéœÉß'’ &-.1\n漢字ij́θ²", max_size=14)
CUES = st.lists(st.tuples(TEXTS, st.sampled_from(["speech", "sound", "artefact"])), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CUES, min_size=1, max_size=3))
def test_a_segment_counts_words_as_the_token_stream_does(tmp_path: Path, transcripts: list[list[tuple[str, str]]]) -> None:
    streams, writer = [], SegmentWriter(tmp_path, SegmentFiles(tmp_path))
    try:
        for number, transcript in enumerate(transcripts):
            cues = tuple(Cue(place * 1000, text, kind=kind) for place, (text, kind) in enumerate(transcript))  # type: ignore[arg-type]
            streams.append(token_stream(cues))
            episode = Episode(title="", title_source="", page_sha256="", cleaner_version=1, slug=f"e{number}", cues=cues)
            writer.add(Document(episode.slug, str(number), episode, Analysis()))
        vocabulary = writer._term_ids.words
        written = [vocabulary[number - 1].decode() for number in writer._tokens["speech"]]
        assert written == [word for stream in streams for word in stream.words]
        for stream, (_, cue, _, _, _, first_word) in zip(streams, writer._cues._parts, strict=True):
            assert cue.tolist() == np.unique(stream.cues).tolist()
            assert first_word.tolist() == [stream.first_word(number) for number in cue.tolist()]
    finally:
        writer.abandon()
