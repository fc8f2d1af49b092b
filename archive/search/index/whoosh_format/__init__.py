"""The adaptor to Whoosh 2.7.4: its files, its term table, its columns, read and written. The only package that imports Whoosh."""
