"""Visitors who hang on the site, and one who wants to read it."""
