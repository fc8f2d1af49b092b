"""How staff's work refuses: one base class, mapped once to an exit code."""


class DeskError(Exception):
    """Something staff asked for cannot be done; the message says why and what to do next."""


class PublicationRefused(DeskError):
    """What was built is not published, since it would lose too much; the message says what to look at."""


class DiskTrouble(DeskError):
    """The disk is full, cannot be written to, or fails; what was kept before stays kept."""
