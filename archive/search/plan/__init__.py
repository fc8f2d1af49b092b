"""From a query as understood to what an engine is asked: each word with all that may stand in its place."""
