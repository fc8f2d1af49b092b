"""One grammar for stamped text: every way of writing who says what when, and what is stamped and no speech."""

from pathlib import Path

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from ingest import read
from ingest.extract.stamps import mark_of
from ingest.extract.transcript import find_transcript

SAID = (
    "Bonsoir, nous parlons ce soir du phare et de sa lampe, que l'on répare depuis un an avec six personnes.",
    "Oui, et elle tourne de nouveau depuis hier, vingt secondes par tour, comme au premier jour du phare.",
    "Qui la nourrissait avant la guerre, et combien de litres d'huile fallait-il monter chaque nuit ?",
    "Trois gardiens, et quarante litres au moins, que le plus jeune montait sur son dos par deux cents marches.",
    "Merci à vous, et à la semaine prochaine pour la suite de cette histoire, si la mer le veut bien.",
    "Avec plaisir, et bonne nuit à tous ceux qui sont en mer ce soir, où qu'ils soient entre les îles.",
)
NAMES = ("Le journaliste", "vitalik", "Le journaliste", "vitalik", "Le journaliste", "vitalik")
STARTS = (432, 440, 449, 455, 3_605, 3_612)


def page(form: str, starts: tuple[int, ...] = STARTS, end: str = "\n\n") -> str:
    """A transcript whose first stamp is late, written in a form: {t} is the time, {n} who speaks, {x} what is said."""
    clocks = [f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}" if s >= 3600 else f"{s // 60}:{s % 60:02}" for s in starts]
    return end.join(form.format(t=clock, n=name, x=said) for clock, name, said in zip(clocks, NAMES, SAID, strict=True))


def read_text(text: str) -> Episode | Refusal:
    return read(RawPage("page.md", text.encode(), "text/plain", "0" * 64))


FORMS = [
    "{n} ({t}): {x}",
    "{n} ({t}):\n{x}",
    "{n} [{t}] {x}",
    "[{n}] [{t}] {x}",
    "**{n}** [{t}](https://film.example/watch?v=a_b(1)&t=1s): {x}",
    "**{n}**[{t}](https://film.example/a): {x}",
    "**{n} ({t}) -** {x}",
    "**{n}** ({t}) - {x}",
    "*{n} ({t})*: {x}",
    "__{n}__ `{t}`: {x}",
    "[{t}] **{n}**: {x}",
    "**[{t}] {n}:** {x}",
    "({t}) {n} : {x}",
    "[[{t}](https://film.example/a)] {n}: {x}",
    "> {n}: [{t}] {x}",
    "- {n} ({t}) : {x}",
    "### {n} {t}\n\n{x}",
    "{n}\t{t}\n{x}",
    "{t}\n{n}\n{x}",
    "{n}\n{t}\n{x}",
    "{{{t}}} {n}: {x}",
    "<{t}> {n}: {x}",
    "{n} | {t}\n{x}",
    "{t} {n}: {x}",
    "{t} | {n}: {x}",
    "{t}\t{n}\t{x}",
    "{t} — {n} — {x}",
    "{t} {n}\n{x}",
    "{t} ({n}) {x}",
    "[{t}] [{n}] {x}",
    "[{n} {t}] {x}",
    "`{t}` **{n}** {x}",
    "* **{t}** **{n}**: {x}",
    "1. [{t}] {n}: {x}",
    "|{t}|{n}|{x}|",
    "{n} » {t}\n{x}",
    "Timecode: [{t}] {n}: {x}",
]


@pytest.mark.parametrize("form", FORMS)
def test_who_says_what_when_is_read_however_it_is_written(form: str) -> None:
    episode = read_text(page(form))
    assert isinstance(episode, Episode), episode
    assert [(cue.start_ms // 1000, cue.speaker, cue.text) for cue in episode.cues] == list(zip(STARTS, NAMES, SAID, strict=True))


def test_a_stamp_without_a_name_keeps_the_speaker_before() -> None:
    text = page("{n} ({t}):\n{x}").replace("vitalik (7:20)", "(7:20)", 1)
    episode = read_text(text)
    assert isinstance(episode, Episode)
    assert [cue.speaker for cue in episode.cues] == [NAMES[0], *NAMES[:1], *NAMES[2:]]


def test_both_parts_of_a_recording_are_kept_in_their_order() -> None:
    text = page("{n}  {t}  \n{x}") + "\n\n## Deuxième partie\n\n" + page("{n}  {t}  \n{x}", (0, 9, 18, 27, 36, 45))
    episode = read_text(text)
    assert isinstance(episode, Episode)
    assert [cue.start_ms // 1000 for cue in episode.cues] == [*STARTS, 0, 9, 18, 27, 36, 45]
    assert any(note.rule == "times that go back" for note in episode.removed)


def test_a_fourth_field_beyond_any_frame_counts_seconds() -> None:
    starts = (7, 16, 25, 34, 43, 52)
    text = "\n".join(f"[00:00:00:{second:02}] {said}" for second, said in zip(starts, SAID, strict=True))
    episode = read_text(text)
    assert isinstance(episode, Episode)
    assert [cue.start_ms // 1000 for cue in episode.cues] == list(starts)


def test_cues_of_many_lines_are_speech_when_as_much_is_said() -> None:
    long = "\n".join(SAID * 3)
    episode = read_text("\n\n".join(f"[{minute}:00]\n{long}" for minute in range(9, 21)))
    assert isinstance(episode, Episode)
    assert [cue.start_ms for cue in episode.cues] == [minute * 60_000 for minute in range(9, 21)]


def test_ten_words_a_minute_are_a_short_transcript() -> None:
    episode = read_text("[0:04] Le phare de Brume.\n\n[0:16] La lampe tourne.\n\n[0:29] Rien d'autre ne bouge.\n\n[0:47] Fin.\n")
    assert isinstance(episode, Episode)
    assert len(episode.cues) == 4


def test_headings_between_the_turns_are_chapters() -> None:
    turns = page("{n} ({t}): {x}").split("\n\n")
    text = "\n\n".join([*turns[:2], "## La guerre", *turns[2:4], "### [59:50] Adieux", *turns[4:]])
    episode = read_text(text)
    assert isinstance(episode, Episode)
    assert [(chapter.start_ms // 1000, chapter.title) for chapter in episode.chapters] == [(449, "La guerre"), (3590, "Adieux")]
    assert [cue.text for cue in episode.cues] == list(SAID)


NO_SPEECH = {
    "minutes of a meeting": "\n\n".join(
        f"**Video** | [{start}:10](https://film.example/?t={start})\n-|-\n" + "\n".join(SAID) for start in range(3, 60, 14)
    ),
    "a chat": "\n".join(
        f"00:{minute:02}:{minute * 7 % 60:02}\tvitalik:\tsee https://film.example/{minute} or ask @julian"
        for minute in range(10, 40)
    ),
    "messages of a day": "\n".join(f"14:{minute:02}:05 <vitalik> {SAID[minute % 6]}" for minute in range(2, 40)),
    "times of the day": "\n".join(f"{hour}:15 PM vitalik: {SAID[hour]}" for hour in range(1, 6)),
    "headings with times": "\n\n".join(f"## Sujet {n} [{5 * n}:10](https://film.example/a)\n\n- {SAID[n]}" for n in range(6)),
    "show notes": "\n".join(f"- ({8 * n}:{n}5) {SAID[n]}" for n in range(6)),
}


@pytest.mark.parametrize("name", NO_SPEECH)
def test_what_nobody_says_is_no_transcript(name: str) -> None:
    found = read_text(NO_SPEECH[name])
    assert isinstance(found, Refusal), found.cues


HOSTILE = [
    "00a0" + " " * 20_000 + ":x",
    "a " * 10_000 + ": 00:01",
    "*" * 20_000 + "00:01",
    "[" * 20_000 + "00:01" + "]" * 20_000,
    "00:01" + "](https://a" * 5_000,
    "x [00:01](" + "(" * 20_000,
    "00:01 --> " * 4_000,
    "1" * 20_000 + ":00",
    "Nom" + " -" * 10_000 + " 00:01",
    "(00:01 " + " - 00:02" * 4_000,
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_no_line_costs_more_than_its_length(line: str) -> None:
    for _ in range(300):
        mark_of(line)
    find_transcript([line, "", line[:500]] * 300)


def test_a_page_says_how_its_lines_were_read(tmp_path: Path) -> None:
    found = find_transcript(page("{n} ({t}): {x}").split("\n"))
    assert found is not None
    assert found.shape == "name [time]: text: 6 cues, 2.5 words a second"


def test_a_time_later_than_any_recording_lasts_is_none() -> None:
    late = "\n".join(f"{place}\n277:4{place}:40,000 --> 277:4{place}:44,000\nI told you so.\n" for place in range(7, 9))
    found = read(
        RawPage("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\nI told you.\n\n{late}".encode(), "application/x-subrip", "0" * 64)
    )
    assert isinstance(found, Episode)
    assert [cue.start_ms for cue in found.cues] == [1000]
    lines = "\n".join(f"277:47:{10 + place} And I told you so again, as I tell you now." for place in range(8))
    assert isinstance(read_text(lines), Refusal)


def test_what_a_manual_shows_of_a_programs_lines_is_no_transcript() -> None:
    prose = "\n\n".join(
        ["The tool cuts a recording into parts and writes one line for each of them, with the second and the words."] * 6
    )
    shown = "0:01 and that is why we all went\n0:04 down to the harbour that day\n0:08 to see the crane taken down"
    found = read_text(f"# harbour\n\n{prose}\n\n{shown}\n\n{prose}")
    assert isinstance(found, Refusal)
    alone = read_text(f"# harbour\n\nA walk.\n\n{shown}")
    assert isinstance(alone, Episode)
