"""The archive in files for other tools: a list of results as a table, the whole of it as a database."""
