"""Works off what is held back: read again, or taken as it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.library import Library, QuarantinedPage
from archive.model.episode import Episode
from archive.model.page import RawPage, Reader, Refusal
from archive.model.reasons import Mend
from archive.operations.add import add
from archive.operations.errors import OperationError
from archive.operations.parallel_reading import read_again
from archive.operations.report import AddReport


def numbers_of(library: Library, numbers: Iterable[int]) -> tuple[int, ...]:
    """The numbers asked for, or all where none is; raises OperationError on one that is not held back."""
    held = {one.number for one in library.quarantine()}
    wanted = tuple(numbers) or tuple(sorted(held))
    unknown = [number for number in wanted if number not in held]
    if unknown:
        words = f"nothing is held back under {unknown[0]}; `archive quarantine list` shows what is"
        raise OperationError(words, code="not-held", number=unknown[0])
    return wanted


def retry(library: Library, reader: Reader, numbers: Iterable[int]) -> AddReport:
    """Reads pages again, with today's reader and the same alarm; those that pass leave quarantine and are published."""
    return add(library, _pages(library, numbers), reader)


def accept(library: Library, reader: Reader, numbers: Iterable[int]) -> AddReport:
    """Takes pages as they are read, whatever their shape: staff have looked at them. One that gives no episode stays
    held back."""
    return add(library, _pages(library, numbers), reader, trusted=True)


def throw_away(library: Library, numbers: Iterable[int]) -> int:
    """Forgets pages that are held back, and says how many."""
    return sum(library.release(number) for number in numbers)


def held(library: Library, number: int) -> tuple[QuarantinedPage, RawPage]:
    """What is held back under a number, and its page; raises OperationError where there is nothing."""
    page = library.held_page(number)
    found = [one for one in library.quarantine() if one.number == number]
    if page is None or not found:
        words = f"nothing is held back under {number}; `archive quarantine list` shows what is"
        raise OperationError(words, code="not-held", number=number)
    return found[0], page


@dataclass(frozen=True, slots=True)
class FaultyLine:
    """The line of a page at which it cannot be read, and its number in the page as saved; empty, and None, where no one
    line is."""

    text: str
    place: int | None
    read: Episode | Refusal


def line_at_fault(found: QuarantinedPage, page: RawPage, reader: Reader) -> FaultyLine:
    """What today's reader makes of a held-back page, and the line that it, or the reason, blames."""
    read = read_again(reader, page)
    text = read.line if isinstance(read, Refusal) and read.line else found.reason.quoted
    return FaultyLine(text, _place_of(text, page), read)


def _place_of(line: str, page: RawPage) -> int | None:
    """The number of the line of a saved page that holds some text; None where none does."""
    wanted = " ".join(line.split())
    lines = page.body.decode("utf-8", "replace").splitlines() if wanted else []
    return next((number for number, one in enumerate(lines, 1) if wanted in " ".join(one.split())), None)


MENDS: dict[Mend, str] = {
    "unfold": "open the page, unfold its transcript, save it again, and add it again",
    "times": "save the page with a transcript that has times, or put a file of captions beside it (NAME.vtt, NAME.srt)",
    "stamp": "put the time of that line right in the saved file, and add it again",
    "again": "save or copy the page again: it is cut short or damaged",
    "encoding": "save the file as text in UTF-8, and add it again",
    "form": "save what the reason names instead",
    "compare": "look at the page: accept it where it is right, else save it again",
    "split": "cut the file into its programmes, and add these",
    "look": "look at the page, then accept it or throw it away",
}
"""What would mend a page, for the command; the desk has its own words for each."""


def _pages(library: Library, numbers: Iterable[int]) -> list[RawPage]:
    pages = (library.held_page(number) for number in numbers_of(library, numbers))
    return [page for page in pages if page is not None]
