"""What requests that are made to be dear cost a site, route by route, in ms of the processor: python -m tests.bench.requests ROOT

Patterns, common words, phrases of stop words and words that nothing has, in as many characters as an address takes, go to every
page, feed, suggestion, trend and search of the library at ROOT; each once, of a site in this process. Exit 1 where one costs more
than --most or is a 500.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from archive.library import Library
from archive.web import IndexProvider, Site, create_app

MOST_MS = 300
LONGEST = 500
ROUTES = (
    "/search", "/search.csv", "/search.jsonl", "/trends", "/trends.csv", "/api/search", "/api/moments", "/api/trends",
    "/api/suggest", "/feeds/search.atom", "/embed/search", "/episodes/{slug}", "/episodes/{slug}/moments",
)  # fmt: skip
DEAR = (
    "*e*s* *s*e* *r*e* *i*t*",
    "*e*s*, *s*e*, *r*e*, *i*t*",
    "code, *a*n*, *e*, *i*",
    "de la le et les des un une",
    "de, la, le, et",
    '"de la" "et le" "que je" "c est"',
    '"de la"~30 "et le"~30',
    "a* b* c* d* e* f* g* h*",
    "kouverneté bandurale frémousin télaspecteur margoulac ordinavelle supranette vlagobule",
)
LETTERS = "esaitnrulodc"
COMMON = "de la le et que je est pas on the and".split()


def drawn(dice: random.Random) -> str:
    """Words, patterns and phrases at random."""
    parts: list[str] = []
    while sum(map(len, parts)) < LONGEST:
        pattern = "*".join(["", *dice.sample(LETTERS, dice.randint(1, 4)), ""])
        common = " ".join(dice.choices(COMMON, k=dice.randint(1, 4)))
        forms = (pattern, pattern[1:], f'"{common}"', f'"{common}"~60', common, f"-{common}", f"{pattern}, {common}")
        parts.append(dice.choice(forms))
    return " ".join(parts[: dice.randint(1, len(parts))])[:LONGEST]


def main(arguments: Sequence[str]) -> int:
    """Asks, and prints the dearest; 1 where one is too dear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--count", type=int, default=100, help="texts drawn beside those that are known to be dear")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=MOST_MS)
    asked = parser.parse_args(arguments)
    with Library.open(asked.root, read_only=True) as library:
        provider = IndexProvider(asked.root)
        provider.warm()
        client = create_app(Site(provider, library)).test_client()
        slugs, dice = sorted(library.digests()), random.Random(asked.seed)
        for path in ("/", "/search?q=mer", f"/episodes/{slugs[0]}?q=mer", "/trends?q=mer", "/api/suggest?q=me"):
            client.get(path)
        found = []
        for text in (*DEAR, *(drawn(dice) for _ in range(asked.count))):
            for route in ROUTES:
                address = f"{route.format(slug=dice.choice(slugs))}?{urlencode({'q': text})}"
                began = time.thread_time()
                response = client.get(address)
                response.get_data()
                found.append(((time.thread_time() - began) * 1e3, response.status_code, route, text))
    found.sort(reverse=True)
    for ms, status, route, text in found[:10]:
        print(f"{ms:6.0f} ms  {status}  {route}  {text[:80]!r}")
    for route in ROUTES:
        own = [one for one in found if one[2] == route]
        statuses = sorted({one[1] for one in own})
        print(f"{route:28} dearest {own[0][0]:5.0f} ms, median {own[len(own) // 2][0]:5.0f}, statuses {statuses}")
    failed = [one for one in found if one[1] >= 500]
    print(f"{len(found)} requests, {len(failed)} of status 500, dearest {found[0][0]:.0f} ms")
    return int(bool(failed) or found[0][0] > asked.most)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
