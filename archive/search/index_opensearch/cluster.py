"""The line to a cluster: the only module that speaks to OpenSearch. Its troubles come back in words that are safe to
show."""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from opensearchpy import OpenSearch, exceptions
from opensearchpy.helpers import streaming_bulk

from archive.errors import PresentableError, UnavailableError

RECOVERY, RECOVERY_SINCE = "recovery_source_enabled", (2, 15)
"""Whether what was sent is kept besides, till some later merge, for copies that catch up by single documents: half of a
new index. Ours is copied when all of it is written, as files. Versions before that one always keep it."""
DEFAULT_PORT = 9200
_ADDRESS = re.compile(
    r"opensearch\+(?P<scheme>https?)://(?P<hosts>[^/?@]+)/(?P<prefix>[a-z0-9][a-z0-9-]{0,60})/?(?:\?(?P<options>.*))?"
)
_HOST = re.compile(r"(?P<name>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::(?P<port>\d{1,5}))?")
_WELL_FORMED = "opensearch+https://host:9200,host2:9200/prefix, the prefix of small letters, digits and hyphens"


class EngineAddressError(PresentableError):
    """The address of an engine cannot be used; the message says why, and never repeats it: it may hold a password."""


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """`hosts` as (name, port), any of which answers for all; all indices begin with `prefix`; a full generation has so
    many `shards`. `user`, `password` and the file `ca` of who vouches for the hosts come from settings alone and are
    shown nowhere."""

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    prefix: str
    shards: int = 1
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""


def read_address(address: str, user: str = "", password: str = "", ca: str = "") -> ClusterAddress:
    """The cluster that an address names; raises EngineAddressError."""
    if "@" in address:
        raise EngineAddressError("engine: name and password do not stand in the address; set engine_user and engine_password")
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        raise EngineAddressError(f"engine: an address looks like this: {_WELL_FORMED}")
    hosts = tuple(_host(one) for one in match["hosts"].split(","))
    if password and match["scheme"] != "https":
        raise EngineAddressError("engine: a password is sent to https:// only")
    return ClusterAddress(match["scheme"], hosts, match["prefix"], _shards(match["options"] or ""), user, password, ca)


def _host(text: str) -> tuple[str, int]:
    match = _HOST.fullmatch(text.strip())
    if match is None or int(match["port"] or DEFAULT_PORT) > 65535:
        raise EngineAddressError(f"engine: an address looks like this: {_WELL_FORMED}")
    return match["name"], int(match["port"] or DEFAULT_PORT)


def _shards(options: str) -> int:
    for name, value in parse_qsl(options, keep_blank_values=True):
        if name != "shards" or not value.isdecimal() or not 1 <= int(value) <= 1000:
            raise EngineAddressError("engine: behind the `?` of an address only shards=1 to shards=1000 can stand")
        return int(value)
    return 1


OLDEST, NEWEST = 2, 3
"""Major versions of OpenSearch that are tried with this program."""
SEARCH_S, WRITE_S = 10, 120
"""Seconds after which an answer is not waited for: to a listener's question, to a step of a build."""
BULK_BYTES = 8 << 20
"""A request that writes is of at most so many bytes: a node holds several at a time in its 512 MB."""
RETRIES = 6
"""A node that has too much to do refuses (429); who writes waits 1, 2, 4 … 60 s."""
PAGE = 5000
"""Keys that are listed at a time; a node refuses more than 10,000."""
Body = dict[str, Any]
NOTHING_FOUND: Body = {"_shards": {"total": 0, "successful": 0}, "timed_out": False, "hits": {"hits": []}}
"""The answer of no index at all: without its name every index would be asked."""
log = logging.getLogger(__name__)
logging.getLogger("opensearch").setLevel(logging.ERROR)  # it tells every request, and of each that fails the traceback


class ClusterError(UnavailableError):
    """The cluster does not do what it was asked for: what, and what to look at. Safe to show."""


class ClusterGoneError(ClusterError):
    """No node of the cluster answers, or not in time: the same question may be answered in a moment."""


class Cluster:
    """A cluster, asked over HTTP; safe to use from several threads. Addresses that do not answer are left alone for a
    while."""

    def __init__(self, address: ClusterAddress) -> None:
        self.address = address
        given: Body = {"http_auth": (address.user, address.password)} if address.user else {}
        if address.scheme == "https":
            given |= {"verify_certs": True, "ca_certs": address.ca or None, "ssl_show_warn": False}
        self._client = OpenSearch(
            [{"host": name, "port": port} for name, port in address.hosts],
            scheme=address.scheme,
            use_ssl=address.scheme == "https",
            timeout=SEARCH_S,
            max_retries=2,
            retry_on_timeout=False,
            retry_on_status=(502, 503, 504),
            http_compress=False,
            headers={"accept-encoding": "identity"},
            **given,
        )
        self._version = (0, 0)
        self.partial_answers = 0
        """How many answers lacked a shard, or were cut short."""

    def search_all(self, index: str, bodies: Sequence[Body]) -> list[Body]:
        """The answers to several searches of an index (or of several, by commas); raises ClusterError where one is
        refused. A shard that does not answer is told in `_shards`, and makes no error."""
        if not bodies or not index:
            return [NOTHING_FOUND] * len(bodies)
        lines = [line for body in bodies for line in ({"ignore_unavailable": False}, {"timeout": f"{SEARCH_S}s"} | body)]
        with _in_words(self.address), self._known():
            found = self._client.msearch(body=lines, index=index, request_timeout=SEARCH_S + 5)
        answers = [_answer(one) for one in found["responses"]]
        self.partial_answers += sum(not is_whole(one) for one in answers)
        return answers

    def search(self, index: str, body: Body) -> Body:
        """The answer to one search."""
        return self.search_all(index, [body])[0]

    def make_index(self, name: str, body: Body) -> None:
        """Makes an index where there is none of this name: several processes may ask for it at once."""
        with _in_words(self.address), self._known():
            try:
                self._client.indices.create(index=name, body=self._understood(body), request_timeout=WRITE_S)
            except exceptions.RequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise

    def _understood(self, body: Body) -> Body:
        """The body of an index without what older versions refuse."""
        mappings = body["mappings"]
        if self._version >= RECOVERY_SINCE or "_source" not in mappings:
            return body
        source = {name: value for name, value in mappings["_source"].items() if name != RECOVERY}
        return body | {"mappings": mappings | {"_source": source}}

    def write(self, index: str, documents: Iterator[tuple[str, Body]]) -> int:
        """Adds documents under their keys, waiting where the cluster asks for that; how many it took, which are all, or
        raises ClusterError. What is sent again, since its answer was lost, is there once."""
        actions = ({"_op_type": "index", "_index": index, "_id": key, "_source": document} for key, document in documents)
        taken = 0
        with _in_words(self.address), self._known():
            # With `raise_on_error` the library would not try again what one part of a node had no room for (429).
            for ok, said in streaming_bulk(
                self._client, actions, chunk_size=500, max_chunk_bytes=BULK_BYTES, max_retries=RETRIES, initial_backoff=1,
                max_backoff=60, request_timeout=WRITE_S, raise_on_error=False,
            ):  # fmt: skip
                if not ok:
                    raise ClusterError(f"the cluster did not take a document: {_reason(said)}")
                taken += 1
        return taken

    def put(self, index: str, key: str, document: Body) -> None:
        """Writes a document; `get` sees it at once."""
        with _in_words(self.address), self._known():
            self._client.index(index=index, id=key, body=document, request_timeout=WRITE_S)

    def get(self, index: str, key: str) -> Body | None:
        """A document as it was written last; None where there is none, nor such an index."""
        with _in_words(self.address), self._known():
            found = self._client.get(index=index, id=key, ignore=404)
        return found["_source"] if found.get("found") else None

    def run(self, index: str, key: str, script: str, parameters: Body) -> None:
        """Runs a script over a document, which is made where there is none: it can tell the cluster's time."""
        body = {"script": {"source": script, "params": parameters}, "upsert": {}, "scripted_upsert": True}
        with _in_words(self.address), self._known():
            self._client.update(index=index, id=key, body=body, params={"retry_on_conflict": 5})

    def remove(self, index: str, keys: Sequence[str]) -> None:
        """Deletes documents; one that is not there is no error."""
        if not keys:
            return
        lines = [{"delete": {"_index": index, "_id": key}} for key in keys]
        with _in_words(self.address), self._known():
            self._client.bulk(body=lines, request_timeout=WRITE_S)

    def keys(self, index: str, field: str) -> Iterator[str]:
        """The values of a field of keys, of all documents of an index, in order; none where there is no such index."""
        if index not in self.indices(f"{index}*"):
            return
        self.refresh(index)
        after: Body = {}
        while True:
            body = {"size": PAGE, "_source": False, "docvalue_fields": [field], "sort": [{field: "asc"}]} | after
            answer = self.search(index, body)
            if not is_whole(answer):
                raise ClusterGoneError("a part of the cluster does not answer")
            hits = answer["hits"]["hits"]
            yield from (hit["fields"][field][0] for hit in hits)
            if len(hits) < PAGE:
                return
            after = {"search_after": hits[-1]["sort"]}

    def refresh(self, index: str) -> None:
        """Lets what was written be found; raises ClusterError where a shard does not do so."""
        with _in_words(self.address), self._known():
            done = self._client.indices.refresh(index=index, request_timeout=WRITE_S)
        if done["_shards"]["failed"]:
            raise ClusterError(f"the cluster lost a part of {index} while it was written; run the command again")

    def flush(self, index: str) -> None:
        """Returns when what was written is in Lucene's files, so that a copy is one of files alone."""
        with _in_words(self.address), self._known():
            self._client.indices.flush(index=index, params={"wait_if_ongoing": "true"}, request_timeout=WRITE_S)

    def set(self, index: str, settings: Body) -> None:
        """Changes settings of an index."""
        with _in_words(self.address), self._known():
            self._client.indices.put_settings(index=index, body=settings, request_timeout=WRITE_S)

    def wait_for(self, index: str, status: str, seconds: int) -> str:
        """Waits until an index is `yellow` (whole) or `green` (and copied), so many seconds at most; what it is
        then."""
        with _in_words(self.address), self._known():
            found = self._client.cluster.health(
                index=index, params={"wait_for_status": status, "timeout": f"{seconds}s"}, request_timeout=seconds + 10, ignore=408
            )
        return str(found["status"])

    def status(self, indices: Sequence[str]) -> str:
        """How the shards of some indices are: `green`, `yellow` (a copy is missing) or `red` (a part does not
        answer)."""
        with _in_words(self.address), self._known():
            return str(self._client.cluster.health(index=",".join(indices))["status"])

    def indices(self, pattern: str) -> list[str]:
        """The names of the indices that match, whether or not their shards answer."""
        with _in_words(self.address), self._known():
            found = self._client.indices.get_settings(index=pattern, name="index.number_of_shards")
        return sorted(found)

    def point(self, alias: str, indices: Sequence[str]) -> None:
        """Lets an alias name these indices, and no others whose names begin with it, in one step."""
        with _in_words(self.address), self._known():
            aliases = self._client.indices.get_alias(index=f"{alias}-*")
            held = [index for index, found in aliases.items() if alias in found["aliases"]]
            gone = [{"remove": {"index": index, "alias": alias}} for index in held if index not in indices]
            added = [{"add": {"index": index, "alias": alias}} for index in indices]
            self._client.indices.update_aliases(body={"actions": [*gone, *added]})

    def delete_index(self, name: str) -> None:
        """Deletes an index; none of this name is no error."""
        with _in_words(self.address), self._known():
            self._client.indices.delete(index=name, ignore=404, request_timeout=WRITE_S)

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    @contextmanager
    def _known(self) -> Iterator[None]:
        """Looks once which version answers: a strange one is refused before anything is asked of it."""
        if self._version == (0, 0):
            self._version = self._checked(self._client.info()["version"])
        yield

    def _checked(self, version: Mapping[str, str]) -> tuple[int, int]:
        if version.get("distribution") != "opensearch" or not OLDEST <= int(version["number"].split(".")[0]) <= NEWEST:
            what = f"{version.get('distribution', 'another program than OpenSearch')} {version['number']}"
            raise ClusterError(f"at {_named(self.address)} is {what}; this program works with OpenSearch {OLDEST} and {NEWEST}")
        major, minor, *_ = version["number"].split(".")
        return int(major), int(minor)


def is_whole(answer: Body) -> bool:
    """Whether every shard answered, and in time. One of which no copy is there counts as neither failed nor
    successful."""
    shards = answer["_shards"]
    return bool(shards["successful"] == shards["total"] and not answer["timed_out"])


def _answer(response: Body) -> Body:
    if "error" in response:
        reason = response["error"].get("reason", "")
        causes = [cause.get("reason", "") for cause in response["error"].get("root_cause", ())]
        log.error("the cluster refused a search: %s", json.dumps(response["error"])[:2000])
        if response.get("status") in (429, 503) or ("all shards failed" in reason and not causes):
            raise ClusterGoneError("no part of the index answers: every node that holds it is down or busy")
        if response["error"].get("type") == "index_not_found_exception":
            raise ClusterError(_lost(response["error"]))
        raise ClusterError(f"the cluster refused a search: {reason or causes}")
    return response


def _named(address: ClusterAddress) -> str:
    return ", ".join(f"{name}:{port}" for name, port in address.hosts)


@contextmanager
def _in_words(address: ClusterAddress) -> Iterator[None]:
    """Tells a trouble in words, without what was sent."""
    try:
        yield
    except exceptions.AuthenticationException as error:
        raise ClusterError(f"{_named(address)} does not know engine_user, or its engine_password is wrong") from error
    except exceptions.AuthorizationException as error:
        raise ClusterError(_refused(address, error)) from error
    except exceptions.SSLError as error:
        raise ClusterError(
            f"{_named(address)} shows a certificate that nobody vouches for; engine_ca names the file of who does"
        ) from error
    except exceptions.ConnectionTimeout as error:
        raise ClusterGoneError(f"{_named(address)} did not answer in time") from error
    except exceptions.ConnectionError as error:
        raise ClusterGoneError(f"no node answers at {_named(address)}: are they running, and can they be reached?") from error
    except exceptions.NotFoundError as error:
        info = error.info if isinstance(error.info, dict) else {}
        raise ClusterError(_lost(info.get("error", {}))) from error
    except exceptions.TransportError as error:
        if error.status_code in (429, 502, 503, 504):
            raise ClusterGoneError(f"{_named(address)} has too much to do, or no manager; try again in a moment") from error
        raise ClusterError(f"{_named(address)} refused ({error.status_code}, {error.error})") from error


def _refused(address: ClusterAddress, error: exceptions.AuthorizationException) -> str:
    """403 is said for want of a right, and for a disk that is nearly full."""
    if "block" in str(error.error):
        return f"the cluster takes nothing more: a disk of {_named(address)} is nearly full (flood-stage watermark); make room"
    return f"{_named(address)} does not let engine_user do this; see docs/deploy/opensearch for the rights it needs"


def _lost(error: object) -> str:
    index = error.get("index", "") if isinstance(error, dict) else ""
    return f"the cluster does not have {index or 'what is asked for'}; `archive reindex` builds it anew"


def _reason(said: Body) -> str:
    first = next(iter(said.values()))
    error = first.get("error", {})
    reason = error.get("reason", "") if isinstance(error, dict) else str(error)
    if "block" in reason or first.get("status") == 403:
        return "a disk is nearly full (flood-stage watermark); make room, then run the command again"
    return str(reason)[:200]
