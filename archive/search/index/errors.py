"""What can be wrong with a file of the index."""

from archive.errors import DamagedDataError

WAY_OUT = "`archive check --repair` builds the index anew"


class DamagedError(DamagedDataError):
    """A file of the index cannot be trusted: which, what is wrong with it, and the way out. Made to be shown."""
