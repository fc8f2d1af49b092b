"""The only users of Whoosh."""
