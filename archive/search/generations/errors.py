"""What can be wrong with a generation."""

from archive.errors import PresentableError


class GenerationError(PresentableError):
    """A generation that cannot be opened, built or published: what, where, and what to do next. Safe to show."""

    code = "index-broken"


class GoneError(GenerationError):
    """The generation was deleted between being named and being opened: ask again for the current one."""

    code = "index-gone"


class OtherVersionError(GenerationError):
    """The generation was made by another version of the program: it cannot be read, and is built anew."""

    code = "index-other-version"


class BusyError(GenerationError):
    """Another process publishes."""

    code = "publishing"
