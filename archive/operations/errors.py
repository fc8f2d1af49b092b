"""How staff's work refuses: one base class, mapped once to an exit code."""

from typing import TYPE_CHECKING

from archive.errors import PresentableError

if TYPE_CHECKING:
    from archive.operations.report import ReindexReport


class OperationError(PresentableError):
    """Something staff asked for cannot be done; the message says why and what to do next."""


class PublicationRefused(OperationError):
    """What was built is not published, since it would lose too much; the message says what to look at, the report names all."""

    def __init__(self, message: str, report: "ReindexReport | None" = None) -> None:
        super().__init__(message)
        self.report = report


class DiskTrouble(OperationError):
    """The disk is full, cannot be written to, or fails; what was kept before stays kept."""

    code = "disk"
