"""The password of the desk: whoever chose one gets in with it, and with no other."""

import pytest

from archive.operations.sign_in import LONGEST, SHORTEST, hashed, opens


@pytest.mark.parametrize("length", [SHORTEST, 100, LONGEST])
def test_a_password_that_is_accepted_opens_the_desk(length: int) -> None:
    password = "é" * (length - 1) + "!"
    assert opens(password, hashed(password))
    assert not opens(password[:-1] + "?", hashed(password))


@pytest.mark.parametrize("length", [SHORTEST - 1, LONGEST + 1])
def test_a_password_of_another_length_is_refused_when_it_is_chosen(length: int) -> None:
    with pytest.raises(ValueError, match="characters"):
        hashed("p" * length)


def test_a_longer_guess_that_begins_with_the_password_does_not_open_the_desk() -> None:
    password = "p" * LONGEST
    assert not opens(password + "p", hashed(password))
