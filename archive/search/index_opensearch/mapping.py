"""The indices: what a document has, how words are weighed, which settings hold while an index is written and when it
serves."""

from typing import Any

from archive.search.index.evaluate.bm25 import FIELD_WEIGHT, K1, B
from archive.search.index.layout import ANALYSIS, CAPTIONS, MARK, SUMMARY
from archive.search.index.types import FIELDS, Field

Body = dict[str, Any]
LONGEST_WORD = 8000
"""Characters: a longer run of letters is no word; Lucene takes 32,766 bytes a word."""
PART, PLACE, KEY, SLUG, DIGEST = "part", "place", "key", "slug", "digest"
"""Of each document the segment that it belongs to, its number there, both in one, and what it was indexed from."""
RECOVERY, RECOVERY_SINCE = "recovery_source_enabled", (2, 15)
"""Whether what was sent is kept besides, till some later merge, for copies that catch up by single documents: half of a
new index. Ours is copied when all of it is written, as files. Versions before that one always keep it."""
WORDS, EPISODE = "words", "episode"
"""Bytes: its words in order with cue and second, and the whole episode as it is shown, for machines that have no
library; beside them the columns that any engine keeps."""


def index_body(shards: int) -> Body:
    """An index that is being written: no copies, and nothing is searched before it is whole. Words are made by this
    program and are divided at spaces there; nothing is kept but what a search gives back."""
    similarity = {field: {"type": "scripted", "script": {"source": _worth(field)}} for field in FIELDS}
    analysis = {
        "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": LONGEST_WORD}},
        "analyzer": {"words": {"type": "custom", "tokenizer": "spaces"}},
    }
    texts: Body = {field: {"type": "text", "analyzer": "words", "similarity": field} for field in FIELDS}
    names: Body = {name: {"type": "keyword"} for name in (PART, KEY, SLUG)} | {DIGEST: {"type": "keyword", "index": False}}
    blobs: Body = {name: {"type": "binary", "doc_values": True} for name in (WORDS, CAPTIONS, SUMMARY, ANALYSIS, EPISODE)}
    return {
        "settings": {
            "index": {"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1"},
            "similarity": similarity,
            "analysis": analysis,
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"enabled": False, RECOVERY: False},
            "properties": texts | names | blobs | {PLACE: {"type": "integer"}},
        },
    }


SERVING: Body = {"index": {"refresh_interval": "-1", "auto_expand_replicas": "0-1"}}
"""An index that is whole: a copy of each shard where there is a second node."""


def _worth(field: Field) -> str:
    """What a word earns in a field, but for the clause's idf, which is told when all episodes that meet the clause are
    counted."""
    b, weight = B[field], FIELD_WEIGHT[field] * (K1 + 1)
    mean = "Math.max(1.0, (double) field.sumTotalTermFreq / Math.max(1L, field.docCount))"
    return f"return query.boost * {weight} * doc.freq / (doc.freq + {K1} * ({1 - b} + {b} * doc.length / {mean}));"


def part_name(number: int, random: str) -> str:
    """The name of a segment that is written into the index of generation `number`."""
    return f"{MARK}{number:06d}{random}"


def index_of(prefix: str, part: str) -> str:
    """The index that holds a segment."""
    return f"{prefix}-{part[1:7]}"


def key_of(part: str, place: int) -> str:
    """The key of a document: its segment and its number there."""
    return f"{part}.{place}"
