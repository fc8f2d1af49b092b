"""The dump, which is sent part by part while others publish."""

from pathlib import Path

from werkzeug.test import create_environ

from archive.server.wsgi import call
from archive.web import IndexProvider, Site, create_app
from tests.web import small_archive


def test_the_generation_of_a_dump_stays_open_until_it_is_sent(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        provider = IndexProvider(tmp_path)
        app = create_app(Site(provider, library))
        dump = call(app, create_environ("/api/v1/dump")).rest
        assert dump is not None
        opened = provider.open()._opened
        small_archive.publish(library, tmp_path)
        call(app, create_environ("/"))
        assert (opened.retired, opened.users) == (True, 1)
        told = b"".join(iter(dump.next, b""))
        assert told.count(b"\n") == len(library.digests())
        assert opened.users == 0
        dump.close()
