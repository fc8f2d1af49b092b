"""Taught sources: where one publisher's pages state their values, learned from a page or two whose values are given.

A source is data (`sources.toml`): places, the fixed words round a value and its form. Nothing in it is an expression,
so nothing in it can run, hang or reach a file."""
