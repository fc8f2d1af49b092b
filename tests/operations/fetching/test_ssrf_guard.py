"""Which addresses are inside our own network."""

import pytest

from archive.operations.fetching.transport import is_private


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "[fe80::1]", "0.0.0.0"]
)
def test_our_own_network_is_private(host: str) -> None:
    assert is_private(f"http://{host}/x")


@pytest.mark.parametrize(
    "host",
    [
        *("[2002:a00:1::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2001:0:a00:1::1]", "[::ffff:10.0.0.1]"),
        *(
            "[::127.0.0.1]",
            "192.0.0.8",
            "[5f00::1]",
            "192.0.0.9",
            "240.0.0.1",
            "[2001:db8::1]",
            "[3fff::1]",
            "[100::1]",
            "[fec0::1]",
        ),
        *("224.0.0.1", "239.1.2.3", "[ff0e::1]", "100.64.0.1"),
    ],
)
def test_an_address_that_wraps_another_multicast_and_carrier_nat_are_private(host: str) -> None:
    assert is_private(f"http://{host}/x")


@pytest.mark.parametrize("host", ["8.8.8.8", "[2001:4860:4860::8888]", "[2606:4700::1111]", "[2a00:1450::1]", "192.0.1.1"])
def test_the_public_network_is_not(host: str) -> None:
    assert not is_private(f"https://{host}/x")
