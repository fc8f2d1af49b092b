"""The JSON of recognisers and services whose shape is their own: Vosk, Deepgram, AssemblyAI, Rev, AWS, Azure, Google.

Each function `is_…` tells the shape by the keys that only this service writes; each `read_…` gives its captions, in the phrases
that the service made itself where it made some, and else from its words.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from ingest.formats.phrases import Word, phrases
from ingest.formats.record import Caption, NoSegments, Record, caption
from ingest.formats.records import chapters, language_code, string
from ingest.formats.times import iso, milliseconds, seconds, suffixed, ticks

_Read = Callable[[Any], int | None]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(value: Any) -> dict[str, Any]:
    return next(iter(_objects(value)), {})


def _record(captions: Iterable[Caption], language: Any = None, **facts: Any) -> Record:
    found = sorted(captions, key=lambda one: one.start_ms)
    if not found:
        raise NoSegments("no-recognised-words")
    return Record(tuple(found), language=language_code(language if isinstance(language, str) else None), **facts)


def _said(
    items: Iterable[dict[str, Any]], text: str, start: str, end: str, read: _Read, speaker: str = "speaker"
) -> Iterator[Caption]:
    """Captions of objects that are phrases already."""
    for item in items:
        begin = read(item.get(start))
        if begin is not None and (found := caption(begin, str(item.get(text) or ""), read(item.get(end)), string(item, speaker))):
            yield found


def _words(
    items: Iterable[dict[str, Any]], text: tuple[str, ...], start: str, end: str, read: _Read, speaker: str
) -> Iterator[Word]:
    for item in items:
        begin, word = read(item.get(start)), string(item, *text)
        if begin is not None and word:
            yield Word(begin, word, read(item.get(end)), string(item, speaker))


# -- Whisper's words alone


def is_words(data: Any) -> bool:
    """OpenAI's `verbose_json` that was asked for words only."""
    found = _first(data.get("words")) if isinstance(data, dict) else {}
    return "word" in found and "start" in found and "segments" not in data


def read_words(data: Any) -> Record:
    """Words in seconds, joined to phrases."""
    words = _words(_objects(data["words"]), ("punctuated_word", "word"), "start", "end", seconds, "speaker")
    return _record(phrases(words), data.get("language"), duration_ms=seconds(data.get("duration")))


# -- Vosk


def is_vosk(data: Any) -> bool:
    """One result of Vosk, or a list of them: words with `conf`."""
    first = _first(data) if isinstance(data, list) else _object(data)
    word = _first(first.get("result"))
    return "text" in first and "conf" in word and "word" in word


def read_vosk(data: Any) -> Record:
    """Every result as phrases of its words."""
    results = data if isinstance(data, list) else [data]
    found = [_words(_objects(one.get("result")), ("word",), "start", "end", seconds, "speaker") for one in _objects(results)]
    return _record(one for words in found for one in phrases(words))


# -- Rev, and vosk-transcriber in its form


def is_monologues(data: Any) -> bool:
    """Rev's monologues, which vosk-transcriber writes as well."""
    first = _first(data.get("monologues")) if isinstance(data, dict) else {}
    return "elements" in first or "terms" in first


def read_monologues(data: Any) -> Record:
    """Each monologue as phrases of its words, with its speaker."""
    return _record(one for part in _objects(data["monologues"]) for one in phrases(_monologue(part)))


def _monologue(part: dict[str, Any]) -> Iterator[Word]:
    speaker = part.get("speaker")
    name = string(speaker, "name") if isinstance(speaker, dict) else string(part, "speaker")
    last = None
    for item in _objects(part.get("elements") or part.get("terms")):
        text = item.get("value", item.get("text"))
        start = seconds(item.get("ts", item.get("start")))
        if not isinstance(text, str) or not text.strip():
            continue
        if start is not None:
            last = seconds(item.get("end_ts", item.get("end")))
            yield Word(start, text.strip(), last, name)
        elif last is not None:
            yield Word(last, text.strip(), last, name, glued=True)


# -- Deepgram


def is_deepgram(data: Any) -> bool:
    """Deepgram's answer: channels with alternatives."""
    return isinstance(data, dict) and "alternatives" in _first(_object(data.get("results")).get("channels"))


def read_deepgram(data: Any) -> Record:
    """Its utterances, else the sentences of its paragraphs, else its words; of every channel, which names who speaks where they
    are several."""
    results = data["results"]
    channels = _objects(results["channels"])
    captions = list(_said(_objects(results.get("utterances")), "transcript", "start", "end", seconds))
    if not captions:
        captions = [
            one for number, channel in enumerate(channels) for one in _of_channel(channel, number if channels[1:] else None)
        ]
    metadata = _object(data.get("metadata"))
    language = next((found for channel in channels if (found := channel.get("detected_language"))), None)
    return _record(captions, language, duration_ms=seconds(metadata.get("duration")))


def _of_channel(channel: dict[str, Any], number: int | None) -> Iterator[Caption]:
    """What is said on a channel; its number is who speaks where nobody is told apart."""
    best = _first(channel.get("alternatives"))
    captions = list(_sentences(_objects(_object(best.get("paragraphs")).get("paragraphs"))))
    if not captions:
        words = _words(_objects(best.get("words")), ("punctuated_word", "word"), "start", "end", seconds, "speaker")
        captions = list(phrases(words))
    alone = None if number is None else f"channel {number + 1}"
    return (replace(one, speaker=one.speaker or alone) for one in captions)


def _sentences(paragraphs: Iterable[dict[str, Any]]) -> Iterator[Caption]:
    for paragraph in paragraphs:
        speaker = string(paragraph, "speaker")
        for sentence in _said(_objects(paragraph.get("sentences")), "text", "start", "end", seconds):
            yield Caption(sentence.start_ms, sentence.text, sentence.end_ms, speaker)


# -- AssemblyAI


def is_assemblyai(data: Any) -> bool:
    """AssemblyAI's transcript, or its sentences or paragraphs asked for alone."""
    if not isinstance(data, dict):
        return False
    return ("audio_duration" in data or "audio_url" in data) and any(
        isinstance(data.get(key), list) for key in ("words", "utterances", "sentences", "paragraphs")
    )


def read_assemblyai(data: Any) -> Record:
    """Its utterances, sentences or paragraphs, else its words; all in ms."""
    captions: list[Caption] = []
    for part in _objects(data.get("utterances")):
        captions.extend(_utterance(part))
    for key in ("sentences", "paragraphs"):
        captions = captions or list(_said(_objects(data.get(key)), "text", "start", "end", milliseconds))
    if not captions:
        captions = list(phrases(_words(_objects(data.get("words")), ("text",), "start", "end", milliseconds, "speaker")))
    found = [{**item, "start_ms": milliseconds(item.get("start"))} for item in _objects(data.get("chapters"))]
    return _record(
        captions, data.get("language_code"), duration_ms=seconds(data.get("audio_duration")), chapters=tuple(chapters(found))
    )


def _utterance(part: dict[str, Any]) -> list[Caption]:
    """An utterance may last minutes: its words are cut to phrases; without words it stays whole."""
    words = [
        Word(word.start_ms, word.text, word.end_ms, string(part, "speaker"))
        for word in _words(_objects(part.get("words")), ("text",), "start", "end", milliseconds, "speaker")
    ]
    return list(phrases(words)) or list(_said([part], "text", "start", "end", milliseconds))


# -- AWS Transcribe


def is_aws(data: Any) -> bool:
    """Amazon Transcribe: items with alternatives, under results."""
    results = _object(data.get("results")) if isinstance(data, dict) else {}
    return "transcripts" in results and isinstance(results.get("items"), list)


def read_aws(data: Any) -> Record:
    """Its items as phrases; punctuation stands behind the word before it."""
    results = data["results"]
    return _record(phrases(_aws_words(results)), results.get("language_code"))


def _aws_words(results: dict[str, Any]) -> Iterator[Word]:
    speakers = _aws_speakers(results)
    last: Word | None = None
    for item in _objects(results["items"]):
        text = string(_first(item.get("alternatives")), "content")
        start = seconds(item.get("start_time"))
        if text and item.get("type") == "punctuation" and last is not None:
            yield Word(last.end_ms or last.start_ms, text, last.end_ms, last.speaker, glued=True)
        elif text and start is not None:
            last = Word(start, text, seconds(item.get("end_time")), string(item, "speaker_label") or speakers.get(start))
            yield last


def _aws_speakers(results: dict[str, Any]) -> dict[int, str]:
    """Start of a word -> its speaker, in the older form that lists speakers apart."""
    found: dict[int, str] = {}
    for part in _objects(_object(results.get("speaker_labels")).get("segments")):
        for item in _objects(part.get("items")):
            start, name = seconds(item.get("start_time")), string(item, "speaker_label")
            if start is not None and name:
                found[start] = name
    return found


# -- Azure


def is_azure(data: Any) -> bool:
    """Azure's batch transcription (recognizedPhrases), or its fast one (phrases with offsetMilliseconds)."""
    return isinstance(data, dict) and (
        "nBest" in _first(data.get("recognizedPhrases")) or "offsetMilliseconds" in _first(data.get("phrases"))
    )


def read_azure(data: Any) -> Record:
    """Its phrases, in the best reading of each."""
    if isinstance(data.get("phrases"), list):
        items = _objects(data["phrases"])
        return _record(
            filter(None, map(_fast, items)), _first(items).get("locale"), duration_ms=milliseconds(data.get("durationMilliseconds"))
        )
    items = _objects(data["recognizedPhrases"])
    return _record(filter(None, map(_batch, items)), _first(items).get("locale"), duration_ms=ticks(data.get("durationInTicks")))


def _fast(item: dict[str, Any]) -> Caption | None:
    return _lasting(
        milliseconds(item.get("offsetMilliseconds")), milliseconds(item.get("durationMilliseconds")), item.get("text"), item
    )


def _batch(item: dict[str, Any]) -> Caption | None:
    start = ticks(item.get("offsetInTicks"))
    length = ticks(item.get("durationInTicks"))
    start = iso(item.get("offset")) if start is None else start
    length = iso(item.get("duration")) if length is None else length
    return _lasting(start, length, _first(item.get("nBest")).get("display"), item)


def _lasting(start: int | None, length: int | None, text: Any, item: dict[str, Any]) -> Caption | None:
    if start is None or not isinstance(text, str):
        return None
    return caption(start, text, start + length if length is not None else None, string(item, "speaker"))


# -- Google


def is_google(data: Any) -> bool:
    """Google's answer, alone or inside the operation that gave it."""
    results = _google_results(data)
    return "alternatives" in _first(results)


def _google_results(data: Any) -> Any:
    if not isinstance(data, dict):
        return None
    return data.get("results") if isinstance(data.get("results"), list) else _object(data.get("response")).get("results")


def read_google(data: Any) -> Record:
    """Its words as phrases. With speakers told apart, the last result repeats every word, and only there with its speaker."""
    results = _objects(_google_results(data))
    last = _objects(_first(results[-1].get("alternatives")).get("words"))
    tagged = any(word.get("speakerTag") or word.get("speakerLabel") for word in last)
    if tagged and not _first(results[-1].get("alternatives")).get("transcript"):
        results = results[-1:]
    ends = [_google_end(result) for result in results]
    captions = [one for result, since in zip(results, [0, *ends], strict=False) for one in _google_captions(result, since)]
    return _record(captions, results[0].get("languageCode"))


def _google_end(result: dict[str, Any]) -> int | None:
    return suffixed(result.get("resultEndTime", result.get("resultEndOffset")))


def _google_captions(result: dict[str, Any], since: int | None) -> Iterator[Caption]:
    """The phrases of a result; one without words begins where the result before it ends."""
    best = _first(result.get("alternatives"))
    words = [word for item in _objects(best.get("words")) if (word := _google_word(item))]
    if words:
        yield from phrases(words)
    elif since is not None and (found := caption(since, str(best.get("transcript") or ""), _google_end(result))):
        yield found


def _google_word(item: dict[str, Any]) -> Word | None:
    text = string(item, "word")
    start = suffixed(item.get("startTime", item.get("startOffset", "0s")))
    if text is None or start is None:
        return None
    return Word(start, text, suffixed(item.get("endTime", item.get("endOffset"))), string(item, "speakerLabel", "speakerTag"))
