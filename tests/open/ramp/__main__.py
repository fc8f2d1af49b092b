"""`python -m tests.open.ramp`: Ramp opens an episode with a local media file, searches 20 words, lands on a hit and plays it.

Needs node_modules (npm install in this folder) and a Chromium. Ramp matches text literally; so the words are exact and unaccented,
and the cues it finds must be those that our Content Search marks. Of phrases, accents and forms the service's answer is compared
with the page of the episode, and what Ramp leaves out of it is printed, or written with `--write docs/iiif.md`.
"""

import argparse
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from tests.contract.conftest import run_on
from tests.servers import get, serve_app

HERE = Path(__file__).parent
SECONDS = 130
WORDS = (
    "port grue navire phare lampe gardien vent sel pain four digue canal pont train gare quai voile corde moulin marin"
).split()
TYPED = {
    "a phrase in quotes": '"marée monte"',
    "without its accent": "maree",
    "another form of the word": "marées",
    "the beginning of a word": "mar*",
    "one of two words left out": "marée -monte",
    "capitals": "MARÉE",
}
"""What a reader types besides plain words."""
PAGE = (
    '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="app.css"><div id="root"></div><script src="app.js"></script>'
)


class _Open(SimpleHTTPRequestHandler):
    """Files that any site may read, also in part, as a player asks for them."""

    def do_GET(self) -> None:
        """A file, or the part of it that is asked for: without parts a player cannot go to a second."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or not path.is_file():
            super().do_GET()
            return
        body = path.read_bytes()
        first, last = int(asked[1]), min(int(asked[2] or len(body) - 1), len(body) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        self.wfile.write(body[first : last + 1])

    def end_headers(self) -> None:
        """With the leave to read."""
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Open, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def silence(path: Path) -> None:
    """A sound file of so many seconds."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(b"\x80" * 8000 * SECONDS)


def episode(media: str) -> dict[str, object]:
    """Sixty lines of two seconds, in which each word is said three times."""
    lines = [f"On parle du {WORDS[n % 20]} et plus tard de la {WORDS[(n * 7 + 3) % 20]}." for n in range(56)]
    lines += ["La marée monte au quai.", "Deux marées la suivent.", "La maree basse est passée.", "On marche vers la MARÉE."]
    segments = [{"start": 2 * n, "end": 2 * n + 2, "text": line} for n, line in enumerate(lines)]
    return {"id": "ramp", "title": "Soixante lignes", "date": "2026-01-01", "language": "fr", "url": media, "segments": segments}


def found_by_ramp(page: Page, word: str) -> list[str]:
    """The clocks of the lines that Ramp marks."""
    page.locator("#transcript_content input[type=text], .ramp--transcript_menu input").first.fill(word)
    page.wait_for_timeout(900)
    return [
        item.locator("[data-testid=transcript_time]").inner_text().strip("[] ")
        for item in page.locator("[data-testid=transcript_item]").all()
        if item.locator(".ramp--transcript_highlight").count()
    ]


def found_by_us(address: str, slug: str, word: str) -> list[str]:
    """The clocks of the cues that our service marks."""
    told = json.loads(get(f"{address}/iiif/{slug}/search?q={quote(word)}"))
    starts = [int(float(one["target"].partition("#t=")[2].partition(",")[0])) for one in told["items"]]
    return [_clock(start) for start in starts]


def found_on_the_page(address: str, slug: str, words: str) -> list[str]:
    """The clocks of the lines that hold a mark on the page of the episode."""
    talk = get(f"{address}/episodes/{slug}?q={quote(words)}").decode().partition('class="talk"')[2]
    spans = re.findall(r'<span id="t(\d+)[^"]*"[^>]*>((?:(?!<span id=|</p>).)*)', talk, re.DOTALL)
    return [_clock(int(second)) for second, inner in spans if "<mark" in inner]


def _clock(second: int) -> str:
    return f"00:{second // 60:02d}:{second % 60:02d}"


@dataclass(frozen=True)
class Seen:
    """What was typed with the lines of page, service and Ramp; and where it played on after the line at 40 s was pressed."""

    answers: dict[str, tuple[list[str], list[str], list[str]]]
    at: float

    def wrong(self) -> list[str]:
        """Words that Ramp finds elsewhere than we, and whatever the service answers otherwise than the page."""
        return [
            typed
            for typed, (page, ours, ramps) in self.answers.items()
            if page != ours or not ours or (typed in WORDS and ramps != ours)
        ]

    def dropped(self) -> str:
        """The table of what Ramp leaves out."""
        rows = [
            f"| {what} | `{typed}` | {len(ours)} | {len(set(ours) & set(ramps))} | {', '.join(sorted({*ours} - {*ramps})) or '-'} |"
            for what, typed in TYPED.items()
            for _, ours, ramps in [self.answers[typed]]
        ]
        return "\n".join(
            ["| typed | for example | lines found | of these by Ramp | Ramp leaves out |", "|---|---|---|---|---|", *rows, ""]
        )


def main() -> int:
    """1 where Ramp and the service differ, or nothing plays."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--write", type=Path)
    options = asked.parse_args()
    subprocess.run(["npm", "run", "--silent", "build"], cwd=HERE, check=True)
    seen = _run()
    alike = len(WORDS) - len({*seen.wrong()} & {*WORDS})
    print(f"{alike} of {len(WORDS)} words alike; played on at {seen.at:.1f} s of the line at 40 s")
    print(seen.dropped())
    for typed in seen.wrong():
        print(f"{typed}: page, service, Ramp: {seen.answers[typed]}")
    if options.write:
        options.write.write_text(_HEAD.format(words=len(WORDS)) + seen.dropped(), "utf8")
    return 0 if not seen.wrong() and 40 < seen.at < 45 else 1


_HEAD = """# IIIF in a viewer of audiovisual archives

Samvera Ramp opens an episode of ours by its manifest, in a real Chromium: it shows the transcript, plays the file from the line
that is pressed, and searches. It matches text literally in the transcript that it loaded. So of {words} plain words its lines are
those of our Content Search; what is typed otherwise is answered by the service as by the page, and Ramp leaves out of it what
stands in the last column. Written by `make ramp`.

"""


def _run() -> Seen:
    files = HERE / "build"
    (files / "index.html").write_text(PAGE, "utf8")
    silence(files / "soixante.wav")
    with tempfile.TemporaryDirectory() as work, served(files) as outside:
        rows, root = Path(work) / "rows.jsonl", Path(work) / "library"
        rows.write_text(json.dumps(episode(f"{outside}/soixante.wav")), "utf8")
        run_on(root, "add", str(rows))
        with Library.open(root, read_only=True) as library, serve_app(create_app(Site(IndexProvider(root), library))) as address:
            [slug] = library.digests()
            return _watched(address, outside, slug)


def _watched(address: str, outside: str, slug: str) -> Seen:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=flags)
        page = browser.new_page()
        page.goto(f"{outside}/index.html?manifest={quote(f'{address}/iiif/{slug}/manifest', safe='')}")
        page.wait_for_selector("[data-testid=transcript_item]", timeout=60_000)
        answers = {
            typed: (found_on_the_page(address, slug, typed), found_by_us(address, slug, typed), found_by_ramp(page, typed))
            for typed in (*WORDS, *TYPED.values())
        }
        page.locator("[data-testid=transcript_time]").nth(20).click()
        page.evaluate("document.querySelector('audio, video').play()")
        page.wait_for_timeout(1500)
        at = float(page.evaluate("document.querySelector('audio, video').currentTime"))
        browser.close()
    return Seen(answers, at)


if __name__ == "__main__":
    sys.exit(main())
