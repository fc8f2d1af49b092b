"""Our indexes as Whoosh 2.7.4 reads them: the codec, the schema, the files. The only package that imports Whoosh.

Stock Whoosh opens the directory of a generation after one call of `register`: `docs/examples/stock_whoosh.py`.
"""


def register() -> None:
    """Makes known what the table of contents of an index names, our codec and our fields, so that
    `whoosh.index.open_dir` opens it; and imports what Whoosh queries with while the warnings of its own sources are
    held back (Python 3.12 makes them loud)."""
    from archive.search.index.whoosh_format import codec, schema  # noqa: F401
    from archive.search.index.whoosh_format.beyond_public import import_queries

    import_queries()
