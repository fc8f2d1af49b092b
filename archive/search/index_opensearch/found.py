"""Which documents answer a query, all of them: a number and an estimate of the score each, six bytes a document."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.index_opensearch.cluster import is_whole
from archive.search.index_opensearch.mapping import PART, PLACE

Int64 = NDArray[np.int64]
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
