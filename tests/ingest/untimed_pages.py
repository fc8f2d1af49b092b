"""Invented transcripts without times, as publishers write them, and pages that are none, each kind as often as is asked."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

NAMES = ["Camille Roussel", "Paul Ney", "Ida Cour", "Jane Moore", "Otto Brandt", "Lucía Vega", "Hugo Petit", "Marta Lind"]
_SAID = {
    "fr": (
        "Bonsoir à tous, et bienvenue, je suis {who}.", "Je crois que {thing} tient encore, et vous le savez bien.",
        "Pourquoi {thing} coûte-t-elle si cher, à votre avis ?", "Nous avons vu {thing} changer, année après année, devant nous.",
        "Vous voulez dire que personne ne garde {thing} ?", "Oui. J'y pense chaque matin, quand je passe devant {thing}.",
    ),
    "en": (
        "Welcome back, everybody, I'm {who}.", "I think {thing} will hold, and you know that as well as I do.",
        "Why do you say that about {thing}?", "Well, we watched {thing} change year after year, right in front of us.",
        "You mean that nobody looks after {thing}?", "Yes. I think of it each morning when I walk past {thing}.",
    ),
    "de": (
        "Guten Abend, ich bin {who}.", "Ich glaube, dass {thing} hält, und Sie wissen das genau.",
        "Warum sagen Sie das über {thing}?", "Wir haben gesehen, wie sich {thing} vor uns verändert hat.",
        "Sie meinen, niemand passt auf {thing} auf?", "Ja. Ich denke jeden Morgen daran, wenn ich an {thing} vorbeigehe.",
    ),
    "es": (
        "Buenas noches, yo soy {who}.", "Yo creo que {thing} aguanta, y usted lo sabe muy bien.",
        "¿Por qué dice eso usted de {thing}?", "Nosotros vimos cambiar {thing}, año tras año, delante de nosotros.",
        "¿Quiere decir que nadie cuida {thing}?", "Sí. Yo lo pienso cada mañana, cuando paso delante de {thing}.",
    ),
}  # fmt: skip
_THINGS = {
    "fr": ["la digue", "la grue", "la halle", "la lampe du phare", "la cantine"],
    "en": ["the dyke", "the crane", "the market hall", "the lighthouse lamp", "the canteen"],
    "de": ["der Deich", "der Kran", "die Halle", "die Lampe", "die Kantine"],
    "es": ["el dique", "la grúa", "la lonja", "la lámpara", "la cantina"],
}
_WRITTEN = (
    "The harbour authority announced on Monday that the crane would be taken down before winter.",
    "According to the report, the costs rose by a tenth, and the works took two seasons longer than planned.",
    "Le port a publié son bilan : les travaux ont duré deux saisons, et le coût a augmenté d'un dixième.",
    "La municipalité étudie un projet de halle couverte, dont la livraison est prévue au printemps.",
    "Der Hafen teilte mit, dass der Kran vor dem Winter abgebaut wird; die Arbeiten dauern zwei Monate.",
    "El puerto publicó su balance: las obras duraron dos temporadas y el coste subió una décima parte.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A page with its file's name, its media type, and for a transcript what is said, by whom, in its order."""

    name: str
    content_type: str
    text: str
    turns: tuple[tuple[str | None, str], ...] = ()


def _turns(dice: random.Random, language: str, number: int, rounds: int) -> list[tuple[str, str]]:
    names = dice.sample(NAMES, 2)
    mark = f"{dice.choice('bdfgklmnprstv')}a{dice.choice('bdfgklmnprstv')}o{number}"
    lines = [
        line.format(who=names[0], thing=dice.choice(_THINGS[language])) + f" {mark}{place}."
        for place, line in enumerate(dice.sample(_SAID[language][1:], 5) + rounds * list(_SAID[language][1:]))
    ]
    return [(names[place % 2], line) for place, line in enumerate([_SAID[language][0].format(who=names[0]), *lines])]


def _bold(turns: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"**{who}:** {said}" for who, said in turns)


def _bold_outside(turns: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"__{who}__: {said}" for who, said in turns)


def _plain(turns: list[tuple[str, str]]) -> str:
    return "\n".join(f"{who}: {said}" for who, said in turns)


def _french(turns: list[tuple[str, str]]) -> str:
    return "\n".join(f"{who.upper()} : {said}" for who, said in turns)


def _above(turns: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"{who}  \n{said}" for who, said in turns)


def _numbered(turns: list[tuple[str, str]]) -> str:
    voices = {who: f"Speaker {place}" for place, who in enumerate(dict.fromkeys(who for who, _ in turns), 1)}
    return "\n\n".join(f"{voices[who]}: {said}" for who, said in turns)


def _headed(turns: list[tuple[str, str]]) -> str:
    return "## Transcript\n\n" + "\n\n".join(said for _, said in turns)


def _html(turns: list[tuple[str, str]]) -> str:
    rows = "".join(f"<p><b>{who}:</b> {said}</p>" for who, said in turns)
    return f"<html><head><title>La halle</title></head><body><h1>La halle</h1>{rows}</body></html>"


def _in_head(turns: list[tuple[str, str]]) -> str:
    said = "\n\n".join(f"    **{who}:** {text}" for who, text in turns)
    return f"---\ntitle: La halle\ntranscript: |\n{said}\n---\n"


_FORMS: tuple[tuple[str, Callable[[list[tuple[str, str]]], str]], ...] = (
    ("md", _bold), ("md", _bold_outside), ("txt", _plain), ("txt", _french), ("md", _above), ("txt", _numbered), ("md", _headed),
    ("html", _html), ("md", _in_head),
)  # fmt: skip


def transcripts(count: int) -> Iterator[Made]:
    """So many transcripts, forms and languages in turn; no two say the same."""
    dice = random.Random(28)
    for number in range(count):
        suffix, form = _FORMS[number % len(_FORMS)]
        turns = _turns(dice, ("fr", "en", "de", "es")[number % 4], number, 6 if form is _headed else 4)
        head = (
            ""
            if form in (_html, _in_head)
            else f"# Entretien {number} sur le port\n\n"
            if suffix == "md"
            else f"Entretien {number}\n\n"
        )
        labelled = form is not _headed
        told = tuple((who if labelled else None, said) for who, said in turns)
        yield Made(f"entretien-{number}.{suffix}", "text/html" if suffix == "html" else "text/plain", head + form(turns), told)


# -- what is no transcript


def _article(dice: random.Random) -> str:
    return "# Le port et ses grues\n\n" + "\n\n".join(dice.choice(_WRITTEN) for _ in range(9))


def _readme(dice: random.Random) -> str:
    parts = "\n".join(f"- **{dice.choice(['fast', 'small', 'safe'])}**: {dice.choice(_WRITTEN)}" for _ in range(6))
    install = "## Install\n\n```\npip install harbour\n```"
    return f"# harbour\n\nCounts ships.\n\n{install}\n\n## Usage\n\n{parts}\n\nLicense: MIT\nAuthor: {dice.choice(NAMES)}\n"


def _transcriber(dice: random.Random) -> str:
    run = "```\nrun --model small\n```"
    options = f"- model: small\n- device: {dice.choice(['cpu', 'gpu'])}"
    ends = "It writes one file for each part, and a log beside it."
    return f"# Transcription\n\nThe transcription module cuts a recording into parts.\n\n{run}\n\n{options}\n\n{ends}\n"


def _show_notes(dice: random.Random) -> str:
    links = "\n".join(f"- [{dice.choice(_WRITTEN)[:30]}](https://brume.example/{number})" for number in range(8))
    people = f"Host: {dice.choice(NAMES)}\nGuest: {dice.choice(NAMES)}\nMusic: The Tides"
    where = "Transcript: https://brume.example/transcript"
    return f"# Episode {dice.randrange(200)}: The crane\n\n{people}\n\n{where}\n\n## Links\n\n{links}\n"


def _changelog(dice: random.Random) -> str:
    kinds = ["Fix", "Add", "Change", "Docs", "Fix", "Add"]
    return "# Changelog\n\n" + "\n".join(f"{dice.choice(kinds)}: {dice.choice(_WRITTEN)}" for _ in range(12))


def _recipe(dice: random.Random) -> str:
    return "# Soupe du port\n\nPréparation : 20 minutes\nCuisson : 40 minutes\nPersonnes : 4\n\n" + "\n".join(
        f"{number}. {dice.choice(['Couper les poireaux.', 'Ajouter le poisson.', 'Servir chaud.'])}" for number in range(1, 9)
    )


def _questions(dice: random.Random) -> str:
    return "# Questions fréquentes\n\n" + "\n\n".join(
        f"Q: Comment visiter le phare ?\n\nA: {dice.choice(_WRITTEN)} Vous pouvez réserver en ligne." for _ in range(7)
    )


def _minutes(dice: random.Random) -> str:
    who = dice.sample(NAMES, 3)
    return "# Compte rendu du conseil du port\n\n" + "\n\n".join(
        f"**{dice.choice(who)}**: nous dit que les travaux avancent. {dice.choice(_WRITTEN)}" for _ in range(10)
    )


def _glossary(dice: random.Random) -> str:
    words = dice.sample(["Digue", "Grue", "Quai", "Halle", "Phare"], 5)
    return "# Glossaire\n\n" + "\n\n".join(f"**{word}** : {dice.choice(_WRITTEN)}" for word in words)


def _letter(dice: random.Random) -> str:
    said = [dice.choice(_WRITTEN) for _ in range(6)]
    return "\n\n".join(["Madame, Monsieur,", *said, "Je vous prie d'agréer mes salutations.", dice.choice(NAMES)])


def _data(dice: random.Random) -> str:
    kinds = ["Ship", "Crane", "Pilot"]
    return "\n".join(f"{dice.choice(kinds)}: {dice.randrange(900)} tons, berth {dice.randrange(9)}" for _ in range(30))


def _interview_told(dice: random.Random) -> str:
    who = dice.choice(NAMES)
    quotes = "\n\n".join(f"« Nous gardons la digue », dit {who}. {dice.choice(_WRITTEN)}" for _ in range(8))
    return f"# Rencontre avec {who}\n\n{quotes}"


# What addresses its reader, or tells of its writer, as speech does, in the lines of what is no speech.
_TO_READERS = (
    "You can install it with one command, and you may then point it at your own recordings.",
    "Vous pouvez régler la langue vous-même, et votre fichier est gardé dans votre dossier.",
    "If you run out of memory, choose a smaller model; your results stay where you keep them.",
    "Sie können die Sprache selbst wählen, und Ihre Dateien bleiben in Ihrem Ordner.",
    "How do you want to name your files? You decide, and we keep what you choose.",
    "Puede elegir usted mismo el idioma, y sus archivos quedan en su carpeta.",
)
_OF_ONESELF = (
    "I wrote this because I was tired of typing my notes twice.",
    "J'ai écrit ceci parce que je perdais mes notes chaque semaine.",
    "I hope that it helps you as much as it has helped me, and let me know what you think.",
    "Je vous remercie de m'avoir lu, et je reste à votre écoute si vous avez des questions.",
)


def _rows(labels: str, lines: tuple[str, ...], repeat: int, form: str = "{}: {}") -> Callable[[random.Random], str]:
    """Pages of lines that begin with the same words again and again, as lists, letters and reports have them."""

    def made(dice: random.Random) -> str:
        rows = [form.format(label, dice.choice(lines)) for _ in range(repeat) for label in labels.split("|")]
        return f"# Le port, cahier {dice.randrange(99)}\n\n" + dice.choice(["\n", "\n\n"]).join(rows) + "\n"

    return made


def _headed_by_the_word(heading: str, *lines: str) -> Callable[[random.Random], str]:
    """Pages with the heading of a transcript above what is none."""

    def made(dice: random.Random) -> str:
        below = "\n\n".join(dice.choice(lines) for _ in range(dice.randrange(6, 14)))
        return f"# harbour {dice.randrange(99)}\n\n{heading}\n\n{below}\n\n## License\n\nMIT\n"

    return made


_LABELS_OF_LISTS = (
    "Question|Answer", "Q|A", "Question 1|Réponse 1", "Frage|Antwort", "Pregunta|Respuesta", "Input|Output",
    "Input|Output|Explanation", "From|To|Subject|Date", "De|À|Objet", "Von|An|Betreff", "De|Para|Asunto",
    "Ingredients|Method", "Ingrédients|Préparation", "Zutaten|Zubereitung", "Pros|Cons", "Avantages|Inconvénients",
    "Fixed|Added|Changed", "Fix|Feature", "Yesterday|Today|Blockers", "Problem|Solution", "Symptom|Cause|Fix",
    "Étape 1|Étape 2", "Step 1|Step 2|Step 3", "Note|Warning|Tip", "Task|Owner|Status", "User|Assistant", "Prompt|Output",
    "Expected|Actual", "Exercise 1|Solution 1", "Release 2.1", "Brume FM", "Speaker 1", "Key Points", "`run`|`stop`",
    "Port = 80|Host = brume", "2024-01-02|2024-01-03",
)  # fmt: skip
_HEADINGS = (
    "## Transcript", "# transcript", "## Transcription", "## Transcripts and captions", "**Transcript**", "Transcript",
    "## Transcript of your talk", "## Full transcript", "Transcription :", "== Transkript ==", "Transcript\n----------",
    "## Transcripción",
)  # fmt: skip

_KINDS: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
    ("md", _article), ("md", _readme), ("md", _transcriber), ("md", _show_notes), ("md", _changelog), ("md", _recipe),
    ("md", _questions), ("md", _minutes), ("md", _glossary), ("txt", _letter), ("txt", _data), ("txt", _interview_told),
)  # fmt: skip


def _two(names: tuple[str, str], lines: tuple[str, ...], form: str = "{}: {}", above: str = "") -> Callable[[random.Random], str]:
    """Pages in which two take turns, as chats and plays have them: long enough, and of "I" and "you"."""

    def made(dice: random.Random) -> str:
        rows = [form.format(names[place % 2], dice.choice(lines)) for place in range(60)]
        return above.replace("\n", "\n\n") + dice.choice(["\n", "\n\n"]).join(rows) + "\n"

    return made


_CHATTED = (
    "did you see it?",
    "i did, you know me",
    "lol yes",
    "I was there, were you?",
    "no way, tell me",
    "brb, my bus",
    "ok see you",
)
_TYPED = (
    "tu l'as vu ?",
    "oui, je crois",
    "j'arrive, tu es où ?",
    "mdr moi non",
    "tu me dis",
    "ok à toi",
    "je sais pas",
    "t'inquiète",
)
_PLAYED = (
    "I have waited for you by the dyke since the lamp went out, and my heart is as cold as the quay.",
    "You speak of waiting, and yet I saw you at the market hall, where you laughed with my own brother.",
    "Then you saw what you wished to see; I was never there, and you know that as well as I do.",
)
_JOUEE = (
    "Je vous attendais près de la digue, et mon cœur, vous le savez, est aussi froid que le quai.",
    "Vous me parlez d'attendre, et moi je vous ai vu à la halle, où vous riiez avec mon propre frère.",
    "Alors vous avez vu ce que vous vouliez voir ; je n'y étais pas, et vous le savez comme moi.",
)
_ASKED = (
    "Can you help me with my notes on the crane? I do not know how I should begin, and you surely do.",
    "Of course, I can help you with that. If you tell me what your readers know, I will write you a first page.",
    "I would like it shorter, and I want you to keep what I said of the lighthouse lamp. Is that too much to ask?",
)
_TWO = (
    _two(("ida", "paul"), _CHATTED), _two(("Ida", "Paul"), _CHATTED), _two(("Ida Cour", "Paul Ney"), _CHATTED),
    _two(("Ida", "Hugo"), _TYPED), _two(("ida_c", "hugo44"), _TYPED, "<{}> {}"), _two(("Marta", "Otto"), _CHATTED, "**{}**: {}"),
    _two(("IDA", "PAUL"), _PLAYED, above="ACT I\nSCENE 2\n"),
    _two(("Ida", "Paul"), _PLAYED, above="# The Crane\nScene 1. A quay.\n"),
    _two(("IDA", "HUGO"), _JOUEE, "{} : {}", "ACTE PREMIER\nScène première\n"),
    _two(("Ida", "Hugo"), _JOUEE, "**{}** : {}", "# La digue\nPersonnages\n"),
    _two(("ELLE", "LUI"), _JOUEE, "{} : {}", "La digue\nLe rideau se lève.\nScène 3\n"),
    _two(("MARTA", "OTTO"), _PLAYED, above="INT. MARKET HALL - DAY\n"),
    _two(("Marta", "Otto"), _PLAYED, above="Dramatis personae\n"),
    _two(("User", "ChatGPT"), _ASKED), _two(("Me", "ChatGPT"), _ASKED, "**{}:** {}"), _two(("Ida Cour", "ChatGPT"), _ASKED),
    _two(("Human", "Claude"), _ASKED), _two(("You said", "ChatGPT said"), _ASKED), _two(("Paul", "Gemini"), _ASKED, "## {}\n\n{}"),
    _two(("Me", "Copilot"), _ASKED, "> **{}**: {}"), _two(("You", "GPT-4o"), _ASKED), _two(("Marta Lind", "Assistant"), _ASKED),
)  # fmt: skip
_OTHERS = (
    *_KINDS,
    *(("md", made) for made in _TWO),
    *(("md", _rows(labels, _TO_READERS, 5)) for labels in _LABELS_OF_LISTS),
    *(("txt", _rows(labels, (*_OF_ONESELF, *_TO_READERS), 4, "**{}**: {}")) for labels in _LABELS_OF_LISTS),
    *(("md", _headed_by_the_word(heading, *_TO_READERS, *_WRITTEN)) for heading in _HEADINGS),
    *(("md", _headed_by_the_word(heading, *_OF_ONESELF[:2], *_TO_READERS)) for heading in _HEADINGS),
)
"""A hundred kinds and more."""


def others(count: int) -> Iterator[Made]:
    """So many pages that are no transcripts, kinds in turn."""
    dice = random.Random(100)
    for number in range(count):
        suffix, kind = _OTHERS[number % len(_OTHERS)]
        yield Made(f"page-{number}.{suffix}", "text/plain", kind(dice))
