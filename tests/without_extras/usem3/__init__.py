"""Stands before the package of the extra `meaning`, so that tests run as most archives do, without it: tests/conftest.py."""

raise ImportError("the extra `meaning` is left out of the tests that do not ask for it")
