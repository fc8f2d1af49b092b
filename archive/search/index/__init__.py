"""The index behind the search: its types and protocols, written, read and evaluated; Whoosh's files behind
`whoosh_format`."""
