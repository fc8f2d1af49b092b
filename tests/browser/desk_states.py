"""Five Monday mornings at the desk, made of the sample archive: all well, pages held back, a loss, a broken index, nothing yet."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from archive.library import GlossaryEntry, Library
from archive.model.page import RawPage
from archive.operations.add import add
from archive.operations.corrections import propose
from archive.operations.errors import PublicationRefused
from archive.operations.journal import Journal
from archive.operations.reindex import reindex
from archive.operations.sign_in import hashed
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from ingest import read
from tests.servers import serve_app

PASSWORD = "douze lettres au moins"
SETTINGS = Settings(staff_password_hash=hashed(PASSWORD), secret_key="a secret of the owner's own", proposals=True)
MONDAY = dt.datetime(2026, 3, 2, 7, 40, tzinfo=dt.UTC)

NO_LINES = """<html lang="fr"><title>Le Kiosque à vagues du 2 mars</title><body><h1>Le Kiosque à vagues</h1>
<p>Ce lundi 2 mars 2026, la digue et ses comptes.</p><h2>Transcription</h2>
<button>Afficher la transcription</button></body></html>"""
MISREAD = """Le Kiosque à vagues
Ce lundi 23 février 2026, une criée sans poisson.
Transcription
00:01 Bonjour à tous, nous sommes à la criée.
00:09 Il n'y a pas de poisson ce matin.
00:17 :05 Et personne ne sait pourquoi.
00:24 On en parle avec la directrice du port.
"""


def page(origin: str, text: str, kind: str = "text/plain") -> RawPage:
    """A page that was saved on Monday."""
    body = text.encode()
    return RawPage(origin, body, kind, sha256(body).hexdigest(), MONDAY, "sidecar", root="/pages")


def well(root: Path) -> None:
    """All is well, and a few things are worth doing some time."""
    with Library.open(root) as library:
        add(library, [*library.saves(_first(library))], read)


def held(root: Path) -> None:
    """Two pages are held back, listeners asked and proposed, names wait."""
    with Library.open(root) as library:
        add(library, [page("kiosque-2026-03-02.html", NO_LINES, "text/html"), page("kiosque-2026-02-23.txt", MISREAD)], read)
        slug = _first(library)
        episode = library.episode(slug)
        assert episode
        library.put_entries([GlossaryEntry("Idriss Tellouche", "Télouche", None, "suggested", "asked 3 times without an answer")])
        cue = episode.cues[2]
    with Journal.open(root) as journal:
        journal.count("cornemuze bretonne", total=0, partial=0)
        propose(journal, slug, cue.start_ms, cue.text, f"{cue.text} <b>et rien d’autre</b>")


def loss(root: Path) -> None:
    """A build was refused, since three episodes would go."""
    with Library.open(root) as library:
        for slug in sorted(library.digests())[:3]:
            library.remove(slug, "taken down")
        with suppress(PublicationRefused):
            reindex(library, read)


def broken(root: Path) -> None:
    """The index that ought to serve is not there."""
    (root / "CURRENT").write_text("g000099")


def empty(root: Path) -> None:
    """An archive on its first day."""
    shutil.rmtree(root)
    Library.open(root, create=True).close()


STATES: Mapping[str, Callable[[Path], None]] = {"well": well, "held": held, "loss": loss, "broken": broken, "empty": empty}


def build(state: str, sample: Path, root: Path) -> None:
    """A copy of the sample's library in one of the states."""
    shutil.copytree(sample, root)
    STATES[state](root)


@contextmanager
def desk_of(root: Path) -> Iterator[str]:
    """The address of an archive that staff may enter."""
    with (
        Library.open(root, read_only=True) as library,
        serve_app(create_app(Site(IndexProvider(root), library, SETTINGS, reader=read))) as address,
    ):
        yield address


def _first(library: Library) -> str:
    """The episode of which the states tell: a show's first one."""
    return next(slug for slug in sorted(library.digests()) if "galet" in slug)
