"""What is cited of a moment, and what its frame shows in another page, are the same words, whichever address it has."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from urllib.parse import urlencode, urlsplit

from tests.contract.conftest import Archive

LONG = (
    "Welcome to the show, where we tell of what is built and of how it grows. Today my guest is Camille Rickett, who was "
    "the first to lead marketing at a house of words, and before that she launched a review, which holds a very special "
    "place in my heart because what I wrote there helped me begin this letter. « Short it was. » Now we begin."
)


def cues_of(archive: Archive, slug: str) -> list[tuple[str, int]]:
    """The id and the second of each line."""
    page = archive.page(f"/episodes/{slug}")
    ids = dict.fromkeys(re.findall(r'id="(t\d+(?:-\d+)?)"', page))
    return [(one, int(one[1:].partition("-")[0])) for one in ids]


def quotes(archive: Archive, slug: str) -> list[dict[str, str]]:
    """The address of each line as a page asks for its citation: its second, one within it, to the line behind it."""
    cues = cues_of(archive, slug)
    asked = [{"from": one, "t": str(second)} for one, second in cues]
    for (one, second), (_after, ends) in pairwise(cues):
        asked += [{"from": one, "t": f"{within}"} for within in range(second + 1, ends, 5)]
        asked += [{"from": one, "t": f"{within},{ends + 1}"} for within in {second, (second + ends) // 2}]
        asked += [{"from": one, "to": to, "t": f"{second}", "letters": "25,17"} for to in (one, _after)]
    return asked


def cited(told: dict[str, str]) -> str:
    """The words in a citation's quotation marks."""
    return plainly(told["html"].partition("<p>")[2].partition("</p>")[0])


def framed(archive: Archive, told: dict[str, str]) -> str:
    """The words in the frame that the citation offers; none where it shows none."""
    address = urlsplit(unescape(told["frame"].partition('src="')[2].partition('"')[0]))
    page = archive.client.get(f"{address.path}?{address.query}", headers={"Accept-Language": "fr"}).get_data(as_text=True)
    return plainly(page.partition('<p class="serif">')[2].partition("</p>")[0])


def plainly(html: str) -> str:
    """The words alone: without quotation marks at the ends, and the gaps told."""
    words = " ".join(unescape(html).split())
    return words.removeprefix("« ").removesuffix(" »").removeprefix("[…] ").removesuffix("[…]").rstrip(" …,;:")


def differing(archive: Archive, slug: str, each: int = 1) -> list[tuple[str, str, str]]:
    """The addresses, `each` so many, whose frame shows other words than are cited, up to the frame's own cut; and those
    of citations whose page cites others."""
    found = []
    for asked in quotes(archive, slug)[::each]:
        told = archive.client.get(f"/episodes/{slug}/quote?{urlencode(asked)}").get_json()
        page = archive.client.get(told["url"], headers={"Accept-Language": "fr"}).get_data(as_text=True)
        again = re.search(r'id="cit-html"[^>]*>([^<]*)<', page)
        words, shown = cited(told), framed(archive, told)
        if not (words.startswith(shown) and (shown or told["text"].startswith("["))):
            found.append((str(asked), words, shown))
        if again and "cite=" in told["url"] and cited({"html": unescape(again[1])}) != words:
            found.append((told["url"], words, cited({"html": unescape(again[1])})))
    return found


def test_a_frame_shows_the_words_that_are_cited(sample: Archive) -> None:
    slugs = [str(one["slug"]) for one in sample.api("episodes", limit="50")["episodes"]]  # type: ignore[attr-defined]
    assert slugs
    assert not [wrong for slug in slugs for wrong in differing(sample, slug, 97)]


def test_what_is_kept_of_a_quotation_is_what_is_cited(given: Callable[..., Archive]) -> None:
    """A selection asks for the citation of the address beside its button, the line's id as `from`."""
    held, slug = of_long_lines(given)
    letters = f"{LONG.index('the first')},{LONG.index(' at a house')}"
    told = held.client.get(f"/episodes/{slug}/quote?from=t38&to=t38&t=38&letters={letters}").get_json()
    page = held.client.get(told["url"], headers={"Accept-Language": "fr"}).get_data(as_text=True)
    beside = urlsplit(unescape(re.findall(r'data-copy="([^"]*)"', page.partition('class="tools')[2])[0]))
    kept = held.client.get(f"{beside.path}/quote?{beside.query}&from={beside.fragment}").get_json()
    assert plainly(kept["text"]) == "the first to lead marketing" == cited(told)


def test_words_chosen_over_lines_are_cited_alone(given: Callable[..., Archive]) -> None:
    """And are so on the page that the citation opens, in its frame, and where they are kept."""
    held, slug = of_long_lines(given)
    begin, end = LONG.index("before that"), LONG.index(", which holds")
    asked = {"from": "t38", "to": "t118", "t": "38", "letters": f"{begin},{end + len('And ')}"}
    told = held.client.get(f"/episodes/{slug}/quote?{urlencode(asked)}").get_json()
    whole = f"{LONG[begin:]} And {LONG[:end]}"
    assert plainly(told["text"]).translate(DOUBLE) == plainly(whole).translate(DOUBLE) == cited(told).translate(DOUBLE)
    page = unescape(held.client.get(told["url"], headers={"Accept-Language": "fr"}).get_data(as_text=True))
    assert "inchangé dans cette transcription" in page
    assert cited({"html": page.partition('id="cit-html"')[2].partition(">")[2].partition("</textarea>")[0]}) == cited(told)
    assert cited(told).startswith(framed(held, told))


def test_what_a_quotation_leaves_out_is_cited_nowhere(given: Callable[..., Archive]) -> None:
    """Of the parts that stand nearest to each other; the link of the answer leads to them, and each is marked."""
    ana = "Ana Kermadec"
    said = (
        "The tide takes what it gives, and nobody counts the boats. It was so in my youth. We only mend the nets.",
        "The tide takes what it gives, said my mother; the nights were long. And the wind went round,",
        "which is why, I think, we only mend the nets. So it goes.",
    )
    lines = [{"start": 30 * number, "text": text, "speaker": ana} for number, text in enumerate(said)]
    held = given({"id": "t", "title": "The tide", "date": "2025-01-01", "segments": [*lines, {"start": 120, "text": "Bye."}]})
    near = ("The tide takes what it gives […] We only mend the nets", 0, 30)
    far = ("The tide takes what it gives, said my mother […] we only mend the nets", 30, 65)
    for quoted, at, ends in (near, far):
        (told,) = held.client.post("/api/v1/verify", json={"quotations": [quoted]}).get_json()["verdicts"]
        assert plainly(told["passages"][0]["text"]) == quoted
        row = held.client.get(f"/verify?{urlencode({'q': quoted})}").get_data(as_text=True)
        link = unescape(re.findall(r'class="clock" href="([^"]*cite=[^"]*)"', row)[0])
        page = held.client.get(link, headers={"Accept-Language": "fr"}).get_data(as_text=True)
        assert re.findall(r"<mark>([^<]*)</mark>", page) == quoted.split(" […] ")
        forms = [unescape(one) for one in re.findall(r'id="cit-\w+"[^>]*>([^<]*)</textarea>', page)]
        assert len(forms) == 5 and all(quoted in one.replace("\\[…\\]", "[…]") for one in forms if "<iframe" not in one)
        assert f"de {at} s à" in forms[0]
        beside = urlsplit(unescape(re.findall(r'data-copy="([^"]*)"', page.partition('class="tools')[2])[0]))
        kept = held.client.get(f"{beside.path}/quote?{beside.query}&from={beside.fragment}").get_json()
        assert {one.rstrip(".") for one in (plainly(kept["text"]), cited(kept), framed(held, kept))} == {quoted}
        for form in ("ris", "bib"):
            assert quoted in held.client.get(unescape(kept[form])).get_data(as_text=True)
        again = held.client.get(kept["url"], headers={"Accept-Language": "fr"}).get_data(as_text=True)
        assert f"t={at},{ends}&cite=" in kept["url"] and "inchangé dans cette transcription" in again and quoted in unescape(again)


DOUBLE = str.maketrans({"“": "« ", "”": " »"})


def test_a_frame_of_a_long_line_begins_where_the_citation_does(given: Callable[..., Archive]) -> None:
    held, slug = of_long_lines(given)
    assert not differing(held, slug)


def of_long_lines(given: Callable[..., Archive]) -> tuple[Archive, str]:
    """An archive of an episode whose lines hold several sentences."""
    lines = [{"start": 0, "text": "Hello."}, {"start": 38, "text": LONG}, {"start": 118, "text": f"And {LONG}"}]
    held = given(
        {"id": "a", "title": "A house of words", "date": "2025-01-01", "segments": [*lines, {"start": 190, "text": "Bye."}]}
    )
    (one,) = held.api("episodes")["episodes"]  # type: ignore[misc, attr-defined]
    return held, str(one["slug"])


def test_a_quotation_that_was_checked_is_given_back_as_it_was_sent(sample: Archive) -> None:
    sent = "<p>Bonjour à tous &amp; à toutes</p>"
    (told,) = sample.client.post("/api/v1/verify", json={"quotations": [sent]}).get_json()["verdicts"]
    page = sample.client.post("/verify", data={"quotations": sent, "as": "csv"}).get_data(as_text=True)
    command = sample.run("verify", sent, "--json").json
    assert isinstance(command, dict)
    row = next(csv.DictReader(io.StringIO(page)))
    assert [told["quotation"], row["quotation"], command["quotation"]] == [sent] * 3
    assert [told["outcome"], row["outcome"]] == [command["outcome"]] * 2
