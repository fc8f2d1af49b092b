"""Errors that are made to be shown: their message names the file, the episode or the setting, and the way out.

A command prints them as one line, the site as a page. Any other exception is a fault of the program and keeps its
traceback."""


class PresentableError(Exception):
    """What was asked cannot be done, in words that are safe to show. `code` and `facts` say the same for who has words
    of his own: the code is the class's, or the one that was given."""

    code = ""

    def __init__(self, *words: object, code: str = "", **facts: str | int) -> None:
        super().__init__(*words)
        self.code = code or self.code
        self.facts = facts


class UnavailableError(PresentableError):
    """Something beside this program that it needs does not answer, or not as it should; what is kept is sound."""


class DamagedDataError(PresentableError):
    """A file of the index or the library does not hold what was written to it; nobody misused anything."""
