"""Whose word about a visitor's address is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.server.wsgi import Proxies

PROXIES = Proxies.named(["127.0.0.1", "10.0.0.0/8", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "invented, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", " , ", "127.0.0.1"),
        ("127.0.0.1", "unknown", "unknown"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_last_address_that_is_no_trusted_proxy_s_is_the_visitor_s(peer: str, forwarded: str, visitor: str) -> None:
    assert PROXIES.visitor(peer, forwarded) == visitor


@given(st.text(max_size=200))
def test_whatever_a_stranger_says_of_himself_he_stays_who_he_is(forwarded: str) -> None:
    assert PROXIES.visitor("203.0.113.7", forwarded) == "203.0.113.7"
    assert Proxies().visitor("127.0.0.1", forwarded) == "127.0.0.1"


@given(st.text(max_size=200))
def test_what_a_visitor_puts_before_his_address_changes_nothing(invented: str) -> None:
    assert PROXIES.visitor("127.0.0.1", f"{invented}, 198.51.100.1") == "198.51.100.1"


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.1/8"):
        Proxies.named(["10.0.0.1/8"])
