"""Whatever staff do in whatever order, the library is what a plain notebook of it would be."""

import random
from pathlib import Path

import pytest

from archive.library import Library
from tests.library.builders import episode, page, speech

STEPS = 60


class Notebook:
    """The slow plain twin: what serves, by revision, and what is taken down."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.titles: dict[str, str] = {}
        self.at: dict[int, dict[str, str]] = {0: {}}
        self.removed: set[str] = set()
        self.edited: dict[str, str] = {}

    def keep(self, seed: int, title: str) -> None:
        body = f"{seed} {title}"
        cleaned = episode(seed, title=title, guid=f"g{seed}", cues=speech(seed, 20))
        kept = self.library.upsert(page(seed, body=body, fetched_at=None, fetched_how="unknown"), cleaned)
        assert (kept.outcome == "refused") == (kept.slug in self.removed)
        if kept.outcome in ("added", "updated"):
            self.titles[kept.slug] = title

    def remove(self, slug: str) -> None:
        self.library.remove(slug, "x")
        self.removed.add(slug)

    def restore(self, slug: str) -> None:
        self.library.restore(slug)
        self.removed.discard(slug)

    def edit(self, slug: str, title: str) -> None:
        if slug in self.titles and slug not in self.removed:
            self.library.edit(slug, title=title)
            self.edited[slug] = title

    def rewind(self, revision: int) -> None:
        self.library.rewind(revision)
        self.titles = dict(self.at[revision])

    def serving(self) -> dict[str, str]:
        return {slug: self.edited.get(slug, title) for slug, title in self.titles.items() if slug not in self.removed}


def step(dice: random.Random, notebook: Notebook) -> None:
    known = sorted(notebook.titles) or ["nothing"]
    kind = dice.choice(["keep", "keep", "keep", "rewind", "remove", "restore", "edit"])
    if kind == "keep":
        notebook.keep(dice.randrange(6), f"Titre {dice.randrange(5)}")
    elif kind == "rewind":
        notebook.rewind(dice.choice(sorted(notebook.at)))
    elif known != ["nothing"]:
        slug = dice.choice(known)
        if kind == "edit":
            notebook.edit(slug, dice.choice(["", "Corrigé"]))
            notebook.edited = {edited: title for edited, title in notebook.edited.items() if title}
        else:
            getattr(notebook, kind)(slug)


@pytest.mark.parametrize("seed", range(12))
def test_any_history_is_that_of_a_plain_notebook(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with Library.open(tmp_path, create=True) as library:
        notebook = Notebook(library)
        for _ in range(STEPS):
            step(dice, notebook)
            notebook.at[library.revision] = dict(notebook.titles)
            assert {stored.slug: stored.episode.title for stored in library.stored()} == notebook.serving()
            assert {line.slug: line.title for line in library.listed()} == notebook.serving()
            assert list(library.digests()) == sorted(notebook.serving())
        assert library.faults() == ()
