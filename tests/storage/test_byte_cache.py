"""What is kept is bounded by bytes, and what is asked for stays."""

from archive.storage.byte_cache import ByteCache


def test_what_nobody_asked_for_goes_first() -> None:
    cache = ByteCache[str](100)
    for key in ("a", "b", "c", "d"):
        cache.put(key, key.upper(), 25)
    assert cache.get("a") == "A"
    cache.put("e", "E", 25)
    assert [cache.get(key) for key in "abcde"] == ["A", None, "C", "D", "E"]
    assert cache.bytes == 100


def test_a_second_chance_is_given_once() -> None:
    cache = ByteCache[str](50)
    for key in "abcd":
        cache.put(key, key, 12)
    assert cache.get("a") == "a"
    for key in "efghijkl":
        cache.put(key, key, 12)
    assert cache.get("a") is None
    assert cache.bytes == 48


def test_what_is_put_again_counts_once_and_what_is_too_big_is_not_kept() -> None:
    cache = ByteCache[str](100)
    cache.put("a", "first", 25)
    cache.put("a", "second", 10)
    cache.put("b", "big", 26)
    assert (cache.get("a"), cache.get("b"), cache.bytes) == ("second", None, 10)
