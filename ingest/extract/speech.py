"""Speech, told apart from what is written: somebody says "I", and somebody is addressed, again and again, in one
language; and what begins the lines of lists, letters, plays and chats with a program is nobody who speaks."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import partial

from archive import languages
from archive.text.tokenizer import fold
from ingest.extract.grammar import pattern

_said = partial(pattern, "people.toml")

_SELF_AND_YOU: dict[str, tuple[str, str]] = {
    "de": (
        "ich mir mich mein meine meinem meinen meiner meines",
        "du dich dir dein deine deinem deinen deiner ihr ihnen ihre ihrem ihren ihrer Sie",
    ),
    "en": ("I I' me my mine myself", "you your yours you'"),
    "es": ("yo mi mis mí conmigo creo estoy tengo", "tú te usted ustedes vosotros"),
    "fr": ("je j' moi mon mes", "tu toi vous votre vos t'"),
    "it": ("io mi mio mia credo penso ho devo dico posso voglio faccio", "voi vi ti tu tuo lei avete siete sapete vedete"),
    "nl": ("ik mij mijn", "jij je jullie"),
    "pl": ("mnie mój myślę", "pan pani"),
    "pt": ("eu meu minha mim acho estou tenho vou", "você vocês tu"),
    "ru": ("я мне меня", "вы вас ты"),
    "tr": ("ben bana benim", "sen siz"),
    "zh ja": ("我 私 僕 俺", "你 您"),
}
"""How languages say "I" and "you": each by itself, since a word of one is another word in the next ("du", "je", "mi").
What has a capital is written with it ("I", "Sie"); other words may have one."""
_TOKEN = re.compile(r"(?<![\w./@:-])[^\W\d_\u3000-\u9fff]+['’]?(?![/@-]|\.\w)|[我私僕俺你您?？]")
_NO_SPEAKER = re.compile(
    r"(?:q|a|faq|questions?|answers?|r[eé]ponses?|fragen?|antwort(?:en)?|preguntas?|respuestas?|domand[ae]|rispost[ae]|perguntas?|respostas?"
    r"|from|to|b?cc|subject|date|sent|reply-to|re|fwd|de|à|objet|envoyé|von|an|betreff|gesendet|datum|para|asunto|fecha|da|oggetto|data|assunto"
    r"|notes?|tips?|hints?|warnings?|examples?|exemples?|beispiele?|inputs?|outputs?|expected|actual|results?|returns?|usage|default|type"
    r"|commands?|description|summary|details?|status|title|author|version|release|fix(?:ed|es)?|add(?:ed)?|changed?|removed?|feat(?:ure)?s?|docs?"
    r"|bugs?|issues?|problems?|solutions?|causes?|reasons?|symptoms?|goals?|todo|done|actions?|decisions?|owner|yesterday|today|tomorrow"
    r"|blockers?|hier|aujourd'hui|demain|pros?|cons?|verdict|avantages?|inconvénients?|points? (?:forts?|faibles?)"
    r"|yes|no|oui|non|ja|nein|sí|ingredients?|ingrédients?|zutaten|ingredientes|ingredienti"
    r"|prep(?:aration|arations|aración|arazione)?|préparations?|zubereitung|methods?|directions?"
    r"|cuisson|steps?|étapes?|schritte?|pasos?|exercises?|exercices?|task|hypothesis|user|assistant|system|human|prompt|chapters?|chapitres?|part|partie)"
    r"[ _-]?[0-9]{0,3}",
    re.IGNORECASE,
)
"""Words that begin lines of questions, letters, recipes, reports, programs: what they label, nobody says."""
_PROGRAM = re.compile(
    r"(?:assistant|ai|llm|(?:chat)?bot|chat ?gpt|gpt|gemini|copilot|bard|deepseek|mistral|le chat)"
    r"(?:[ _-]?[0-9.o]{0,4}| (?:said|a dit|sagte))",
    re.IGNORECASE,
)
_ASKS_IT = frozenset("user human you me moi vous prompt system".split())
_NO_NAME = re.compile(r"[`\\/=@#]|\d{4}")
SELF_RATE, YOU_RATE = 0.007, 0.004
"""A word in 140 says "I", one in 250 addresses somebody or is a question. Of 491 transcripts of talks and interviews in
twelve public repositories 467 do so, of 95 of lectures and of broken lines 21; of 1,326 read-me files, manuals and
licences 29. So below the heading of a transcript nothing is asked."""
_YOU_ITSELF = 0.25
"""Of what addresses somebody, so much is a word and no question mark."""


def greeting(name: Sequence[str], opening: str, *, alone: bool) -> re.Match[str] | None:
    """Where somebody is greeted in speech by the whole name, or, where it is nobody else's on the page, by the first
    alone."""
    given = rf"(?<![\w-]){re.escape(name[0])}(?![\w-])(?: (?P<next>[^\W\d_a-z][\w'-]*))?"
    for found in re.finditer(given, opening) if opening and len(name) > 1 and len(name[0]) > 2 else ():
        before, behind = opening[max(0, found.start() - 80) : found.start()], opening[found.end() : found.end() + 60]
        meant = alone if found["next"] is None else any(_sound_alike(found["next"], family) for family in name[1:])
        if meant and (_said("greets").search(before) or _said("is_greeted").match(behind)) and not _said("is_told").match(behind):
            return found
    return None


def _sound_alike(heard: str, family: str) -> bool:
    """Whether a recogniser may have made one name of another: `Morelle` of Morel, `Collot` of Coleau."""
    one, other = fold(heard), fold(family)
    if one[:1] == other[:1] and SequenceMatcher(None, one, other).ratio() >= 0.8:
        return True
    codes = (language.phonetics for language in (languages.of("fr"), languages.of("en")) if language.phonetics)
    return any(set(sound.encode_query(heard)) & set(sound.encode_query(family)) for sound in codes)


def may_speak(label: str) -> bool:
    """Whether what begins a line may be who speaks: no word of lists, and no code or day."""
    return not _NO_SPEAKER.fullmatch(label) and not _NO_NAME.search(label)


def are_written(labels: Iterable[str]) -> bool:
    """Whether those who come again are in a chat with a program; "Claude" is one where somebody says who asks it."""
    again = {label.casefold() for label, count in Counter(labels).items() if count > 1}
    return any(map(_PROGRAM.fullmatch, again)) or ("claude" in again and not _ASKS_IT.isdisjoint(again))


def is_spoken(texts: Iterable[str], share: float = 1.0) -> bool:
    """Whether texts are what somebody says to somebody, in one language; with `share`, at that part of the rates."""
    text = " ".join(texts)
    words = share * (len(text.split()) if " " in text[:200] else len(text) / 2)
    counts = Counter(token.replace("’", "'") for token in _TOKEN.findall(text))
    asked = counts["?"] + counts["？"]
    for language in _SELF_AND_YOU.values():
        says, addresses = (sum(map(counts.__getitem__, _spelt(own))) for own in language)
        if says >= SELF_RATE * words and asked + addresses >= YOU_RATE * words and addresses >= _YOU_ITSELF * YOU_RATE * words:
            return True
    return False


def _spelt(own: str) -> Iterable[str]:
    """Words in the case they are written in: one with a capital so alone, others also with one; all in capitals too."""
    for word in own.split():
        yield word
        if word[0].islower():
            yield word.capitalize()
        if len(word) > 1 and word.upper() != word:
            yield word.upper()
