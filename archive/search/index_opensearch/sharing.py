"""Generations shared by the cluster itself: which there are, their files in pieces, and which machine holds what until
when.

Two small indices beside those of episodes: PREFIX-shared has a document a generation (`g-IDENTITY`), one that names
what serves, and one a machine (`m-NAME`); PREFIX-pieces has a document a piece, under its digest. All are asked for by
key: such reading sees what was written a moment ago, without a refresh.

What is deleted: who collects first says of a generation that it is leaving, and then reads the leases; a machine first
says that it holds a generation, and then looks whether it is leaving. So of the two at least one sees the other (hazard
pointers: Michael, 2004). Both times are told by the cluster's clock."""

import base64
import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from archive.search.index.backend import Lease, SharedGeneration, pieces_of
from archive.search.index.layout import DamagedError
from archive.search.index_opensearch.cluster import Cluster, ClusterError

LEASE_S = 60
"""A machine that is not heard of for so long holds nothing more: ten times what a heartbeat may be late."""
MOST = 1000
"""Generations and machines that are looked at; more would be a mistake."""
_KIND, _UNTIL, _BODY, _LEAVING, _DATA, _DIGEST = "kind", "until", "body", "leaving", "data", "digest"
_GENERATION, _MACHINE, _SERVING = "generation", "machine", "serving"
_SETTINGS: dict[str, Any] = {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}}
_SHARED: dict[str, Any] = {
    "settings": _SETTINGS,
    "mappings": {
        "dynamic": "strict",
        "properties": {
            _KIND: {"type": "keyword"},
            _UNTIL: {"type": "date", "format": "epoch_millis"},
            _LEAVING: {"type": "boolean"},
            _BODY: {"type": "object", "enabled": False},
        },
    },
}
_PIECES: dict[str, Any] = {
    "settings": _SETTINGS,
    "mappings": {"dynamic": "strict", "properties": {_DIGEST: {"type": "keyword"}, _DATA: {"type": "binary"}}},
}
_BEAT = """
ctx._source.kind = params.kind; ctx._source.body = params.body; ctx._source.until = ctx._now + params.milliseconds;
"""


class ClusterSharing:
    """A `Sharing` in a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._shared, self._pieces = f"{cluster.address.prefix}-shared", f"{cluster.address.prefix}-pieces"

    def share(self, generation: SharedGeneration, paths: Mapping[str, Path]) -> None:
        """Gives the pieces that are not there yet, then the list of them."""
        self._cluster.make_index(self._shared, _SHARED)
        self._cluster.make_index(self._pieces, _PIECES)
        held = set(self._cluster.keys(self._pieces, _DIGEST))
        for file in generation.files:
            fresh = ((digest, piece) for digest, piece in pieces_of(paths[file.name]) if digest not in held)
            documents = ((digest, {_DIGEST: digest, _DATA: base64.b64encode(piece).decode()}) for digest, piece in fresh)
            self._cluster.write(self._pieces, documents)
        self._cluster.put(self._shared, _key(generation.identity), self._document(generation))

    def serve(self, identity: str) -> None:
        """Has a generation be the one that serves."""
        self._cluster.put(self._shared, _SERVING, {_KIND: _SERVING, _BODY: {"identity": identity}})

    def serving(self) -> str | None:
        """The identity of the one that serves."""
        found = self._cluster.get(self._shared, _SERVING)
        return str(found[_BODY]["identity"]) if found else None

    def find(self, identity: str) -> SharedGeneration | None:
        """A generation that is shared and stays."""
        found = self._cluster.get(self._shared, _key(identity))
        return None if found is None or found.get(_LEAVING) else _generation(found)

    def piece(self, digest: str) -> bytes:
        """A piece, held against its digest."""
        found = self._cluster.get(self._pieces, digest)
        data = base64.b64decode(found[_DATA]) if found else b""
        if hashlib.sha256(data).hexdigest() != digest:
            raise DamagedError(f"a piece of a shared file is not what was given ({digest[:12]})")
        return data

    def lease(self, machine: str, identities: Collection[str]) -> None:
        """Says that a machine lives, and what it holds."""
        body = {"identities": sorted(identities)}
        parameters = {"kind": _MACHINE, "body": body, "milliseconds": LEASE_S * 1000}
        self._cluster.run(self._shared, f"m-{machine}", _BEAT, parameters)

    def release(self, machine: str) -> None:
        """Forgets a machine."""
        self._cluster.remove(self._shared, [f"m-{machine}"])

    def leases(self) -> tuple[Lease, ...]:
        """What is held of machines that were heard of lately."""
        alive = self._found([{"term": {_KIND: _MACHINE}}, {"range": {_UNTIL: {"gte": "now"}}}])
        return tuple(Lease(key[2:], tuple(found[_BODY]["identities"])) for key, found in sorted(alive.items()))

    def collect(self, kept: Collection[str]) -> tuple[SharedGeneration, ...]:
        """Lets those go that are neither in `kept` (identities) nor serve nor are held; the others, which stay. Pieces
        that no list names go too: who was killed while giving them begins anew."""
        known = self._generations()
        wanted = {*kept, self.serving()}
        going = [identity for identity in known if identity not in wanted]
        for identity in going:
            self._cluster.put(self._shared, _key(identity), self._document(known[identity]) | {_LEAVING: True})
        held = {identity for lease in self.leases() for identity in lease.identities}
        gone = [identity for identity in going if identity not in held]
        staying = tuple(one for identity, one in known.items() if identity not in gone)
        named = {piece for one in staying for file in one.files for piece in file.pieces}
        self._cluster.remove(self._pieces, [key for key in self._cluster.keys(self._pieces, _DIGEST) if key not in named])
        self._cluster.remove(self._shared, [_key(identity) for identity in gone])
        return staying

    def _generations(self) -> dict[str, SharedGeneration]:
        """identity -> each that is shared, those that leave too."""
        found = map(_generation, self._found([{"term": {_KIND: _GENERATION}}]).values())
        return {one.identity: one for one in sorted(found, key=lambda one: one.number)}

    def _found(self, among: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The documents that pass, by key."""
        if self._shared not in self._cluster.indices(f"{self._shared}*"):
            return {}
        self._cluster.refresh(self._shared)
        answer = self._cluster.search(self._shared, {"size": MOST, "query": {"bool": {"filter": among}}})
        if answer["_shards"]["successful"] < answer["_shards"]["total"]:
            raise ClusterError("what is shared cannot be read: a part of the cluster does not answer")
        return {hit["_id"]: hit["_source"] for hit in answer["hits"]["hits"]}

    def _document(self, generation: SharedGeneration) -> dict[str, Any]:
        return {_KIND: _GENERATION, _LEAVING: False, _BODY: msgspec.to_builtins(generation)}


def _key(identity: str) -> str:
    return f"g-{identity}"


def _generation(found: Mapping[str, Any]) -> SharedGeneration:
    return msgspec.convert(found[_BODY], SharedGeneration)
