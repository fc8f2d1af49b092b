"""Eight invented publishers with twelve pages each, in layouts of their own and four languages: what a source is taught on.

Each page comes with the values that it states; None where it states none.
"""

import datetime as dt
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

PAGES = 12
FIRST = (
    "Anna",
    "Jean",
    "Inês",
    "Lukas",
    "Chloé",
    "Marie-Laure",
    "Tomás",
    "Greta",
    "Idris",
    "Rosa",
    "Émile",
    "Katrin",
    "João",
    "Nora",
)
LAST = (
    "Varga",
    "de Brito",
    "Le Goff",
    "Hoffmann",
    "Okafor",
    "Santos",
    "van Dijk",
    "Rousseau",
    "Lindqvist",
    "Moreau",
    "Pires",
    "Beck",
)
SUBJECTS = {
    "fr": ("La nuit des phares", "Ce que disent les marées", "Quand le vent tourne", "L'atelier des horloges", "Les cartes perdues",
           "Un hiver au port", "Le prix du sel", "Deux ponts et une île", "Sous la digue", "La voix des bouées", "Après la tempête",
           "Le dernier bac"),
    "en": ("The night ferry", "What the tide says", "A map of nothing", "Clockwork gardens", "The salt price", "Two bridges",
           "Winter harbour", "Under the dike", "The lost charts", "After the storm", "A voice in fog", "Last boat home"),
    "de": ("Die Nacht der Türme", "Was die Flut sagt", "Karten ohne Land", "Der Preis des Salzes", "Zwei Brücken",
           "Winter im Hafen", "Unter dem Deich", "Nach dem Sturm", "Stimmen im Nebel", "Das letzte Boot", "Gärten aus Eisen",
           "Die stille Uhr"),
    "pt": ("A noite dos faróis", "O que diz a maré", "Mapas sem terra", "O preço do sal", "Duas pontes", "Inverno no porto",
           "Debaixo do dique", "Depois da tempestade", "Vozes no nevoeiro", "O último barco", "Jardins de ferro",
           "O relógio calado"),
}  # fmt: skip
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
}
Value = str | tuple[str, ...] | None


@dataclass(frozen=True)
class Episode:
    """What an invented page states."""

    language: str
    title: str
    day: dt.date
    number: int
    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    lead: str

    @property
    def month(self) -> str:
        return MONTHS[self.language][self.day.month - 1]

    def spoken(self, stamp: str = "{0:02}:{1:02}") -> str:
        """Stamped lines that any reader takes."""
        who = [*self.hosts, *self.guests]
        words = "one two three four five six seven eight nine ten eleven twelve".split()
        said = (
            f"{who[at % len(who)]} {word}, {self.title.lower()} {self.number + at} {self.lead}" for at, word in enumerate(words)
        )
        return "\n".join(f"{stamp.format(at * 7 // 60, at * 7 % 60)} {text}" for at, text in enumerate(said))


@dataclass(frozen=True)
class Page:
    """An invented page: its file's name, its text, what it states."""

    name: str
    text: str
    values: Mapping[str, Value]

    @property
    def content_type(self) -> str:
        return "text/html" if self.name.endswith(".html") else "text/plain"


def episodes(language: str, seed: int, most_guests: int = 2, hosts: int = 1) -> list[Episode]:
    """Twelve episodes of a show, drawn from the seed; the hosts are the same on all."""
    chance = random.Random(seed)
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    who = tuple(chance.sample(names, hosts))
    made = []
    for number in range(PAGES):
        day = dt.date(2021, 1, 4) + dt.timedelta(days=7 * number + chance.randrange(0, 400))
        guests = tuple(chance.sample([name for name in names if name not in who], chance.randint(1, most_guests)))
        first, second = SUBJECTS[language][(number + 5) % PAGES], SUBJECTS[language][(number + 7) % PAGES].lower()
        lead = f"{first} – {chance.randrange(10, 99)} {second}."
        made.append(Episode(language, SUBJECTS[language][number], day, 40 + number * 3, who, guests, lead))
    return made


def joined(names: tuple[str, ...], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _html(head: str, body: str) -> str:
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def _lines(episode: Episode) -> str:
    return "".join(f"<p class=ln><i>{line[:5]}</i> {line[6:]}</p>" for line in episode.spoken().splitlines())


def vague(one: Episode) -> Page:
    """French HTML; classes of a framework, a day in words, guests in a definition list."""
    body = (
        f"<div class='x1a wrap'><div class='x1b'>Vague Sonore</div><div class='x9k big'>N° {one.number} — {one.title}</div>"
        f"<div class='x2c'>diffusé le {one.day.day} {one.month} {one.day.year}</div><dl class=x3><dt>Au micro</dt>"
        f"<dd class=x3h>{joined(one.hosts, 'et')}</dd><dt>En face</dt><dd class=x3g>{joined(one.guests, 'et')}</dd></dl>"
        f"<div class='x4d'>{one.lead}</div></div><section>{_lines(one)}</section>"
    )
    return Page(f"v-{one.number}.html", _html("<title>Vague Sonore</title>", body), _values(one, "Vague Sonore"))


def kontor(one: Episode) -> Page:
    """German HTML; JSON-LD of a type of its own, the title within a longer one, days with dots."""
    guests = one.guests if one.number % 5 else ()
    invited = f"<li>Zu Gast: {joined(guests, 'und')}</li>" if guests else ""
    data = {"@type": "RadioSendung", "bezeichnung": f"Kontor Nord: {one.title}", "sendetag": f"{one.day:%d.%m.%Y}",
            "folge": one.number, "gast": [{"name": name} for name in guests], "text": one.lead}  # fmt: skip
    body = (
        f"<header><span>Kontor Nord</span></header><main><h2 id=t>{one.title}</h2><ul class=meta><li>Folge {one.number}</li>"
        f"<li>Sendung vom {one.day:%d.%m.%Y}</li><li>Moderation: {joined(one.hosts, 'und')}</li>"
        f"{invited}</ul><blockquote>{one.lead}</blockquote>{_lines(one)}</main>"
    )
    script = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
    return Page(f"folge{one.number}.html", _html(script, body), _values(one, "Kontor Nord") | {"guests": guests or None})


def harbour(one: Episode) -> Page:
    """English HTML; a table, month before day in figures."""
    items = "".join(f"<li>{name}</li>" for name in one.guests)
    rows = {"Programme": "Harbour Talk", "What": one.title, "When": f"{one.day:%m/%d/%Y}", "No.": str(one.number),
            "In the chair": joined(one.hosts, "and"), "On the line": f"<ul>{items}</ul>", "Blurb": one.lead}  # fmt: skip
    table = "".join(
        f"<tr><td class=k>{key}</td><td class='v v{at}'>{value}</td></tr>" for at, (key, value) in enumerate(rows.items())
    )
    return Page(
        f"ht_{one.number}.html", _html("", f"<table>{table}</table><article>{_lines(one)}</article>"), _values(one, "Harbour Talk")
    )


def mare(one: Episode) -> Page:
    """Portuguese HTML; custom elements, a day only in an attribute, the title in a meta of its own."""
    head = f"<meta name='mare:titulo' content='{one.title}'><title>Maré Alta | {one.title} | Rádio Cais</title>"
    body = (
        f"<mare-topo><time datetime='{one.day}'>há dias</time><b class=num>Episódio n.º {one.number}</b></mare-topo>"
        f"<mare-voz papel=anfitriao>com {joined(one.hosts, 'e')}</mare-voz><mare-voz papel=convidado>recebe "
        f"<span class=conv>{joined(one.guests, 'e')}</span></mare-voz><mare-nota><p>{one.lead}</p></mare-nota>{_lines(one)}"
    )
    return Page(f"{one.day:%Y%m%d}.html", _html(head, body), _values(one, "Maré Alta") | {"channel": "Rádio Cais"})


def carnet(one: Episode) -> Page:
    """French text; labels of its own."""
    aboard = tuple(f"{name}, gardienne de phare" for name in one.guests)
    text = (
        f"== CARNET DE BORD ==\nfeuillet {one.number}\n\nObjet ......: {one.title}\nJour .......: {one.day:%d/%m/%y}\n"
        f"À la barre .: {joined(one.hosts, 'et')}\nÀ bord .....: {joined(aboard, 'et')}\nRésumé .....: {one.lead}\n\nRelevé\n\n"
    )
    return Page(f"carnet{one.number}.txt", text + one.spoken("[{0:02}:{1:02}]"), _values(one, "Carnet de bord"))


def log(one: Episode) -> Page:
    """English Markdown; a head with keys of its own, no host stated anywhere."""
    who = "\n".join(f"* {name} (keeper of lamp {at + 3})" for at, name in enumerate(one.guests))
    text = (
        f"<!-- exported -->\n# {one.number} :: {one.title}\n\n*On air {one.month} {one.day.day}, {one.day.year} · Fog Signal*\n\n"
        f"## Present\n\n{who}\n\n## In short\n\n{one.lead}\n\n## What was said\n\n"
    )
    return Page(f"fog-{one.number}.md", text + one.spoken("**{0:02}:{1:02}**"), _values(one, "Fog Signal") | {"hosts": None})


def heft(one: Episode) -> Page:
    """German Markdown; the day in the file's name alone, people in a list."""
    who = "\n".join(f"- Gast: {name}" for name in one.guests)
    text = (
        f"Salzheft / Heft {one.number}\n\n### {one.title}\n\n{one.lead}\n\n- Gespräch: {joined(one.hosts, 'und')}\n{who}\n\n---\n\n"
    )
    return Page(f"{one.day:%Y-%m-%d}-heft.md", text + one.spoken("`{0:02}:{1:02}`"), _values(one, "Salzheft"))


def caderno(one: Episode) -> Page:
    """Portuguese text; one line with bars, which holds nearly all."""
    text = (
        f"CADERNO DO CAIS | {one.number} | {one.title} | {one.day.day} de {one.month} de {one.day.year}\n"
        f"apresenta {joined(one.hosts, 'e')} / conversa com {joined(one.guests, 'e')}\n\n{one.lead}\n\n"
    )
    return Page(f"cad{one.number}.txt", text + one.spoken(), _values(one, "Caderno do Cais"))


def _values(one: Episode, show: str) -> dict[str, Value]:
    return {
        "title": one.title, "show": show, "date": one.day.isoformat(), "number": str(one.number), "hosts": one.hosts,
        "guests": one.guests, "description": one.lead, "language": one.language,
    }  # fmt: skip


@dataclass(frozen=True)
class Publisher:
    """A publisher: how its pages are made, and of what."""

    name: str
    page: Callable[[Episode], Page]
    language: str
    seed: int
    most_guests: int = 2
    hosts: int = 1

    def pages(self) -> list[Page]:
        return [self.page(one) for one in episodes(self.language, self.seed, self.most_guests, self.hosts)]


PUBLISHERS = (
    Publisher("vague", vague, "fr", 1),
    Publisher("kontor", kontor, "de", 2),
    Publisher("harbour", harbour, "en", 3, hosts=2),
    Publisher("mare", mare, "pt", 4),
    Publisher("carnet", carnet, "fr", 5),
    Publisher("log", log, "en", 6),
    Publisher("heft", heft, "de", 7),
    Publisher("caderno", caderno, "pt", 8),
)
