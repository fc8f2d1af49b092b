"""Every text of the interface, found in the code and the templates. `python -m tests.web.catalogue` lists those without English."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEB = Path(__file__).parent.parent.parent / "archive" / "web"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "_n": (1, 2), "ngettext": (1, 2)}

Text = str | tuple[str, str]


def texts() -> Iterator[Text]:
    """The texts in the order in which they stand; (singular, plural) for counted ones."""
    seen = set()
    for _file, _line, message, _comments, _context in extract_from_dir(str(WEB), METHODS, keywords=KEYWORDS):
        text = message if isinstance(message, str) else (message[0], message[1])
        if text not in seen:
            seen.add(text)
            yield text


def translated() -> dict[Text, str | tuple[str, ...]]:
    """What the English catalogue holds."""
    with (WEB / "translations" / "en.po").open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else (message.id[0], message.id[1]): message.string
            for message in read_po(file, locale="en")
            if message.id
        }


if __name__ == "__main__":
    for text in texts():
        if text not in translated():
            print(repr(text))
