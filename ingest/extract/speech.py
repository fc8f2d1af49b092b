"""Speech, told apart from what is written: somebody says "I", and somebody is addressed, again and again; and what
begins the lines of lists, letters and reports is nobody who speaks."""

import re
from collections.abc import Iterable

_SELF = re.compile(
    r"(?<![\w./@:-])(?:I|I['’](?:m|ve|d|ll)|[jJ]['’]\w+|(?i:me|my|mine|myself|je|moi|mon|mes|ich|mir|mich|mein\w{0,2}|yo|mis?|mí"
    r"|conmigo|creo|estoy|tengo|io|mio|mia|credo|penso|eu|meu|minha|acho|estou|tenho|ik|mij|mijn|mnie|mój|myślę|ben|bana|benim"
    r"|я|мне|меня))(?![\w/@-]|\.\w)|[我私僕俺]"
)
_YOU = re.compile(
    r"(?<![\w./@:-])(?i:you|yours?|you['’]\w+|tu|toi|vous|votre|vos|t['’]\w+|du|dich|dir|dein\w{0,2}|ihr|ihnen|ihre\w?|tú|te|usted(?:es)?"
    r"|vosotros|voi|tuo|lei|você|jij|je|jullie|pan|pani|sen|siz|вы|вас|ты)(?![\w/@-]|\.\w)|\bSie\b|[你您?？]"
)
_NO_SPEAKER = re.compile(
    r"(?:q|a|faq|questions?|answers?|r[eé]ponses?|fragen?|antwort(?:en)?|preguntas?|respuestas?|domand[ae]|rispost[ae]|perguntas?|respostas?"
    r"|from|to|b?cc|subject|date|sent|reply-to|re|fwd|de|à|objet|envoyé|von|an|betreff|gesendet|datum|para|asunto|fecha|da|oggetto|data|assunto"
    r"|notes?|tips?|hints?|warnings?|examples?|exemples?|beispiele?|inputs?|outputs?|expected|actual|results?|returns?|usage|default|type"
    r"|commands?|description|summary|details?|status|title|author|version|release|fix(?:ed|es)?|add(?:ed)?|changed?|removed?|feat(?:ure)?s?|docs?"
    r"|bugs?|issues?|problems?|solutions?|causes?|reasons?|symptoms?|goals?|todo|done|actions?|decisions?|owner|yesterday|today|tomorrow"
    r"|blockers?|hier|aujourd'hui|demain|pros?|cons?|verdict|avantages?|inconvénients?|points? (?:forts?|faibles?)"
    r"|ingredients?|ingrédients?|zutaten|ingredientes|ingredienti|prep(?:aration|arations|aración|arazione)?|préparations?|zubereitung|methods?|directions?|cuisson|steps?"
    r"|étapes?|schritte?|pasos?|exercises?|exercices?|task|hypothesis|user|assistant|system|human|prompt|chapters?|chapitres?|part|partie)"
    r"[ _-]?[0-9]{0,3}",
    re.IGNORECASE,
)
"""Words that begin lines of questions, letters, recipes, reports, programs: what they label, nobody says."""
_NO_NAME = re.compile(r"[`\\/=@#]|\d{4}")
_SELF_RATE, _YOU_RATE = 0.007, 0.004
"""A word in 140 says "I", one in 250 addresses somebody: on real pages, the least of 70 transcripts in six languages
has .009 and .013, and the most of 60 manuals, read-me files, questions and licences .004 of the former."""


def may_speak(label: str) -> bool:
    """Whether what begins a line may be who speaks: no word of lists, and no code or day."""
    return not _NO_SPEAKER.fullmatch(label) and not _NO_NAME.search(label)


def is_spoken(texts: Iterable[str]) -> bool:
    """Whether texts are what somebody says to somebody."""
    text = " ".join(texts)
    words = len(text.split()) if " " in text[:200] else len(text) / 2
    return len(_SELF.findall(text)) >= _SELF_RATE * words and len(_YOU.findall(text)) >= _YOU_RATE * words
