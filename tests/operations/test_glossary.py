"""The glossary as a table."""

import pytest

from archive.library import GlossaryEntry
from archive.operations.errors import OperationError
from archive.operations.glossary import as_csv, of_csv

ENTRIES = (
    GlossaryEntry("Enguérand Renault", "anguéran renaud", "Tech & Co", "confirmed", 'said: "bonjour, Anguéran"'),
    GlossaryEntry("SecNumCloud", "", None, "suggested", "title"),
    GlossaryEntry("=1+1", "-x", None, "refused", "a, b\nc"),
)


def test_what_is_exported_is_imported_as_it_was() -> None:
    assert of_csv(as_csv(ENTRIES)) == ENTRIES


def test_a_spreadsheet_sees_no_formula() -> None:
    assert "'=1+1" in as_csv(ENTRIES)


@pytest.mark.parametrize("text", ["name\nCrolles\n", "\ufeffheard;name\n;Crolles\n\n", "name\theard\nCrolles\t\n"])
def test_a_list_of_names_alone_is_enough(text: str) -> None:
    assert of_csv(text) == (GlossaryEntry("Crolles", "", None, "confirmed", "imported"),)


@pytest.mark.parametrize(
    ("text", "said"), [("a,b\n1,2\n", "first line"), ("name,state\nX,perhaps\n", "line 2"), ("name,heard\n,x\n", "line 2")]
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(OperationError, match=said):
        of_csv(text)


def test_evidence_is_no_formula_either_and_comes_back_as_it_was() -> None:
    entry = GlossaryEntry("Morvelle", "mort vel", None, "confirmed", '=HYPERLINK("http://x")')
    assert "'=HYPERLINK" in as_csv([entry])
    assert of_csv(as_csv([entry])) == (entry,)
