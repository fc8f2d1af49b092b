"""The few things an archive's owner may set: `settings.toml` in the library directory, each also as ARCHIVE_… in the
environment.

The environment goes before the file. Neither is read anywhere else: the command line passes the result on.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from archive.errors import PresentableError

NAME = "settings.toml"
PREFIX = "ARCHIVE_"
_OTHERS = frozenset({"ARCHIVE_LIBRARY", "ARCHIVE_CACHE"})
LEAST_SECRET = 16
"""Characters of a secret_key: 96 bits of `secrets.token_urlsafe`."""
_UNSEEN = frozenset(
    {
        "engine",
        "engine_user",
        "engine_password",
        "engine_ca",
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


Text = Annotated[str, Meta(description="a text")]
Switch = Annotated[bool, Meta(description="true or false")]
Name = Annotated[str, Meta(min_length=1, description="a name")]
Zone = Annotated[str, Meta(description="a time zone such as Europe/Paris")]
SiteAddress = Annotated[
    str,
    Meta(pattern=r"^(https?://.*[^/])?$", description="an address such as https://archive.example.org, without a slash at its end"),
]
Hosts = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^(\.?[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])$")], ...],
    Meta(description="a list of names without port, such as archive.example.org, or .example.org for all below it"),
]
Networks = Annotated[tuple[str, ...], Meta(description="a list of addresses or networks, such as 127.0.0.1 or 10.0.0.0/8")]
Language = Annotated[Literal["fr", "en"], Meta(description="fr or en")]
UpTo100 = Annotated[int, Meta(ge=1, le=100, description="a whole number between 1 and 100")]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with what holds where nothing is set.

    `site_name` heads every page; `zone` is the calendar of dates; `base_url` the public address, for links that leave
    the site; `allowed_hosts` the names, where that is not set, under which the site answers besides those of its own
    machine; `default_language` the site's where a browser asks for none it has; `per_page` episodes a page of results,
    `max_limit` the most an API call may ask for;
    `count_queries` whether what listeners look for is counted by day; `outside_pictures` whether an episode's picture
    is loaded from where its page has it; `proposals` whether they may say that a line is not what is said;
    `log_queries` whether the words of a query may stand in the log; `staff_password_hash` opens /staff (`archive staff
    password` makes one; empty: there is no staff page); `secret_key` signs the staff's session; `contact` is an address
    for removal requests, shown in the footer; `engine` is the address of the cluster that searches, empty for the
    engine of the program itself; `engine_user` and `engine_password` let in there, `engine_ca` is a file of
    certificates that vouch for it; `trusted_proxies` are addresses and networks of web servers whose X-Forwarded-For
    and X-Forwarded-Proto are believed: nobody else's."""

    site_name: Name = "Mot pour mot"
    zone: Zone = "Europe/Paris"
    base_url: SiteAddress = ""
    allowed_hosts: Hosts = ()
    default_language: Language = "fr"
    per_page: UpTo100 = 10
    max_limit: UpTo100 = 100
    outside_pictures: Switch = False
    count_queries: Switch = True
    proposals: Switch = False
    log_queries: Switch = False
    staff_password_hash: Text = ""
    secret_key: Text = ""
    contact: Text = ""
    engine: Text = ""
    engine_user: Text = ""
    engine_password: Text = ""
    engine_ca: Text = ""
    trusted_proxies: Networks = ()

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
            is_plain = "is not a hash" if self.staff_password_hash else "is not set"
            return f"staff_password_hash {is_plain}; `archive staff password` makes one"
        if len(self.secret_key) < LEAST_SECRET:
            return f"secret_key has fewer than {LEAST_SECRET} characters; `archive staff password` makes one"
        return ""


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables of the environment that are called as settings are, and are none."""
    known = {*_OTHERS, *(f"{PREFIX}{name.upper()}" for name in (*_NAMES, *_RETIRED))}
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
    for name in values.keys() - _NAMES.keys() - _RETIRED:
        raise SettingsError(f"{path}: there is no setting {name}; these can be set: {', '.join(_NAMES)}")
    return {name: value for name, value in values.items() if name in _NAMES}


_NAMES = get_type_hints(Settings, include_extras=True)
_RETIRED = frozenset({"hub", "loss_limit"})
"""Settings of earlier versions; they are ignored."""


def _checked(name: str, value: object, where: str) -> Any:
    try:
        read = msgspec.convert(_plain(name, value), _NAMES[name], strict=False)
        _CHECKS.get(name, lambda _: None)(read)
    except (ValueError, OSError, KeyError) as error:  # what ZoneInfo raises for a name that is none, or a directory's
        wanted = next(meta.description for meta in _NAMES[name].__metadata__)
        raise SettingsError(f"{where}: {name} must be {wanted}, not {value!r}") from error
    return read


_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False, "": False}


def _plain(name: str, value: object) -> object:
    """Texts without blanks round them; what the environment has as a text, as it would stand in the file."""
    kind = _NAMES[name].__origin__
    if isinstance(value, list):
        texts = (found.strip() if isinstance(found, str) else found for found in value)
        return [found for found in texts if found != ""]
    if not isinstance(value, str):
        return value
    if kind is bool:
        return _SWITCH.get(value.strip().lower())
    return _plain(name, _listed(value)) if get_origin(kind) is tuple else value.strip()


def _listed(text: str) -> object:
    """A list as the file has it (`["a", "b"]`), or with commas between."""
    return tomllib.loads(f"list = {text}")["list"] if text.lstrip().startswith("[") else text.split(",")


def _check_networks(names: tuple[str, ...]) -> None:
    for name in names:
        ip_network(name)


_CHECKS: Mapping[str, Callable[[Any], object]] = {"zone": ZoneInfo, "trusted_proxies": _check_networks}
"""What no pattern tells; raises for a value that cannot be used."""
