"""The staff password: kept as a scrypt hash, compared in constant time."""

import base64
import hashlib
import hmac
import secrets

_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
"""RFC 7914's figures for a login: 16 MB and some 50 ms a try."""
SHORTEST = 12


def hashed(password: str) -> str:
    """The setting `staff_password_hash` for a password; raises ValueError on one of fewer than 12 characters."""
    if len(password) < SHORTEST:
        raise ValueError(f"the password needs at least {SHORTEST} characters")
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${_text(salt)}${_text(_key(password, salt, _COST))}"


def opens(password: str, setting: str) -> bool:
    """Whether a password is the one of the setting; False for a setting that is none of ours. Takes the same time either way."""
    try:
        kind, cost, salt, key = setting.split("$")
        wanted, found = base64.b64decode(key), _key(password[:1024], base64.b64decode(salt), int(cost))
    except ValueError:
        return False
    return kind == "scrypt" and hmac.compare_digest(wanted, found)


def _key(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=_BLOCK, p=_PARALLEL, maxmem=64 * 1024 * 1024)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
