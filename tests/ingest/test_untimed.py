"""A transcript of which nobody tells when it is said is taken where it is told to be one, and nothing else is."""

import hashlib

import pytest

from archive.model.episode import Episode, is_untimed, length_ms
from archive.model.page import RawPage, Refusal, Stated
from archive.model.places import paragraph_of
from ingest import read
from tests.ingest.untimed_pages import Made, others, transcripts


def taken(made: Made, stated: Stated | None = None) -> Episode | Refusal:
    data = made.text.encode()
    return read(RawPage(made.name, data, made.content_type, hashlib.sha256(data).hexdigest(), stated=stated or Stated()))


@pytest.mark.parametrize("made", list(transcripts(100)), ids=lambda made: str(made.name))
def test_a_transcript_without_times_is_taken_whole_and_in_order(made: Made) -> None:
    found = taken(made)
    assert isinstance(found, Episode), found.reason
    assert [cue.text for cue in found.cues] == [said for _, said in made.turns]
    assert [paragraph_of(cue.start_ms) for cue in found.cues] == list(range(1, len(made.turns) + 1))
    assert is_untimed(found) and length_ms(found) == 0


@pytest.mark.parametrize("made", [one for one in transcripts(36) if one.turns[0][0]], ids=lambda made: str(made.name))
def test_who_speaks_is_told_apart(made: Made) -> None:
    found = taken(made)
    assert isinstance(found, Episode)
    first, second = (who for who, _ in made.turns[:2])
    voices = {(cue.speaker or "").casefold() for cue in found.cues}
    numbered = voices == {"speaker 1", "speaker 2"}
    assert numbered or voices == {str(first).casefold(), str(second).casefold()}


@pytest.mark.parametrize("made", list(others(120)), ids=lambda made: str(made.name))
def test_an_article_is_no_transcript(made: Made) -> None:
    assert isinstance(taken(made), Refusal)


def test_what_is_stated_to_be_a_transcript_is_one() -> None:
    said = "hello everyone and welcome\nto yet another talk about the crane\nwhich has stood there for years"
    page = Made("talk.txt", "text/plain", said)
    assert isinstance(taken(page), Refusal)
    found = taken(page, Stated(untimed=True))
    assert isinstance(found, Episode) and is_untimed(found)


def test_a_paragraph_that_is_too_long_is_cut_at_the_ends_of_sentences() -> None:
    said = " ".join(f"I told you of the crane number {number}." for number in range(200))
    found = taken(Made("talk.md", "text/plain", f"# The crane\n\n## Transcript\n\n{said}"))
    assert isinstance(found, Episode)
    assert all(len(cue.text) <= 1500 and cue.text.endswith(".") for cue in found.cues)
    assert " ".join(cue.text for cue in found.cues) == said


def talk(count: int, said: str = "I told you of the crane number {}, and you did not believe me.") -> str:
    return "\n\n".join(said.format(number) for number in range(count))


def test_a_paragraph_without_full_stops_is_cut_at_blanks_and_keeps_every_word() -> None:
    said = " ".join(f"and I told you of the crane {number}" for number in range(900))
    found = taken(Made("talk.md", "text/plain", f"# The crane\n\n## Transcript\n\n{said}"))
    assert isinstance(found, Episode)
    assert all(len(cue.text) <= 1500 for cue in found.cues)
    assert " ".join(cue.text for cue in found.cues) == said


@pytest.mark.parametrize(
    ("heading", "end"),
    [
        ("## Transcript", "## Links"),
        ("## Transcript", "# About us"),
        ("Transcript\n----------", "Links\n-----"),
        ("== Transcript", "== Links"),
    ],
)
def test_a_transcript_ends_at_the_next_heading_as_high_as_its_own(heading: str, end: str) -> None:
    text = f"# The crane\n\n{heading}\n\n{talk(12)}\n\n### Part two\n\n{talk(12)}\n\n{end}\n\nMy other page, where I tell you more."
    found = taken(Made("talk.md", "text/plain", text))
    assert isinstance(found, Episode)
    assert len(found.cues) == 24 and "other page" not in found.cues[-1].text


def test_a_heading_among_the_turns_ends_nothing() -> None:
    turns = "\n\n".join(
        f"**{who}:** I told you so, {number}, did you see?" for number in range(9) for who in ("Ida Cour", "Paul Ney")
    )
    text = f"# The crane\n\n## Transcript\n\n{turns}\n\n## Part two\n\n{turns}\n\n## Links\n\nhttps://brume.example/crane"
    found = taken(Made("talk.md", "text/plain", text))
    assert isinstance(found, Episode)
    assert len(found.cues) == 36


def test_of_several_headings_the_one_below_which_most_is_said_counts() -> None:
    text = f"# The crane\n\n## Transcript\n\n{talk(30)}\n\n## Transcript\n\nYou find it above, and I thank you.\n"
    found = taken(Made("talk.md", "text/plain", text))
    assert isinstance(found, Episode)
    assert len(found.cues) == 30


def test_who_speaks_may_stand_in_headings() -> None:
    turns = "\n\n".join(f"#### {who}\n\nI told you so, {number}, did you see?" for number in range(9) for who in ("Ida", "Paul"))
    found = taken(Made("talk.md", "text/plain", f"# The crane\n\n### Transcript\n\n{turns}\n\n### Wrapping Up\n\nI thank you."))
    assert isinstance(found, Episode)
    assert {cue.speaker for cue in found.cues} == {"Ida", "Paul"}


def test_chapters_above_a_transcript_without_times_are_told_of_nothing_in_it() -> None:
    chapters = "\n".join(f"{number}:{number:02}:00 Chapter {number}" for number in range(1, 30))
    found = taken(Made("talk.md", "text/plain", f"# The crane\n\n{chapters}\n\n## Transcript\n\n{talk(22)}"))
    assert isinstance(found, Episode), found.reason
    assert is_untimed(found) and len(found.cues) == 22 and found.chapters == ()
    assert "Chapter 3" in found.description


def test_stamps_go_before_paragraphs() -> None:
    found = taken(
        Made("a.txt", "text/plain", "00:01 Jane: I see you there.\n00:09 Paul: And I see you.\n00:20 Jane: Good, we go on.")
    )
    assert isinstance(found, Episode) and not is_untimed(found)


def test_stamps_within_paragraphs_tell_when_what_follows_is_said() -> None:
    turns = "\n\n".join(
        f"**{who}:** {'[00:00:00] ' * (not place)}I told you about the crane, and [00:0{place + 1}:00] you know that {place}."
        for place, who in enumerate(["Jane Moore", "Paul Ney"] * 3)
    )
    found = taken(Made("talk.md", "text/plain", f"# The crane\n\n{turns}"))
    assert isinstance(found, Episode) and not is_untimed(found)
    assert [(cue.start_ms, cue.speaker) for cue in found.cues][:4] == [
        (0, "Jane Moore"),
        (60_000, "Jane Moore"),
        (60_000, "Paul Ney"),
        (120_000, "Paul Ney"),
    ]
    assert found.cues[1].text == "you know that 0."
