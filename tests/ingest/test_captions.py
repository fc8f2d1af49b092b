"""Caption files and Whisper's output keep their times to the millisecond."""

# ruff: noqa: E501 - captions stand as they are written

import json

import pytest

from ingest.formats.json_records import read_json
from ingest.formats.record import BadRecord, NoSegments
from ingest.formats.registry import read_json_value
from ingest.formats.timed_json import read_record
from ingest.formats.vtt_srt import read_sbv, read_srt, read_vtt

VTT = """WEBVTT - Le phare
Kind: captions

NOTE rien d'utile --- ici

STYLE
::cue { color: red }

1
00:01.500 --> 00:04.000 align:start position:10%
<v Camille Roussel>Bonjour <b>à tous</b>.</v>

01:00:00.000 --> 01:00:02.250
20h, c'est
<00:00:19.000><c>l'heure</c> &amp; le vent < 3.
"""


def test_vtt_is_read_without_its_notes_styles_and_markup() -> None:
    first, second = read_vtt(VTT).captions
    assert (first.start_ms, first.end_ms, first.text, first.speaker) == (1500, 4000, "Bonjour à tous.", "Camille Roussel")
    assert (second.start_ms, second.end_ms, second.text) == (3_600_000, 3_602_250, "20h, c'est l'heure & le vent < 3.")


def test_srt_is_read_with_its_commas_and_line_ends() -> None:
    cues = read_srt(
        "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Bonjour.</i>\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n1934\r\n"
    ).captions
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in cues] == [(1000, 2500, "Bonjour."), (3000, 4000, "1934")]


def test_whisper_segments_become_captions() -> None:
    record = read_record({"text": "…", "language": "fr", "segments": [{"id": 0, "start": 1.159, "end": 2, "text": " Bonjour."}]})
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in record.captions] == [(1159, 2000, "Bonjour.")]
    assert record.language == "fr"


def test_whisper_cpp_offsets_are_milliseconds() -> None:
    record = read_record({"transcription": [{"offsets": {"from": 1500, "to": 2500}, "text": " Bonjour."}]})
    assert [(cue.start_ms, cue.end_ms) for cue in record.captions] == [(1500, 2500)]


@pytest.mark.parametrize("start", ["7:6x", None, -1, float("nan"), 1e12, True, [1]])
def test_a_segment_without_a_time_is_left_out_and_told(start: object) -> None:
    record = read_record({"segments": [{"start": 0, "text": "a"}, {"start": start, "text": "b"}]})
    assert [caption.text for caption in record.captions] == ["a"]
    assert [removed.sample for removed in record.removed] != []


def test_a_record_whose_every_segment_has_no_time_is_refused() -> None:
    with pytest.raises(BadRecord, match="segment 1 has an unreadable start"):
        read_record({"segments": [{"start": "7:6x", "text": "a"}]})


@pytest.mark.parametrize("row", [{"title": "Le phare"}, {"segments": []}, {"segments": [{"start": 0, "text": " "}]}])
def test_a_row_without_a_transcript_is_of_another_kind(row: dict[str, object]) -> None:
    with pytest.raises(NoSegments):
        read_record(json.loads(json.dumps(row)))


def test_every_channel_of_deepgram_is_heard() -> None:
    said = [("Bonsoir à tous.", 0.1), ("Salut, dit le gardien.", 1.1)]
    channels = [
        {
            "alternatives": [
                {"transcript": text, "words": [{"word": text, "punctuated_word": text, "start": start, "end": start + 0.5}]}
            ]
        }
        for text, start in said
    ]
    both = read_record({"metadata": {"channels": 2}, "results": {"channels": channels}})
    assert [(one.start_ms, one.text, one.speaker) for one in both.captions] == [
        (100, "Bonsoir à tous.", "channel 1"),
        (1100, "Salut, dit le gardien.", "channel 2"),
    ]
    (alone,) = read_record({"results": {"channels": channels[:1]}}).captions
    assert alone.speaker is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_python_writes_for_no_number_is_none(number: str) -> None:
    said = f'{{"segments": [{{"start": 0.5, "end": 2, "text": "Le NaN est doux.", "avg_logprob": {number}}}]}}'
    (cue,) = read_record(read_json(said.encode())).captions
    assert (cue.start_ms, cue.end_ms, cue.text) == (500, 2000, "Le NaN est doux.")
    with pytest.raises(BadRecord):
        read_json(said.encode()[:-2])


@pytest.mark.parametrize("sign", ["<br>", "<br />", "<BR/>", "[br]", r"\N", r"\h"])
def test_a_new_line_inside_a_line_is_a_space(sign: str) -> None:
    said = f"Le phare{sign}s'éteint."
    for cues in (
        read_srt(f"1\n00:00:01,000 --> 00:00:02,000\n{said}\n").captions,
        read_vtt(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{said}\n").captions,
        read_sbv(f"0:00:01.000,0:00:02.000\n{said}\n").captions,
    ):
        assert [cue.text for cue in cues] == ["Le phare s'éteint."]


def test_every_word_of_a_phrase_keeps_its_time() -> None:
    words = [
        {"word": word, "start": start, "end": start + 0.3} for word, start in (("Le", 0.5), ("phare", 0.8), ("de Brume", 1.25))
    ]
    (said,) = read_json_value({"text": "", "words": words}).captions
    assert (said.text, said.words_ms) == ("Le phare de Brume", (500, 800, 1250, 1250))


def test_punctuation_that_stands_alone_is_no_word() -> None:
    items = [
        {"type": "pronunciation", "start_time": "0.0", "end_time": "0.4", "alternatives": [{"content": "Bonsoir"}]},
        {"type": "punctuation", "alternatives": [{"content": "."}]},
    ]
    (said,) = read_json_value({"results": {"transcripts": [], "items": items}}).captions
    assert (said.text, said.words_ms) == ("Bonsoir.", (0,))


def test_times_within_a_caption_are_those_of_its_words() -> None:
    text = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nbonjour<00:00:01.480><c> à</c><00:00:01.560><c> tous,</c><00:00:02.100><c> l'</c><00:00:02.300><c>ami</c>\n"
    (said,) = read_vtt(text).captions
    assert (said.text, said.words_ms) == ("bonjour à tous, l'ami", (1000, 1480, 1560, 2100))
    parts = [
        {"utf8": "bonjour"},
        {"utf8": " à", "tOffsetMs": 480},
        {"utf8": " tous,\nl'", "tOffsetMs": 560},
        {"utf8": "ami", "tOffsetMs": 900},
    ]
    (said,) = read_json_value({"events": [{"tStartMs": 1000, "dDurationMs": 3000, "segs": parts}]}).captions
    assert (said.text, said.words_ms) == ("bonjour à tous, l'ami", (1000, 1480, 1560, 1560))


def test_the_times_of_a_label_go_with_it() -> None:
    cue = "00:00:0{n}.000 --> 00:00:0{n}.900\n{who}:<00:00:0{n}.300><c> oui</c><00:00:0{n}.600><c> merci</c>\n\n"
    talk = "".join(cue.format(n=n, who=who) for n, who in enumerate(("Camille Roussel", "Odilon Vasseur", "Camille Roussel"), 1))
    said = read_vtt(f"WEBVTT\n\n{talk}").captions[0]
    assert (said.speaker, said.text, said.words_ms) == ("Camille Roussel", "oui merci", (1300, 1600))


def spoken(*lines: str) -> list[tuple[str, str | None]]:
    """Captions of these lines as read, each with who says it."""
    cues = "".join(f"00:{n:02}.000 --> 00:{n:02}.900\n{line}\n\n" for n, line in enumerate(lines))
    return [(one.text, one.speaker) for one in read_vtt(f"WEBVTT\n\n{cues}").captions]


@pytest.mark.parametrize("stray", ["", "Avel Avel Avel: la mer."])
def test_one_name_now_and_then_does_not_tell_who_says_the_rest(stray: str) -> None:
    lines = ["Bienvenue, Odilon.", "Odilon Vasseur: Merci.", "Odilon Vasseur: Et la tour ?", "Elle est haute."] * 6
    lines += [*filter(None, [stray]), *["Parlons de la lampe."] * 30]
    assert spoken(*lines) == [(line, None) for line in lines]


def test_names_that_follow_one_another_tell_who_says_what_lies_between() -> None:
    talk = ["CR: Qui monte ?", "OV: Le gardien.", "Chaque soir.", "Et chaque matin.", "Par tous les temps."]
    told = ["CR", *["OV"] * 4]
    assert [speaker for _, speaker in spoken(*talk * 4)] == told * 4
    # one who is asked now and then
    speech = ["OV: La mer.", "Puis la tour.", "Et la lampe."]
    assert [speaker for _, speaker in spoken(*speech * 9, *talk)] == [*["OV"] * 27, *told]


def test_a_caption_is_cut_where_another_begins_to_speak() -> None:
    """A range over both was cited as one voice, and what follows as said by the one who asked."""
    lines = ["CR: Qui monte ?", "Chaque soir ? OV: Le gardien.", "Par tous les temps. CR: Ah.", "OV: Oui."]
    told = [
        ("Qui monte ?", "CR"),
        *(("Chaque soir ?", "CR"), ("Le gardien.", "OV")),
        *(("Par tous les temps.", "OV"), ("Ah.", "CR")),
        ("Oui.", "OV"),
    ]
    assert spoken(*lines * 2) == told * 2


def test_each_part_of_a_caption_begins_when_it_is_said() -> None:
    cues = [(0, "CR: Qui monte ?"), (10, "La lampe ? OV: Le phare."), (12, "CR: Et le gardien ? OV: Oui.")]
    stamped = "".join(f"00:00:{at:02}.000 --> 00:00:{at + 2:02}.000\n{text}\n\n" for at, text in cues)
    found = read_vtt(f"WEBVTT\n\n{stamped}").captions
    assert [one.text for one in found[1:3]] == ["La lampe ?", "Le phare."]
    (first, second), ends = [one.start_ms for one in found[1:3]], [one.end_ms for one in found[1:3]]
    assert first == 10_000
    assert 10_900 < second < 11_400
    assert ends == [second, 12_000]


def test_the_parts_of_a_caption_have_the_times_of_their_words() -> None:
    cue = "00:00:0{n}.000 --> 00:00:0{n}.900\nCR:<00:00:0{n}.100><c> Oui ?</c><00:00:0{n}.300><c> OV:</c><00:00:0{n}.400><c> Non.</c>\n\n"
    first, second = read_vtt("WEBVTT\n\n" + "".join(cue.format(n=n) for n in range(1, 5))).captions[:2]
    assert (first.speaker, first.text, first.start_ms, first.words_ms) == ("CR", "Oui ?", 1000, (1100, 1100))
    assert (second.speaker, second.text, second.start_ms, second.words_ms) == ("OV", "Non.", 1400, (1400,))


def test_a_record_tells_who_speaks_by_labels_as_captions_do() -> None:
    said = ["CR : Qui monte ?", "Chaque soir ? OV : Le gardien.", "CR : Ah.", "OV : Oui."]
    rows = [{"start": at * 4.0, "end": at * 4.0 + 3, "text": text} for at, text in enumerate(said)]
    found = read_json_value({"title": "La lampe", "segments": rows}).captions
    assert [(one.speaker, one.text) for one in found[:3]] == [("CR", "Qui monte ?"), ("CR", "Chaque soir ?"), ("OV", "Le gardien.")]
    stated = [{**row, "speaker": "Camille Roussel"} for row in rows]
    assert [one.text for one in read_json_value({"title": "La lampe", "segments": stated}).captions] == said


def test_a_dash_behind_the_end_of_a_sentence_is_somebody_else() -> None:
    talk = ["CR: Qui monte ?", "- le gardien.", "Chaque soir.", "OV: Et la lampe", "- la grande -", "tourne..."]
    told = ["CR", None, None, "OV", "OV", "OV"]
    assert [speaker for _, speaker in spoken(*talk * 5)] == told * 5


@pytest.mark.parametrize("beside", ["alt_text", "helpText", "next_text", "toolTipText"])
def test_a_text_beside_is_not_what_is_said(beside: str) -> None:
    rows = [{beside: "a picture", "start": at, "transcription": f"said at {at}"} for at in (0, 5, 9)]
    assert [one.text for one in read_record({"segments": rows}).captions] == ["said at 0", "said at 5", "said at 9"]


@pytest.mark.parametrize(("begin", "end"), [("start", "end"), ("offset", "length"), ("startOffset", "endOffset")])
def test_starts_that_count_letters_are_no_times(begin: str, end: str) -> None:
    words, at = [], 0
    for text in "the crane of the harbour stood for years".split():
        words.append({"text": text, begin: at, end: len(text) if end == "length" else at + len(text)})
        at += len(text) + 1
    said = [{"start": number, "text": f"line {number}"} for number in range(3)]
    assert [one.text for one in read_record({"entities": words, "cues": said}).captions] == ["line 0", "line 1", "line 2"]
    with pytest.raises(NoSegments):
        read_record({"entities": words})
