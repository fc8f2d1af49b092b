"""Documents as the cluster gives them back: bytes by segment and number, many at a time, the last ones kept."""

import base64
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from archive.search.index_opensearch.cluster import Cluster, ClusterGoneError, is_whole
from archive.search.index_opensearch.mapping import DIGEST, KEY, PART, PLACE, SLUG, WORDS, index_of
from archive.search.index_opensearch.segment_upload import key_of
from archive.search.limits import apart
from archive.storage.byte_cache import ByteCache

Place = tuple[str, int]
"""Segment and number there."""
AT_ONCE = 100
"""So many documents are asked for in one search: some 3 MB."""
SEARCHES = 10
"""So many searches go in one request."""
CACHE_BYTES = 64 << 20


class ClusterDocuments:
    """The documents of a cluster, by segment and number; a segment never changes, so what is kept of it holds."""

    def __init__(self, cluster: Cluster, cache_bytes: int = CACHE_BYTES) -> None:
        self._cluster = cluster
        self._kept: ByteCache[bytes] = ByteCache(cache_bytes)

    def column(self, name: str, place: Place, ahead: int = 1) -> bytes:
        """A column of one document; up to `ahead` that follow in its segment are asked for with it."""
        kept = self._kept.get((name, place))
        if kept is None:
            following = [(place[0], place[1] + number) for number in range(ahead)]
            kept = self._fetched(name, following, strict=False)[place]
        return kept

    def fetch(self, name: str, places: Sequence[Place]) -> None:
        """Has a column of some documents at hand for those who ask next."""
        missing = [place for place in places if self._kept.get((name, place)) is None]
        if missing:
            self._fetched(name, missing)

    def words(self, places: Sequence[Place]) -> dict[Place, bytes]:
        """The words of some documents, packed; not kept here."""
        return self._read(WORDS, places)

    def digests(self, part: str, count: int) -> dict[int, tuple[str, str]]:
        """number -> slug and digest of every document of a segment that is found."""
        index, found = index_of(self._cluster.address.prefix, part), {}
        fields = [PLACE, SLUG, DIGEST]
        for first in range(0, count, 5000):
            among: list[dict[str, Any]] = [{"term": {PART: part}}, {"range": {PLACE: {"gte": first, "lt": first + 5000}}}]
            body = _body(fields, {"bool": {"filter": among}}, 5000)
            for hit in whole(self._cluster.search(index, body))["hits"]["hits"]:
                held = hit["fields"]
                found[int(held[PLACE][0])] = (held[SLUG][0], held[DIGEST][0])
        return found

    def _fetched(self, name: str, places: Sequence[Place], strict: bool = True) -> dict[Place, bytes]:
        found = {place: zlib.decompress(value) for place, value in self._read(name, places, strict).items()}
        for place, value in found.items():
            self._kept.put((name, place), value, len(value) + 200)
        return found

    def _read(self, name: str, places: Sequence[Place], strict: bool = True) -> dict[Place, bytes]:
        """The bytes of a field of some documents; raises ClusterGoneError where one of them does not answer."""
        with apart():
            found = self._asked(name, places)
        if places and (places[0] not in found or (strict and len(found) < len(set(places)))):
            raise ClusterGoneError("some episodes cannot be read: a part of the cluster does not answer")
        return found

    def _asked(self, name: str, places: Sequence[Place]) -> dict[Place, bytes]:
        found: dict[Place, bytes] = {}
        for index, some in _by_index(self._cluster.address.prefix, places).items():
            wanted = {key_of(*place): place for place in some}
            keys = list(wanted)
            bodies = [_body([KEY, name], {"terms": {KEY: keys[n : n + AT_ONCE]}}, AT_ONCE) for n in range(0, len(keys), AT_ONCE)]
            for first in range(0, len(bodies), SEARCHES):
                for answer in self._cluster.search_all(index, bodies[first : first + SEARCHES]):
                    held = (hit["fields"] for hit in answer["hits"]["hits"])
                    found |= {wanted[one[KEY][0]]: _bytes(one[name][0]) for one in held}
        return found


def _body(fields: Sequence[str], query: Mapping[str, Any], size: int) -> dict[str, Any]:
    """A search that gives back doc values only: to read stored fields, the id among them, takes three times as long."""
    return {"size": size, "stored_fields": "_none_", "docvalue_fields": list(fields), "track_total_hits": False, "sort": ["_doc"],
            "query": {"constant_score": {"filter": query}}}  # fmt: skip


def whole(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of all shards; raises ClusterGoneError where one is missing."""
    if not is_whole(answer):
        raise ClusterGoneError("a part of the cluster does not answer")
    return answer


def _by_index(prefix: str, places: Sequence[Place]) -> dict[str, list[Place]]:
    by_index: dict[str, list[Place]] = {}
    for place in places:
        by_index.setdefault(index_of(prefix, place[0]), []).append(place)
    return by_index


def _bytes(text: str) -> bytes:
    """Bytes from base64 as a cluster writes it: of either alphabet, without padding."""
    return base64.b64decode(text + "=" * (-len(text) % 4), b"-_" if "-" in text or "_" in text else None)
