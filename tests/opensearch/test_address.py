"""What an address of a cluster may be, and what is said of another one."""

import pytest

from archive.search.index_opensearch.cluster import EngineAddressError, read_address


def test_an_address_names_hosts_and_a_prefix() -> None:
    read = read_address("opensearch+https://one:9201,two/archive?shards=6", "reader", "secret", "/etc/ca.pem")
    assert (read.scheme, read.hosts, read.prefix, read.shards) == ("https", (("one", 9201), ("two", 9200)), "archive", 6)
    assert "secret" not in repr(read)


@pytest.mark.parametrize(
    "address",
    [
        "opensearch+https://reader:s3cret@host:9200/archive",
        "https://host:9200/archive",
        "opensearch+https://host:9200/",
        "opensearch+https://host:9200/Archive",
        "opensearch+https://host:99999/archive",
        "opensearch+https://host:9200/archive?shards=0",
        "opensearch+https://host:9200/archive?s3cret=1",
    ],
)
def test_another_one_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(EngineAddressError) as refused:
        read_address(address)
    assert "s3cret" not in str(refused.value)


def test_a_password_is_not_sent_in_the_clear() -> None:
    with pytest.raises(EngineAddressError, match="https"):
        read_address("opensearch+http://host:9200/archive", "reader", "secret")
