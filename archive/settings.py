"""The few things an archive's owner may set: `settings.toml` in the library directory, each also as ARCHIVE_… in the environment.

The environment goes before the file. Neither is read anywhere else: the command line passes the result on.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.errors import PresentableError

NAME = "settings.toml"
PREFIX = "ARCHIVE_"
_OTHERS = frozenset({"ARCHIVE_LIBRARY"})
LEAST_SECRET = 16
"""Characters of a secret_key: 96 bits of `secrets.token_urlsafe`."""

_UNSEEN = frozenset(
    {
        "engine",
        "engine_user",
        "engine_password",
        "engine_ca",
        "loss_limit",
        "count_queries",
        "log_queries",
        "staff_password_hash",
        "secret_key",
        "trusted_proxies",
    }
)
"""Change no page of a listener's. A new setting counts as seen until it is named here."""


class SettingsError(PresentableError):
    """A setting that is unknown or cannot be used; the message names where it stands and what may stand there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with what holds where nothing is set.

    `site_name` heads every page; `zone` is the calendar of dates; `base_url` the public address, for links that leave the site;
    `allowed_hosts` the names, where that is not set, under which the site answers besides those of its own machine;
    `default_language` the site's where a browser asks for none it has; `per_page` episodes a page of results, `max_limit` the most
    an API call may ask for; `loss_limit` the part of cues whose loss refuses a publication; `count_queries` whether what listeners
    look for is counted by day; `outside_pictures` whether an episode's picture is loaded from where its page has it; `proposals`
    whether they may say that a line is not what is said; `log_queries` whether the words of a query may stand in the log;
    `staff_password_hash` opens /staff (`archive staff password` makes one; empty: there is no staff
    page); `secret_key` signs the staff's session; `contact` is an address for removal requests, shown in the footer;
    `engine` is the address of the cluster that searches, empty for the engine of the program itself; `engine_user` and
    `engine_password` let in there, `engine_ca` is a file of certificates that vouch for it; `trusted_proxies` are addresses and
    networks of web servers whose X-Forwarded-For and X-Forwarded-Proto are believed: nobody else's.
    """

    site_name: str = "Mot pour mot"
    zone: str = "Europe/Paris"
    base_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    default_language: str = "fr"
    per_page: int = 10
    max_limit: int = 100
    loss_limit: float = 0.01
    outside_pictures: bool = False
    count_queries: bool = True
    proposals: bool = False
    log_queries: bool = False
    staff_password_hash: str = ""
    secret_key: str = ""
    contact: str = ""
    engine: str = ""
    engine_user: str = ""
    engine_password: str = ""
    engine_ca: str = ""
    trusted_proxies: tuple[str, ...] = ()

    @classmethod
    def read(cls, directory: Path, environ: Mapping[str, str]) -> "Settings":
        """The settings of a library directory; raises SettingsError."""
        values = {name: _checked(name, value, where) for name, (value, where) in _given(directory / NAME, environ).items()}
        return cls(**values)

    def shown(self) -> tuple[tuple[str, object], ...]:
        """Name and value of every setting by which a page may look another way."""
        seen = ((field.name, getattr(self, field.name)) for field in fields(self) if field.name not in _UNSEEN)
        return (*seen, ("desk", not self.desk_lacks()))

    def desk_lacks(self) -> str:
        """What keeps the desk closed: a password's hash, or a secret of the owner's own; nothing where it is open."""
        if not (self.staff_password_hash.startswith("scrypt$") and self.staff_password_hash.count("$") == 3):
            is_plain = "is no hash" if self.staff_password_hash else "is not set"
            return f"staff_password_hash {is_plain}; `archive staff password` makes one"
        if len(self.secret_key) < LEAST_SECRET:
            return f"secret_key has fewer than {LEAST_SECRET} characters; `archive staff password` makes one"
        return ""


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables of the environment that are called as settings are, and are none."""
    known = {*_OTHERS, *(f"{PREFIX}{name.upper()}" for name in _NAMES)}
    return tuple(sorted(name for name in environ if name.startswith(PREFIX) and name not in known))


def _given(path: Path, environ: Mapping[str, str]) -> dict[str, tuple[object, str]]:
    """Every setting that is set, and where."""
    given: dict[str, tuple[object, str]] = {name: (value, str(path)) for name, value in _file(path).items()}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and variable not in _OTHERS and name in _NAMES:
            given[name] = (value, f"the environment ({variable})")
    return given


def _file(path: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    for name in values:
        if name not in _NAMES:
            raise SettingsError(f"{path}: there is no setting {name}; these can be set: {', '.join(_NAMES)}")
    return values


_NAMES = {field.name: field.type for field in fields(Settings)}


def _checked(name: str, value: object, where: str) -> Any:
    kind = type(getattr(Settings(), name))
    try:
        read = _READERS[kind](value)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{where}: {name} is to be {_WORDS[kind]}, not {value!r}") from error
    if (problem := _problem(name, read)) is not None:
        raise SettingsError(f"{where}: {name} {problem}, not {value!r}")
    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.strip()


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return int(value)


def _part(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    return float(value)


_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False, "": False}


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.strip().lower() not in _SWITCH:
        raise ValueError
    return _SWITCH[value.strip().lower()]


def _several(value: object) -> tuple[str, ...]:
    """A list of the file; of the environment the same list (`["a", "b"]`), or a text with commas between."""
    given = value
    if isinstance(value, str):
        given = tomllib.loads(f"list = {value}")["list"] if value.lstrip().startswith("[") else value.split(",")
    if not isinstance(given, list):
        raise TypeError
    return tuple(filter(None, map(_text, given)))


_READERS: Mapping[type, Callable[[object], object]] = {str: _text, int: _whole, float: _part, bool: _switch, tuple: _several}
_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", tuple: "a list of texts"}


def _problem(name: str, value: object) -> str | None:
    check = _CHECKS.get(name)
    return None if check is None or check[0](value) else f"is to be {check[1]}"


def _is_zone(value: Any) -> bool:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(value)


def _is_address(value: Any) -> bool:
    return value == "" or (value.startswith(("http://", "https://")) and not value.endswith("/"))


def _are_hosts(values: Any) -> bool:
    return all(re.fullmatch(r"\.?[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]", value) for value in values)


def _are_networks(values: Any) -> bool:
    try:
        return all(ip_network(value) for value in values)
    except ValueError:
        return False


_CHECKS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "site_name": (bool, "a name"),
    "zone": (_is_zone, "a time zone such as Europe/Paris"),
    "base_url": (_is_address, "an address such as https://archive.example.org, without a slash at its end"),
    "allowed_hosts": (_are_hosts, "names without port, such as archive.example.org, or .example.org for all below it"),
    "default_language": (lambda value: value in ("fr", "en"), "fr or en"),
    "per_page": (lambda value: 1 <= value <= 100, "between 1 and 100"),
    "max_limit": (lambda value: 1 <= value <= 1000, "between 1 and 1000"),
    "loss_limit": (lambda value: 0 <= value <= 1, "between 0 and 1"),
    "trusted_proxies": (_are_networks, "addresses or networks, such as 127.0.0.1 or 10.0.0.0/8"),
}
