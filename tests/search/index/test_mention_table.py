"""The links of names, looked up by episode."""

import gc
from pathlib import Path
from weakref import ref

from hypothesis import given
from hypothesis import strategies as st

from archive.analysis.mentions import NameLink, heard_forms, name_key
from archive.search.index.name_links import MentionLookup, MentionPostings, MentionTable
from archive.search.index.whoosh_format.segment import open_segments
from tests.search.index.archives import make_document, write_segment


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12))
def test_the_links_of_an_episode_are_those_it_was_given(given_links: list[tuple[int, int]]) -> None:
    table = MentionTable()
    for doc, position in given_links:
        table.add(doc, [NameLink(f"Zoé {position}", position, 1 + position % 3, 0.125 * position, "title", f"zoe {position}")])
    links = MentionLookup(table.arrays())
    for doc in range(5):
        assert links.of(doc) == tuple(link for of, link in zip(table.doc, table.links, strict=True) if of == doc)


NAMES = ("Zoé Adam", "Zoe-Adam", "Max", "Ève Noé")
FORMS = ("zoé adam", "zoe adan", "maxe", "max", "eve", "la noé")


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(NAMES), st.sampled_from(FORMS)), max_size=25),
    st.sets(st.sampled_from(NAMES)),
)
def test_how_names_were_heard_is_told_of_some_as_of_all(given_links: list[tuple[int, str, str]], asked: set[str]) -> None:
    table = MentionTable()
    for position, (doc, name, heard) in enumerate(given_links):
        # No form but the name itself is at no distance, but for words that an editor put in its place.
        distance = 0.0 if name_key(name) == name_key(heard) or position % 5 == 0 else 0.1
        table.add(doc, [NameLink(name, position, 1, distance, "title", heard)])
    links = MentionLookup(table.arrays())
    for doc in range(4):
        wanted = heard_forms(links.of(doc))
        keys = set(map(name_key, asked))
        assert links.heard(doc, asked) == {key: form for key, form in wanted.items() if key in keys}


def test_what_is_kept_of_names_goes_with_the_generation(tmp_path: Path) -> None:
    segments = open_segments(tmp_path, [write_segment(tmp_path, [make_document("one", "un deux")])])
    mentions = MentionPostings(MentionTable().arrays(), segments)
    assert not len(mentions.find("zoe")[0])
    gone = ref(mentions)
    gc.disable()
    try:
        del mentions
        assert gone() is None
    finally:
        gc.enable()
