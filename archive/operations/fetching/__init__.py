"""Pages from outside: fetched politely, or dropped into a folder."""
