"""Records what the program answers, as digests, so that a change of its insides can be shown to change nothing outside.

    python -m tests.contract.recorded CHECKOUT --out FILE         records that checkout
    python -m tests.contract.recorded CHECKOUT --compare FILE     tells where it answers otherwise; exit 1 where it does

It touches the checkout only by `python -m archive.cli` and by HTTP, so it runs on any commit: from this tree, over that one. Two
archives are asked: the sample (its pages, crawled; its commands; its queries), and, where the corpora stand beside the project,
those with 500 queries, pages of results, pages of episodes and all exports. `--keep FOLDER` writes the answers themselves, to be
compared by `diff -r`, since digests only tell that something changed.
"""

import argparse
import gzip
import html
import json
import re
import shutil
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.contract.digests import Digests, digest, fields, masked, parts
from tests.contract.program import Answer, Program, SiteClient, own_path
from tests.contract.queries import README, Parameters, Text, Texts, asked, drawn

RECORD = Path(__file__).with_name("recorded.json.gz")
SAVED = "2026-02-09T20:30:00Z"
"""The time at which every page without one of its own was saved."""

MOST_ALIKE, MOST_PAGES = 1, 1000
"""Of addresses with the same path and the same parameters (an episode at a second) so many are asked; and so many in all."""

QUERIES, SAMPLE_QUERIES = 500, 160
FORMS = ("txt", "md", "vtt", "srt", "json")

BUILT_ON = "babel click dateparser flask jinja2 lxml numpy rapidfuzz simplemma werkzeug wordfreq".split()
"""Packages of whose versions an answer may depend."""

INTENDED: tuple[tuple[str, str, str], ...] = ()
"""Differences that are meant: name and field as patterns of fnmatch, and the reason. All else must be as it was recorded."""

Record = dict[str, Digests]
"""What was asked -> the digests of the answer."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A whole record: the versions of what the program is built on, and what each archive answered, by its name."""

    versions: dict[str, str]
    archives: dict[str, Record]


@dataclass(slots=True)
class Recorder:
    """Takes answers down, and keeps them whole in a folder where one is given."""

    record: Record
    keep: Path | None = None

    def json(self, name: str, value: object) -> None:
        """A JSON value, a digest a field."""
        self.record[name] = fields(value)
        self._write(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))

    def answer(self, name: str, answer: Answer) -> None:
        """A page, a file or an object of the site."""
        told = f"{answer.status}\n" + "".join(f"{key}: {value}\n" for key, value in answer.headers)
        self.record[name] = {"head": digest(masked(told)), **parts(answer.text)}
        self._write(name, masked(f"{told}\n{answer.text}"))

    def export(self, name: str, files: dict[str, Answer]) -> None:
        """The files of one episode, by form."""
        digests = {form: {"head": digest(repr(answer.headers)), **parts(answer.text)} for form, answer in files.items()}
        self.record[name] = {f"{form} {part}": told for form, found in digests.items() for part, told in found.items()}

    def command(self, program: Program, library: Path, *words: str) -> None:
        """A command: its exit code, what it wrote on stdout and on stderr."""
        name, done = f"command {' '.join(words)}", program.run(library, *words)
        err = masked(done.err.replace(str(library), "LIBRARY"))
        self.record[name] = {"code": str(done.code), "err": digest(err), **parts(done.out)}
        self._write(name, f"{done.code}\n{masked(done.out)}\n{err}")

    def _write(self, name: str, text: str) -> None:
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            plain = re.sub(r"[^\w.=-]+", "_", name)[:60]
            (self.keep / f"{plain}.{digest(name)}").write_text(text, "utf8")


def sample_record(program: Program, work: Path, keep: Path | None = None) -> Record:
    """What the sample archive answers."""
    recorder = Recorder({}, keep and keep / "sample")
    pages = Path(program.says("import archive.sample; print(archive.sample.pages())"))
    library = work / "sample"
    program.must(library, "add", "--fetched-at", SAVED, str(pages))
    with program.site(library) as site:
        slugs = _slugs(program, library)
        queries = sample_queries(pages)
        _ask(recorder, site, queries, every=4)
        for path in crawled(
            recorder, site, ("/", *(f"/episodes/{slug}?q=mer" for slug in slugs), "/trends?q=mer&q=train", "/trends.csv?q=mer")
        ):
            _quote(recorder, site, path)
        for prefix in ("mer", "hydro", "ver", "kio", "le", "x", "Semelles", "2025"):
            recorder.json(f"suggest {prefix}", json.loads(site.get(f"/api/suggest?q={prefix}").body))
    for words in _commands(slugs):
        recorder.command(program, library, *words)
    return recorder.record


def corpora_record(program: Program, shared: Path, work: Path, keep: Path | None = None) -> Record:
    """What the corpora and the seed page beside the project answer. No name in it is a text of theirs."""
    recorder = Recorder({}, keep and keep / "corpora")
    library = work / "corpora"
    files = sorted((shared / "corpora").glob("*.jsonl.gz"))
    program.must(library, "add", "--fetched-at", SAVED, *map(str, files))
    program.must(library, "add", str(_seed(shared, work)))
    with program.site(library) as site:
        slugs = _slugs(program, library)
        _ask(recorder, site, corpora_queries(shared, files), every=5)
        _exports(recorder, site, slugs)
        for place, slug in enumerate(slugs):
            if place % 10 == 0:
                recorder.answer(f"page of episode {place}", site.get(f"/episodes/{slug}?t=60&q=" + quote("le monde")))
                recorder.answer(f"moments of episode {place}", site.get(f"/episodes/{slug}/moments?q=" + quote("a")))
        for path in ("/", "/people", "/shows", "/calendar", "/trends", "/trends?q=monde&q=python"):
            recorder.answer(f"page {path}", site.get(path))
    for words in (("export",), ("list", "--json"), ("list", "--json", "--after", "2016", "--before", "2016-09")):
        recorder.json(f"command {' '.join(words)}", json.loads(program.run(library, *words).out))
    rows = program.run(library, "export", "--jsonl").out.splitlines()
    recorder.json("command export --jsonl", list(map(json.loads, rows)))
    return recorder.record


def sample_queries(pages: Path) -> list[Parameters]:
    """Those of README, and random ones from the words of the sample's files, whatever their form."""
    return _first(
        [*map(asked, README), *drawn(Texts([_of_file(path) for path in sorted(pages.iterdir())]), SAMPLE_QUERIES)], SAMPLE_QUERIES
    )


def corpora_queries(shared: Path, files: Sequence[Path]) -> list[Parameters]:
    """The judged ones, those of README, and random ones from the words of the corpora."""
    rows = [json.loads(line) for line in (shared / "relevance" / "dev.jsonl").read_text("utf8").splitlines()]
    judged = [f'"{row["query"]}"' if row["phrase"] else row["query"] for row in rows]
    texts = Texts([text for file in files for text in _of_corpus(file)])
    return _first([*map(asked, judged), *map(asked, README), *drawn(texts, QUERIES)], QUERIES)


def _first(queries: Iterable[Parameters], number: int) -> list[Parameters]:
    """So many different ones."""
    return list(dict.fromkeys(queries))[:number]


def _of_file(path: Path) -> Text:
    """The words of a page's lines; its marks of HTML, its clocks and its keys are no words. A packed file has none."""
    body = path.read_bytes()
    plain = "" if body.startswith(b"\x1f\x8b") else body.decode("utf8", "ignore")
    text = html.unescape(re.sub(r"<[^>]*>|\d+:\d+(?::\d+)?|\"\w+\":", "\n", plain))
    return Text(tuple(line.strip() for line in text.splitlines() if re.search(r"[^\W\d_]{2}", line)), path.name)


def _of_corpus(file: Path) -> Iterator[Text]:
    with gzip.open(file, "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            captions = tuple(segment["text"] for segment in row["segments"])
            yield Text(captions, row["title"], row.get("date") or "", row.get("language") or "")


def _seed(shared: Path, work: Path) -> Path:
    """The seed page beside a sidecar that says when it was saved."""
    page = next((shared / "seed").glob("*.txt"))
    folder = work / "seed"
    folder.mkdir()
    copy = Path(shutil.copy(page, folder))
    copy.with_name(copy.name + ".meta.json").write_text(json.dumps({"guid": "seed", "fetched_at": SAVED}), "utf8")
    return copy


def _slugs(program: Program, library: Path) -> list[str]:
    return sorted(row["slug"] for row in json.loads(program.run(library, "list", "--json").out))


def _ask(recorder: Recorder, site: SiteClient, queries: Sequence[Parameters], *, every: int) -> None:
    """All queries of the API, and as pages each so-manieth, by turns in French and in English."""
    for number, query in enumerate(queries):
        answer = site.get(f"/api/search?{urlencode(query)}")
        recorder.json(f"query {number:03d}", {"query_asked": query, "status": answer.status, **json.loads(answer.body)})
        if number % every == 0:
            language = (("lang", "en"),) if number % (2 * every) else ()
            recorder.answer(f"results {number:03d}", site.get("/search?" + urlencode((*query, *language))))


def _exports(recorder: Recorder, site: SiteClient, slugs: Sequence[str]) -> None:
    for place, slug in enumerate(slugs):
        recorder.export(f"export {place:03d}", {form: site.get(f"/episodes/{slug}.{form}") for form in FORMS})


def crawled(recorder: Recorder, site: SiteClient, starts: Sequence[str]) -> list[str]:
    """Records every page that links lead to, the nearest first; from a page of results only to what is no page of results, as these
    lead to one another without end. Gives the paths."""
    waiting, seen = deque(starts), set(starts)
    alike = Counter(map(_form, starts))
    done: list[str] = []
    while waiting and len(done) < MOST_PAGES:
        path = waiting.popleft()
        answer = site.get(path)
        recorder.answer(f"page {path}", answer)
        done.append(path)
        for link in _links(path, answer):
            onward = not (path.startswith("/search") and link.startswith("/search"))
            if onward and link not in seen and alike[_form(link)] < MOST_ALIKE:
                alike[_form(link)] += 1
                seen.add(link)
                waiting.append(link)
    return done


def _form(path: str) -> tuple[str, ...]:
    """The path and the names of its parameters."""
    address, _, query = path.partition("?")
    return (address, *(pair.partition("=")[0] for pair in query.split("&")))


def _links(path: str, answer: Answer) -> Iterator[str]:
    if answer.is_html:
        for link in re.findall(r'\bhref="([^"]*)"', answer.text):
            found = own_path(html.unescape(link), path)
            if found:
                yield found


def _quote(recorder: Recorder, site: SiteClient, path: str) -> None:
    """The passage to quote from the first and the tenth cue of an episode's page."""
    plain = re.fullmatch(r"/episodes/([\w-]+)", path)
    if plain:
        cues = re.findall(r'\bid="(t\d+(?:-\d+)?)"', site.get(path).text)
        for cue in cues[:10:9]:
            recorder.answer(f"quote {path} {cue}", site.get(f"{path}/quote?from={cue}"))


def _commands(slugs: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for query in README[:4]:
        yield ("search", "--", query)
    yield ("search", "--json", "--sort", "date", "--limit", "3", "mer")
    yield ("search", "--after", "2025-09", "--before", "31/12/2025", "--show", "kiosque", "mer")
    yield from (("search", "--after", "hier", "mer"), ("show", "nothing-of-this-name"), ("list",), ("list", "--json"))
    yield ("list", "--person", "verchère", "--after", "02/2025")
    yield from (("show", slugs[0], "--format", form) for form in ("text", "json"))
    yield from (("export",), ("export", "--jsonl"), ("glossary", "list"), ("quarantine", "list"), ("coverage",))


def versions(program: Program) -> dict[str, str]:
    """The versions of what the program is built on: another Babel writes other dates."""
    code = (
        "import importlib.metadata, json, sys;"
        f"found = {{name: importlib.metadata.version(name) for name in {BUILT_ON}}};"
        "print(json.dumps({'python': '.'.join(map(str, sys.version_info[:2])), **found}))"
    )
    return dict(json.loads(program.says(code)))


def record(program: Program, shared: Path, keep: Path | None = None) -> Recorded:
    """The whole record: the sample, and the corpora where they are."""
    with tempfile.TemporaryDirectory() as work:
        archives = {"sample": sample_record(program, Path(work), keep)}
        if shared.is_dir():
            archives["corpora"] = corpora_record(program, shared, Path(work), keep)
    return Recorded(versions(program), archives)


def differences(before: Record, after: Record) -> list[str]:
    """Where two records differ, a line each; those that are intended are left out."""
    return [
        f"{name}: {field}"
        for name in sorted(before.keys() | after.keys())
        for field in sorted(before.get(name, {}).keys() | after.get(name, {}).keys())
        if before.get(name, {}).get(field) != after.get(name, {}).get(field) and not is_intended(name, field)
    ]


def is_intended(name: str, field: str) -> bool:
    """Whether a difference is one of INTENDED."""
    return any(fnmatch(name, names) and fnmatch(field, changed) for names, changed, _why in INTENDED)


def write(path: Path, made: Recorded) -> None:
    """Keeps a record, the same bytes for the same answers."""
    path.write_bytes(gzip.compress(json.dumps(asdict(made), ensure_ascii=False, indent=0, sort_keys=True).encode(), 9, mtime=0))


def read(path: Path) -> Recorded:
    """A record that was kept."""
    return Recorded(**json.loads(gzip.decompress(path.read_bytes())))


def compared(before: Recorded, after: Recorded) -> list[str]:
    """The differences of the archives that both records have; told first which versions differ."""
    both = [name for name in before.archives if name in after.archives]
    lines = [f"{name}: {line}" for name in both for line in differences(before.archives[name], after.archives[name])]
    changed = sorted(name for name, version in before.versions.items() if after.versions.get(name) != version)
    return [f"made with other versions of {', '.join(changed)}", *lines] if lines and changed else lines


def main() -> int:
    """The command. 0: recorded, or nothing differs; 1: something differs."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.contract.recorded", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkout", type=Path, help="the tree whose program is asked")
    parser.add_argument("--python", type=Path, help="the interpreter that runs it  [default: CHECKOUT/.venv's, else this one]")
    parser.add_argument("--shared", type=Path, help="where the corpora are  [default: ../shared beside this tree]")
    parser.add_argument("--out", type=Path, help="write the record here")
    parser.add_argument("--compare", type=Path, help="tell where the answers differ from this record")
    parser.add_argument("--keep", type=Path, help="a folder for the answers themselves")
    args = parser.parse_args()
    checkout = args.checkout.resolve()
    made = record(
        Program(checkout, args.python.absolute() if args.python else _python_of(checkout)), args.shared or SHARED, args.keep
    )
    if args.out:
        write(args.out, made)
    found = compared(read(args.compare), made) if args.compare else []
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{sum(map(len, made.archives.values())):,} answers, {len(found):,} differences", file=sys.stderr)
    return 1 if found else 0


SHARED = Path(__file__).parents[3] / "shared"


def _python_of(checkout: Path) -> Path:
    own = checkout / ".venv" / "bin" / "python"
    return own if own.exists() else Path(sys.executable)


if __name__ == "__main__":
    sys.exit(main())
