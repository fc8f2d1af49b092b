"""A transcript of which nobody tells when it is said is taken where it is told to be one, and nothing else is."""

import hashlib

import pytest

from archive.model.episode import Episode, is_untimed, paragraph_of
from archive.model.page import RawPage, Refusal, Stated
from archive.text.word_times import length_ms
from ingest import read
from ingest.extract.speech import is_spoken
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


@pytest.mark.parametrize("made", list(others(140)), ids=lambda made: str(made.name))
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


def test_one_name_now_and_then_is_nobodys_turn() -> None:
    said = [
        "Welcome, Ida, to the show.",
        "Ida Kerr: I thank you.",
        "Ida Kerr: Which crane do you mean?",
        "We know it well, I think.",
    ]
    found = taken(Made("talk.md", "text/plain", "# The crane\n\n### Transcript\n\n" + "\n\n".join(said * 20)))
    assert isinstance(found, Episode)
    assert [(cue.text, cue.speaker) for cue in found.cues] == [(text, None) for text in said * 20]


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
        f"**{who}:** {'[00:00:00] ' * (not place)}I told you about the crane, and [00:{place + 1:02}:00] you know that {place}."
        for place, who in enumerate(["Jane Moore", "Paul Ney"] * 12)
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


TOLD = "The crane of the harbour was built in a year of storms, and nobody had asked for it; it stands to this day, number {}."
"""Told, as lecturers tell: without an "I" and a "you"."""


def test_below_the_heading_of_a_transcript_nobody_has_to_say_i() -> None:
    found = taken(Made("talk.md", "text/plain", f"# The crane\n\n## Transcript\n\n{talk(20, TOLD)}"))
    assert isinstance(found, Episode) and len(found.cues) == 20


@pytest.mark.parametrize("heading", ["## Transcript settings", "## Transcriptions", "Our transcripts", "transcript"])
def test_below_another_heading_it_is_asked(heading: str) -> None:
    above = "# The crane\n\nA list\n" if heading == "transcript" else "# The crane\n\n"
    assert isinstance(taken(Made("talk.md", "text/plain", f"{above}{heading}\n\n{talk(20, TOLD)}")), Refusal)


def test_questions_in_headings_are_said() -> None:
    answers = "\n\n".join(f"## Question {number}: What do you see?\n{talk(2)}" for number in range(9))
    found = taken(Made("talk.md", "text/plain", f"# Info\n\nIda Cour\n\n# Transcript\n\n{answers}"))
    assert isinstance(found, Episode)
    assert [cue.text for cue in found.cues][::3] == [f"Question {number}: What do you see?" for number in range(9)]


def test_headings_as_high_as_that_of_the_transcript_end_it_only_where_they_name_what_nobody_says() -> None:
    parts = "\n\n".join(f"## Part {number}\n\n{talk(9, TOLD)}" for number in ("one", "two", "three"))
    found = taken(
        Made("talk.md", "text/plain", f"# The crane\n\n## Transcript\n\n{talk(9, TOLD)}\n\n{parts}\n\n## Show notes\n\nA link.")
    )
    assert isinstance(found, Episode)
    assert len(found.cues) == 36


def test_what_others_say_between_ends_nothing() -> None:
    turns = "\n\n".join(f"### {who}\n\nI told you so, {number}, did you see?" for number in range(9) for who in ("Ida", "Paul"))
    notice = "\n\n".join(f"#### {who}\n\nYou know what I buy, {number}." for number in range(3) for who in ("Jay", "Otto"))
    text = f"# The crane\n\n### Transcript\n\n{turns}\n\n### A word of ours\n\n{notice}\n\n{turns}\n\n### Useful links\n\nA link."
    found = taken(Made("talk.md", "text/plain", text))
    assert isinstance(found, Episode)
    assert len(found.cues) == 42


def test_a_talk_with_a_few_questions_behind_it_is_taken_whole() -> None:
    asked = "\n\n".join(
        f"{who}: I ask you again, {number}, did you see it?" for number in range(5) for who in ("Ida Cour", "Paul Ney")
    )
    found = taken(Made("talk.md", "text/plain", f"# The crane\n\n{talk(30)}\n\n{asked}"))
    assert isinstance(found, Episode)
    assert len(found.cues) == 40 and found.cues[0].speaker is None and found.cues[-1].speaker == "Paul Ney"


@pytest.mark.parametrize(
    "text",
    [
        f"# The crane\n\n## Transcript\n\nI thank you.\n\n# Part one\n\n{talk(30, TOLD)}",
        f"# The crane\n\n- {talk(30, TOLD)}\n- a dyke\n- a lamp",
        f"# The crane\n\n```\n{talk(30, TOLD)}\n```",
    ],
)
def test_of_what_somebody_states_to_be_a_transcript_nearly_every_word_is_kept(text: str) -> None:
    found = taken(Made("talk.md", "text/plain", text), Stated(untimed=True))
    assert isinstance(found, Episode)
    assert sum(len(cue.text.split()) for cue in found.cues) > 0.95 * len(talk(30, TOLD).split())


@pytest.mark.parametrize(
    "text",
    [
        "Le prix du port et du quai. Du vent, du sel : je ne sais rien du reste ? Rien du tout. Du bois, du fer. Et du pain ?",
        "I ragazzi di Ben Ali, I nomi, I porti: tu dove sei? Du bist. " * 3,
    ],
)
def test_a_word_of_one_language_is_no_i_and_no_you_of_another(text: str) -> None:
    assert not is_spoken([text])


@pytest.mark.parametrize(
    "text",
    [
        "Je crois que vous le savez.",
        "I know that you do.",
        "Io lo so, e tu?",
        "Ich weiß, und Sie?",
        "我知道你好吗?",
        "Yo sé que tú.",
    ],
)
def test_i_and_you_of_one_language_are_speech(text: str) -> None:
    assert is_spoken([text])


def test_what_a_site_generator_reads_is_no_title() -> None:
    turns = "\n\n".join(
        f"__{who}__: I told you so, {number}, did you not see it?" for number in range(15) for who in ("Ida", "Paul")
    )
    head = "---\nepisode: crane.md\n---\n\n{%- include util.html -%}\n[episode]: {{episode.url}}\n\n"
    found = taken(Made("the-crane.md", "text/plain", head + turns))
    assert isinstance(found, Episode)
    assert "{" not in found.title and "{" not in found.description


def turned(line: str = "") -> str:
    said = [
        f"{('Jane Moore', 'Paul Ney')[number % 2]}: I think that you should look at crane {number} again." for number in range(40)
    ]
    return "\n\n".join([*said[:20], f"{said[20]}\n{line}", *said[21:]])


@pytest.mark.parametrize(
    "line", ["exit the highway and then you see the house", "act I think is what you and I need", "Enter I said"]
)
def test_a_line_of_talk_is_no_stage_direction(line: str) -> None:
    assert isinstance(taken(Made("crane.txt", "text/plain", turned(line))), Episode)
    assert isinstance(taken(Made("crane.txt", "text/plain", turned("Exit."))), Refusal)


def test_a_talk_in_capitals_is_one() -> None:
    assert isinstance(taken(Made("crane.txt", "text/plain", turned().upper())), Episode)


def test_a_name_in_brackets_is_said_and_no_reference_of_a_generator() -> None:
    turns = "\n".join(f"[{who}]: I told you so, {number}, did you not see it?" for number in range(15) for who in ("Ida", "Paul"))
    found = taken(Made("the-crane.md", "text/plain", f"---\ntitle: The crane\n---\n\n## Transcript\n\n{turns}\n"))
    assert isinstance(found, Episode) and len(found.cues) == 30
