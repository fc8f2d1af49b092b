"""The links of names, looked up by episode."""

from hypothesis import given
from hypothesis import strategies as st

from archive.analysis.mentions import NameLink
from archive.search.index.mentions import MentionLookup, MentionTable


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12))
def test_the_links_of_an_episode_are_those_it_was_given(given_links: list[tuple[int, int]]) -> None:
    table = MentionTable()
    for doc, position in given_links:
        table.add(doc, [NameLink(f"Zoé {position}", position, 1 + position % 3, 0.125 * position, "title", f"zoe {position}")])
    links = MentionLookup(table.arrays())
    for doc in range(5):
        assert links.of(doc) == tuple(link for of, link in zip(table.doc, table.links, strict=True) if of == doc)
