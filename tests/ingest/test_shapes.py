"""JSON and tables are read by their shape: the same talk as services and tools write it, none of which the reader knows by name."""

# ruff: noqa: E501 - shapes stand as they are written

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.model.episode import Episode, is_untimed
from archive.model.page import RawPage, Refusal, Stated
from ingest import read
from ingest.formats import json_records, tables, timed_json
from tests.formats.reading import read_all

TALK = (("A", "Le phare de Brume tourne encore.", 13.02), ("B", "Oui depuis hier soir.", 17.5), ("A", "Et la lampe veille.", 21.0))
WORDS = [
    (who, word, start + 0.4 * place, start + 0.4 * place + 0.3)
    for who, said, start in TALK
    for place, word in enumerate(said.rstrip(".").split())
]


def protobuf(seconds: float) -> dict[str, Any]:
    return {"seconds": str(int(seconds)), "nanos": round(seconds % 1 * 1e9)}


def turns() -> list[list[tuple[str, str, float, float]]]:
    return [WORDS[:6], WORDS[6:10], WORDS[10:]]


def alike(who: str, word: str, start: float, end: float) -> dict[str, Any]:
    return {"start": start, "end": end, "text": word}


SHAPES: dict[str, Callable[[], Any]] = {
    "protobuf": lambda: {
        "results": [
            {
                "alternatives": [
                    {
                        "transcript": " ".join(word for _, word, _, _ in turn),
                        "words": [
                            {"startTime": protobuf(start), "endTime": protobuf(end), "word": word, "speakerTag": who}
                            for who, word, start, end in turn
                        ],
                    },
                    {"transcript": "une autre lecture", "words": [{"startTime": protobuf(1), "word": "autre"}]},
                ]
            }
            for turn in turns()
        ]
    },
    "lists of three, speakers beside": lambda: {
        "results": [
            {
                "results": [
                    {"alternatives": [{"timestamps": [[word, start, end] for _, word, start, end in turn]}], "final": True} for turn in turns()
                ],
                "speaker_labels": [{"from": start, "to": end, "speaker": who} for who, _, start, end in WORDS],
            }
        ]
    },
    "words and paragraphs that tell who": lambda: {
        "words": [{"id": n, **alike(*word)} for n, word in enumerate(WORDS)],
        "paragraphs": [{"id": n, "start": turn[0][2], "end": turn[-1][3], "speaker": turn[0][0]} for n, turn in enumerate(turns())],
    },
    "content and kinds": lambda: {
        "format": "2.9",
        "results": [
            item
            for turn in turns()
            for item in [
                *(
                    {"type": "word", "start_time": start, "end_time": end, "alternatives": [{"content": word, "speaker": who}]}
                    for who, word, start, end in turn
                ),
                {"type": "punctuation", "start_time": turn[-1][3], "end_time": turn[-1][3], "alternatives": [{"content": ".", "speaker": turn[0][0]}]},
            ]
        ],
    },
    "spaces between": lambda: {
        "language_code": "fra",
        "words": [
            item
            for who, word, start, end in WORDS
            for item in (
                {"text": word, "type": "word", "start": start, "end": end, "speaker_id": who},
                {"text": " ", "type": "spacing", "start": end, "end": end, "speaker_id": who},
            )
        ],
    },
    "turns with capitals, ms": lambda: {
        "Transcript": [
            {"ParticipantRole": who, "Content": said, "BeginOffsetMillis": round(1000 * start), "EndOffsetMillis": round(1000 * start) + 2000}
            for who, said, start in TALK
        ]
    },
    "deep inside": lambda: {
        "result": {
            "transcription": {
                "utterances": [
                    {"text": said, "start": start, "end": start + 2, "speaker": who, "words": []} for who, said, start in TALK
                ]
            },
            "metadata": {"billing": [{"time": 3, "name": "credit"}]},
        }
    },
    "paragraphs of lines": lambda: {
        "text": [
            {"speaker": turn[0][0], "paragraph": [{"line": [{"text": word, "startTime": start, "endTime": end} for _, word, start, end in turn]}]}
            for turn in turns()
        ]
    },
    "ticks": lambda: {
        "recognizedPhrases": [
            {"speaker": who, "offsetInTicks": round(start * 1e7), "durationInTicks": 2e7, "nBest": [{"display": said}]} for who, said, start in TALK
        ]
    },
    "clocks": lambda: {"cues": [{"begin": f"0:00:{start:05.2f}", "body": said, "voice": who} for who, said, start in TALK]},
    "seconds in letters": lambda: [{"offset": f"{start}s", "duration": "2s", "sentence": said, "speaker": {"name": who}} for who, said, start in TALK],
    "ms of words": lambda: {
        "words": [{"word": word, "start": round(1000 * start), "end": round(1000 * end), "speaker": who} for who, word, start, end in WORDS]
    },
    "names and times as text": lambda: {
        "speakers": [{"name": turn[0][0], "time": str(turn[0][2]), "duration": str(turn[-1][3] - turn[0][2])} for turn in turns()],
        "words": [{"name": word, "time": str(start), "duration": "0.3"} for _, word, start, _ in WORDS],
    },
}  # fmt: skip


def said_in(found: Episode | Refusal) -> list[tuple[int, str | None, str]]:
    assert isinstance(found, Episode), found
    return [(cue.start_ms, cue.speaker, cue.text.rstrip(".")) for cue in found.cues]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_talk_is_read_from_any_shape(shape: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(SHAPES[shape]()), "utf8")
    (found,) = read_all(path).values()
    assert said_in(found) == [(round(1000 * start), who, said.rstrip(".")) for who, said, start in TALK]


@pytest.mark.parametrize("shape", ["protobuf", "ms of words", "spaces between", "names and times as text"])
def test_times_of_words_are_kept(shape: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(SHAPES[shape]()), "utf8")
    (found,) = read_all(path).values()
    assert isinstance(found, Episode)
    assert [time for cue in found.cues for time in cue.words_ms or ()] == [round(1000 * start) for _, _, start, _ in WORDS]


def test_phrases_keep_the_times_of_their_words_where_each_has_one(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    segments = [
        {"start": turn[0][2], "end": turn[-1][3], "text": " ".join(word[1] for word in turn), "words": [alike(*word) for word in turn]} for turn in turns()
    ]  # fmt: skip
    segments[1]["words"] = segments[1]["words"][1:]
    path.write_text(json.dumps({"segments": segments}), "utf8")
    (found,) = read_all(path).values()
    assert isinstance(found, Episode)
    assert [cue.words_ms and cue.words_ms[1] for cue in found.cues] == [13_420, None, 21_400]


@pytest.mark.parametrize(
    "value",
    [
        {"chapters": [{"startTime": 0, "title": "Ouverture"}, {"startTime": 60, "title": "Fin"}]},
        {"speakers": [{"name": "A", "start": 0, "end": 4}, {"name": "B", "start": 4, "end": 9}]},
        {"items": [{"text": "sans heure"}, {"text": "non plus"}]},
        {"a": [[["x"] * 4]]},
    ],
)
def test_what_says_nothing_at_a_time_is_no_transcript(value: object, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps(value), "utf8")
    (found,) = read_all(path).values()
    assert isinstance(found, Refusal)


TABLES = [
    "start,end,text,speaker\n13.02,15,Le phare de Brume tourne encore.,A\n17.5,19,Oui depuis hier soir.,B\n21,23,Et la lampe veille.,A\n",
    "Speaker;Words;Time code\nA;Le phare de Brume tourne encore.;00:00:13.020\nB:;Oui depuis hier soir.;00:17.5\nA;Et la lampe veille.;0:21\n",
    "Texte|Fin|Début|Locuteur\nLe phare de Brume tourne encore.|15.0|13.02|A\nOui depuis hier soir.|19|17.5|B\nEt la lampe veille.|22|21.0|A\n",
    "begin\tend\tspeaker\ttext\n13020\t15000\tA\tLe phare de Brume tourne encore.\n17500\t19000\tB\tOui depuis hier soir.\n21000\t23000\tA\tEt la lampe veille.\n",
    'N, In, Out, Name, Text\n1,"13.02","14.13","A","Le phare de Brume\ntourne encore."\n2,"17.5","19",B,Oui depuis hier soir.\n3,"21","22",A,"Et la lampe veille."\n',
    "start,end,text,speaker\r13.02,15,Le phare de Brume tourne encore.,A\r17.5,19,Oui depuis hier soir.,B\r21,23,Et la lampe veille.,A\r",
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=range(len(TABLES)))
def test_a_talk_is_read_from_columns_in_any_order(table: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.csv"
    path.write_bytes(table.encode())
    (found,) = read_all(path).values()
    assert said_in(found) == [(round(1000 * start), who, said.rstrip(".")) for who, said, start in TALK]


def test_rows_before_the_first_time_are_told(tmp_path: Path) -> None:
    path = tmp_path / "talk.csv"
    path.write_text("timestamp,words\n,Bonsoir.\n[0:13] début,Le phare tourne encore.\n,Oui.\n", "utf8")
    (found,) = read_all(path).values()
    assert said_in(found) == [(13_000, None, "Le phare tourne encore"), (13_000, None, "Oui")]
    assert isinstance(found, Episode)
    assert [note.sample for note in found.removed] == ["1 rows: Bonsoir."]


def test_no_reader_of_a_shape_knows_a_service_by_name() -> None:
    services = "aws amazon azure microsoft google deepgram assemblyai rev.com speechmatics ibm watson kaldi gladia elevenlabs vosk whisper".split()
    for module in (timed_json, tables, json_records):
        source = Path(str(module.__file__)).read_text("utf8").lower()
        assert [name for name in services if name in source] == []


@pytest.mark.parametrize(
    ("start", "end", "text", "unit"),
    [
        ("start_timestamp_millis", "end_timestamp_millis", "text", 1000),
        ("startTimeInSeconds", "endTimeInSeconds", "segment_text", 1),
        ("beginTime", "stopTime", "translatedText", 1),
        ("segmentStartMs", "segmentEndMs", "plainText", 1000),
        ("audio_start", "audio_end", "rawText", 1),
    ],
)
def test_a_time_is_known_by_what_its_key_says_and_not_by_whose_it_is(start: str, end: str, text: str, unit: int) -> None:
    rows = [
        {
            start: 5 * place * unit,
            end: (5 * place + 4) * unit,
            text: f"and here is what we say, part {place}",
            "speaker": {"speaker_label": "spk_1"},
        }
        for place in range(6)
    ]
    found = read(RawPage("a.json", json.dumps({"result": {"parts": rows}}).encode(), "application/json", "0" * 64))
    assert isinstance(found, Episode)
    assert [(cue.start_ms, cue.end_ms, cue.speaker) for cue in found.cues] == [
        (5000 * place, 5000 * place + 4000, "spk_1") for place in range(6)
    ]


def test_a_table_of_which_hardly_a_row_tells_a_time_is_no_timed_transcript() -> None:
    rows = [f"{'0:04:40' if place == 40 else ''},{'AB'[place % 2]},and here I tell you of part {place}" for place in range(60)]
    body = ("timestamp,speaker,words\n" + "\n".join(rows)).encode()
    page = RawPage("a.csv", body, "text/tab-separated-values", "0" * 64)
    found = read(page)
    assert isinstance(found, Refusal)
    assert str(found.reason) == "only 1 of 60 rows tell a time; --untimed takes them as paragraphs"
    taken = read(replace(page, stated=Stated(untimed=True)))
    assert isinstance(taken, Episode)
    assert is_untimed(taken) and len(taken.cues) == 60 and taken.cues[0].text == "and here I tell you of part 0"


def test_data_in_the_cues_of_a_file_of_metadata_is_nothing_that_is_said() -> None:
    cues = "\n\n".join(
        f'00:0{place}.000 --> 00:0{place}.900\n{{\n "type": "place",\n "lat": "{place}"\n}}' for place in range(1, 6)
    )
    assert isinstance(read(RawPage("a.vtt", f"WEBVTT\n\n{cues}".encode(), "text/vtt", "0" * 64)), Refusal)
