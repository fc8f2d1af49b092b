"""Episodes to one segment of an index."""
