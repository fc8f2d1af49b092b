"""robots.txt as RFC 9309 reads it."""

import pytest

from archive.operations.fetching.fetcher import Robots, robots_of


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /", "/anything", False),
        ("Disallow:", "/anything", True),
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a/b\nDisallow: /a", "/a/c", False),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /p*x", "/p/1/x/2", False),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Disallow: /same\nAllow: /same", "/same", True),
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /search?q=", "/search?q=1", False),
        ("disallow : /x # remark", "/x", False),
    ],
)
def test_the_longest_matching_rule_decides(rules: str, path: str, allowed: bool) -> None:
    assert robots_of(f"User-agent: *\n{rules}", "mot-pour-mot").allows(f"https://site.example{path}") is allowed


def test_our_own_group_goes_before_the_one_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: Mot-Pour-Mot/2\nDisallow: /x\nCrawl-delay: 4"
    robots = robots_of(text, "mot-pour-mot")
    assert robots.allows("https://a/y")
    assert not robots.allows("https://a/x")
    assert robots.delay_s == 4


def test_groups_of_the_same_name_are_one() -> None:
    robots = robots_of("User-agent: *\nDisallow: /a\n\nUser-agent: b\nDisallow: /c\n\nUser-agent: *\nDisallow: /d", "mot-pour-mot")
    assert [robots.allows(f"https://a/{path}") for path in "acd"] == [False, True, False]


@pytest.mark.parametrize("text", ["", "\ufeff", "<html>not found</html>", "Disallow: /orphan", "User-agent: other\nDisallow: /"])
def test_a_file_that_says_nothing_to_us_leaves_all_open(text: str) -> None:
    assert robots_of(text, "mot-pour-mot").allows("https://a/orphan")


def test_a_rule_set_says_nothing_by_default() -> None:
    assert Robots().allows("https://a/")
