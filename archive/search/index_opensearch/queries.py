"""The indices of a cluster (what a document has, how words are weighed, which settings hold while an index is written
and when it serves), and clauses as the queries that it understands.

What a query says exactly is left to it: words, runs of words, phrases of slots with alternatives. What it cannot say
(linked names, and words that an accent tells apart, which are told by tables of this program; words within some
seconds; who says them) is looked for in the episodes that may hold it."""

import base64
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.languages.numbers import neighbours
from archive.search.index.evaluate.bm25 import FIELD_WEIGHT, K1, LEAST_WEIGHT, B
from archive.search.index.layout import ANALYSIS, CAPTIONS, MARK, SUMMARY
from archive.search.index.types import FIELDS, Clause, Expansion, Field, Pattern, TermPosition
from archive.search.index_opensearch.cluster import RECOVERY, is_whole
from archive.storage.array_file import Int64

Query = dict[str, Any]
LONGEST_WORD = 8000
"""Characters: a longer run of letters is no word; Lucene takes 32,766 bytes a word."""
PART, PLACE, KEY, SLUG, DIGEST = "part", "place", "key", "slug", "digest"
"""Of each document the segment that it belongs to, its number there, both in one, and what it was indexed from."""
WORDS, EPISODE = "words", "episode"
"""Bytes: its words in order with cue and second, and the whole episode as it is shown, for machines that have no
library; beside them the columns that any engine keeps."""


def index_body(shards: int) -> Query:
    """An index that is being written: no copies, and nothing is searched before it is whole. Words are made by this
    program and are divided at spaces there; nothing is kept but what a search gives back."""
    similarity = {field: {"type": "scripted", "script": {"source": _worth(field)}} for field in FIELDS}
    analysis = {
        "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": LONGEST_WORD}},
        "analyzer": {"words": {"type": "custom", "tokenizer": "spaces"}},
    }
    texts: Query = {field: {"type": "text", "analyzer": "words", "similarity": field} for field in FIELDS}
    names: Query = {name: {"type": "keyword"} for name in (PART, KEY, SLUG)} | {DIGEST: {"type": "keyword", "index": False}}
    blobs: Query = {name: {"type": "binary", "doc_values": True} for name in (WORDS, CAPTIONS, SUMMARY, ANALYSIS, EPISODE)}
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


SERVING: Query = {"index": {"refresh_interval": "-1", "auto_expand_replicas": "0-1"}}
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


Languages = tuple[str, ...]
MOST_LEAVES = 900
"""Words in all of a query; a node refuses 1,024 (`indices.query.bool.max_clause_count`)."""
MOST_LENGTHS = 27
"""Ways in which a phrase of expansions of one to three words can be as long as it is; where there are more, this is
said."""
LOOSER = 0.3
"""What a looser expansion adds to what the best one earns: an estimate, made exact for the best hundred."""


def is_told(pattern: Pattern, field: Field) -> bool:
    """Whether a query says exactly which episodes meet a pattern in a field, what tables tell of single words apart."""
    if pattern.speakers or (pattern.within_ms is not None and len(pattern.slots) > 1):
        return False
    if pattern.inside:
        return all(is_told(one, field) for one in pattern.inside)
    if len(pattern.slots) == 1:
        return True
    every = (one for slot in pattern.slots for one in slot.expansions)
    return not any(one.spelling or one.languages or (one.name and field == "speech") for one in every)


def names_of(slot: TermPosition) -> list[str]:
    """The linked names that meet a slot."""
    return [one.name for one in slot.expansions if one.name]


def as_met(pattern: Pattern) -> tuple[Pattern, ...]:
    """The patterns any of which an episode meets where it meets this one: what a pattern lies inside of holds it."""
    return pattern.inside or (pattern,)


def is_worded(expansion: Expansion) -> bool:
    """Whether a query tells who holds an expansion, and no table."""
    return not expansion.name and not expansion.spelling


def languages_of(clause: Clause) -> list[Languages]:
    """The languages in whose episodes alone some readings of a clause count, each group once; first that of all
    others: none."""
    return sorted({(), *(one.languages for one in clause.readings)})


def clause_query(clause: Clause, languages: Languages = ()) -> Query | None:
    """The episodes that meet a clause, so far as a query can tell, scored; None where it can tell of none. `languages`:
    by those readings of single words alone that count in their episodes alone."""
    fields: dict[Field, list[Query]] = {}
    for pattern in clause.any_of:
        for field in [one for one in pattern.fields if is_told(pattern, one)]:
            found = (query for one in as_met(pattern) for query in _pattern_queries(one, field, languages))
            fields.setdefault(field, []).extend(found)
    some = [_best_of(queries) for queries in fields.values() if queries]
    return {"bool": {"should": some, "minimum_should_match": 1}} if some else None


def slot_query(slot: TermPosition) -> Query | None:
    """The episodes in whose speech a slot may be met, linked names apart."""
    queries = [_expansion_query(one, "speech") for one in slot.expansions if not one.name]
    return _best_of(queries) if queries else None


def leaves(clause: Clause) -> int:
    """How many words a clause's query has, about."""
    return sum(len(pattern.fields) * (sum(map(_words, pattern.slots)) + _beside(pattern)) for pattern in clause.any_of)


def _beside(pattern: Pattern) -> int:
    """The words of what is left out beside numbers."""
    told = [one for slot in pattern.slots for one in slot.expansions if one.languages and len(pattern.slots) == 1]
    return sum(sum(map(len, neighbours(one.words, one.languages))) * (1 + len(one.words)) for one in told)


def has_all_lengths(clause: Clause) -> bool:
    """Whether every way is looked for in which its phrases can be as long as they are."""
    phrases = [pattern.slots for pattern in clause.any_of if len(pattern.slots) > 1]
    return all(len(list(islice(_lengths(slots), MOST_LENGTHS + 1))) <= MOST_LENGTHS for slots in phrases)


def _words(slot: TermPosition) -> int:
    return sum(max(1, len(one.words)) for one in slot.expansions)


def _best_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else {"dis_max": {"queries": list(queries), "tie_breaker": LOOSER}}


def _pattern_queries(pattern: Pattern, field: Field, languages: Languages) -> list[Query]:
    if len(pattern.slots) == 1:
        worded = [one for one in pattern.slots[0].expansions if is_worded(one) and one.languages == languages]
        return [_number_query(one, field) if one.languages else _expansion_query(one, field) for one in worded]
    if languages:
        return []
    plain = [[one for one in slot.expansions if not one.name] for slot in pattern.slots]
    if not all(plain):
        return []
    if all(len(slot) == 1 for slot in plain):
        run = tuple(word for (one,) in plain for word in one.words)
        return [_expansion_query(Expansion(run, min(one.weight for (one,) in plain)), field)]
    return [_phrase_query(pattern.slots, lengths, field) for lengths in islice(_lengths(pattern.slots), MOST_LENGTHS)]


def _expansion_query(expansion: Expansion, field: Field) -> Query:
    """A word, or a run of words; similarity counts a run once for each of its words."""
    boost = max(expansion.weight, LEAST_WEIGHT) / len(expansion.words)
    if len(expansion.words) == 1:
        return {"term": {field: {"value": expansion.words[0], "boost": boost}}}
    return {"match_phrase": {field: {"query": " ".join(expansion.words), "boost": boost}}}


def _number_query(number: Expansion, field: Field) -> Query:
    """A number where no word beside it makes it a longer one."""
    before, behind = neighbours(number.words, number.languages)
    runs = [*((word, *number.words) for word in sorted(before)), *((*number.words, word) for word in sorted(behind))]
    if not runs:
        return _expansion_query(number, field)
    longer = [_run_spans(run, field) for run in runs]
    boost = max(number.weight, LEAST_WEIGHT)
    return {"span_not": {"include": _run_spans(number.words, field), "exclude": {"span_or": {"clauses": longer}}, "boost": boost}}


def _lengths(slots: Sequence[TermPosition]) -> Iterator[tuple[int, ...]]:
    """The numbers of words that the slots can have, one after another."""
    return product(*(sorted({len(one.words) for one in slot.expansions if not one.name}) for slot in slots))


def _phrase_query(slots: Sequence[TermPosition], lengths: Sequence[int], field: Field) -> Query:
    """Slot after slot, each of so many words: spans of one slot are all as long, so that none hides another."""
    spans = [_slot_spans(slot, length, field) for slot, length in zip(slots, lengths, strict=True)]
    words = sum(_words(slot) for slot in slots)
    return {"span_near": {"clauses": spans, "slop": 0, "in_order": True, "boost": 1 / max(1, words)}}


def _slot_spans(slot: TermPosition, length: int, field: Field) -> Query:
    runs = dict.fromkeys(one.words for one in slot.expansions if not one.name and len(one.words) == length)
    spans = [_run_spans(run, field) for run in runs]
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}


def _run_spans(run: Sequence[str], field: Field) -> Query:
    words: list[Query] = [{"span_term": {field: word}} for word in run]
    return words[0] if len(words) == 1 else {"span_near": {"clauses": words, "slop": 0, "in_order": True}}


Body = dict[str, Any]
RECORD = np.dtype([("doc", "<u4"), ("score", "<u2")])
CHUNK = 6 * 4096
"""Bytes that a shard gathers before it writes them as text: a script has no loop over all."""

_BEGIN = f"state.done = []; state.at = 0; state.chunk = new byte[{CHUNK}];"
_TAKE = (
    f"""
byte[] chunk = state.chunk; int at = state.at;
int doc = (int) params.firsts[doc['{PART}'].value] + (int) doc['{PLACE}'].value;
int score = Float.floatToIntBits((float) _score);
chunk[at] = (byte) doc; chunk[at + 1] = (byte) (doc >> 8); chunk[at + 2] = (byte) (doc >> 16); chunk[at + 3] = (byte) (doc >> 24);
chunk[at + 4] = (byte) (score >> 16); chunk[at + 5] = (byte) (score >> 24);
at += 6;
if (at == {CHUNK}) {{ state.done.add(Base64.getEncoder().encodeToString(chunk)); at = 0; }}
state.at = at;
""".replace("int doc = (int)", "int number = (int)")
    .replace("(byte) doc", "(byte) number")
    .replace("(doc >>", "(number >>")
)
_END = "state.done.add(Base64.getEncoder().encodeToString(state.chunk)); state.done.add(state.at); return state.done;"


def search_body(query: Body, firsts: dict[str, int]) -> Body:
    """The search for all documents that answer a query in some segments, whose first documents have these numbers."""
    among = {"bool": {"filter": [{"terms": {PART: list(firsts)}}], "must": [query]}}
    scripts = {"init_script": _BEGIN, "map_script": _TAKE, "combine_script": _END, "reduce_script": "return states;"}
    found = {"scripted_metric": scripts | {"params": {"firsts": firsts}}}
    return {"size": 0, "track_total_hits": False, "query": among, "aggs": {"found": found}}


def read_found(answer: Body) -> tuple[Int64, NDArray[np.float32], bool]:
    """The documents, rising, with their estimates, and whether every shard answered."""
    parts = [_of_shard(shard) for shard in answer.get("aggregations", {}).get("found", {}).get("value", ()) if shard]
    every = np.concatenate([np.empty(0, RECORD), *parts])
    docs = every["doc"].astype(np.int64)
    order = np.argsort(docs, kind="stable")
    score = (every["score"].astype(np.uint32) << np.uint32(16)).view(np.float32)
    return docs[order], score[order], is_whole(answer)


def _of_shard(shard: list[Any]) -> NDArray[np.void]:
    *chunks, last, end = shard
    data = b"".join(map(base64.b64decode, chunks)) + base64.b64decode(last)[:end]
    return np.frombuffer(data, RECORD)
