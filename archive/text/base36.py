"""Numbers in short addresses: base 36, digits and small letters."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST = 12


def code_of(number: int) -> str:
    """`a` for 10, `10` for 36; the number is not negative."""
    found = ""
    while number or not found:
        number, digit = divmod(number, 36)
        found = _DIGITS[digit] + found
    return found


def number_of(code: str) -> int | None:
    """The number of a code in either case; None for what is none."""
    small = code.lower()
    if not 0 < len(small) <= _LONGEST or not set(small) <= set(_DIGITS):
        return None
    return int(small, 36)
