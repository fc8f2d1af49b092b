"""How to search, what the data are, how accessible the site is."""

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template

from archive.transcripts.addresses import episode_address
from archive.web.browse_index import browse_index
from archive.web.feeds import is_podcast, which_dates
from archive.web.http import page_cache
from archive.web.http.addresses import absolute
from archive.web.i18n import gettext as _
from archive.web.i18n import stated_language
from archive.web.site import settings, today

MOST_ASKED = 40
"""Shows that are looked into for a podcast."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An address with its variable parts named, what it gives, and an example; empty where there is none in this
    archive."""

    address: str
    means: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Offers of one kind."""

    title: str
    text: str
    offers: tuple[Offer, ...]


def sections() -> list[Section]:
    """All of them; the examples are of the newest episode, and keep a stated language."""
    slug = next((summary.slug for summary in browse_index().newest()), "")
    found = (_api(slug), _transcripts(slug), _feeds(), _pages(slug), _programs())
    return [replace(section, offers=tuple(map(_spoken, section.offers))) for section in found]


def _spoken(offer: Offer) -> Offer:
    lang = stated_language()
    if not lang or not offer.example:
        return offer
    return replace(offer, example=f"{offer.example}{'&' if '?' in offer.example else '?'}lang={lang}")


def _api(slug: str) -> Section:
    return Section(
        _("API"),
        _("Chaque adresse répond sans clé, depuis n’importe quel site, et fournit un ETag."),
        (
            Offer("/api", _("toutes les adresses, leurs paramètres et leurs erreurs"), "/api"),
            Offer("/api/openapi.json", _("la même description pour les programmes (OpenAPI 3.1)"), "/api/openapi.json"),
            Offer("/api/v1/search?q=…", _("une recherche en JSON, avec les mêmes filtres que la page"), "/api/v1/search?q=bonjour"),
            Offer("/api/v1/moments?q=…", _("les moments en une seule liste, les meilleurs d’abord"), "/api/v1/moments?q=bonjour"),
            Offer("/api/v1/episodes/…", _("un épisode en JSON"), _if(slug, f"/api/v1/episodes/{slug}")),
            Offer("/api/v1/dump", _("tous les épisodes, un par ligne"), "/api/v1/dump"),
            Offer("/search.csv, .jsonl, .md", _("une liste de résultats en fichier, un moment par ligne"), "/search.csv?q=bonjour"),
            Offer("/trends.csv?q=…", _("les moments par mois"), "/trends.csv?q=bonjour"),
            Offer("/healthz", _("l’état du service"), "/healthz"),
        ),
    )


def _transcripts(slug: str) -> Section:
    page = episode_address(slug)
    return Section(
        _("Transcriptions"),
        "",
        (
            Offer("/episodes/….txt, .md", _("à lire : le texte, ou du Markdown par paragraphes"), _if(slug, f"{page}.txt")),
            Offer("/episodes/….vtt, .srt", _("des sous-titres, avec le nom des intervenants"), _if(slug, f"{page}.vtt")),
            Offer("/episodes/….json", _("l’épisode entier"), _if(slug, f"{page}.json")),
            Offer(
                "/episodes/….podcast.json", _("la transcription pour les lecteurs de podcasts"), _if(slug, f"{page}.podcast.json")
            ),
            Offer("/episodes/….chapters.vtt, .chapters.json", _("les chapitres"), _if(slug, f"{page}.chapters.vtt")),
        ),
    )


def _feeds() -> Section:
    shows = list(browse_index().shows.values())[:MOST_ASKED]
    podcast = next((f"/feeds/shows/{entry.key}.rss" for entry in shows if is_podcast(entry)), "")
    why = (
        ""
        if podcast
        else _("Aucune émission n’a de podcast ici : les épisodes sont diffusés par des plateformes, sans fichier audio.")
    )
    named = next(iter(browse_index().people), "")
    show = shows[0].key if shows else ""
    return Section(
        _("Flux à suivre"),
        " ".join(filter(None, (_("Le flux d’une recherche annonce chaque nouveau moment."), which_dates(), why))),
        (
            Offer("/feeds/episodes.atom", _("les nouveaux épisodes (Atom)"), "/feeds/episodes.atom"),
            Offer(
                "/feeds/search.atom?q=…",
                _("les nouveaux moments d’une recherche, avec ses filtres"),
                "/feeds/search.atom?q=bonjour",
            ),
            Offer("/feeds/people/….atom", _("les épisodes d’une personne"), _if(named, f"/feeds/people/{named}.atom")),
            Offer("/feeds/shows/….atom", _("les épisodes d’une émission"), _if(show, f"/feeds/shows/{show}.atom")),
            Offer(
                "/feeds/shows/….rss",
                _("l’émission en podcast, si ses épisodes sont des fichiers"),
                podcast,
            ),
        ),
    )


def _pages(slug: str) -> Section:
    asked, frame = quote(absolute(episode_address(slug)), safe=""), episode_address(slug, room="embed")
    return Section(
        _("Autres sites et moteurs de recherche"),
        "",
        (
            Offer(
                "/embed/…?t=…",
                _("un moment à intégrer dans une autre page, sans script"),
                _if(slug, frame),
            ),
            Offer("/embed/search?q=…", _("les meilleurs moments d’une recherche, à intégrer"), "/embed/search?q=bonjour"),
            Offer("/verify", _("des citations vérifiées, une par ligne ou en tableau"), "/verify"),
            Offer("/oembed?url=…", _("la carte oEmbed d’une page de ce site"), _if(slug, f"/oembed?url={asked}")),
            Offer("/opensearch.xml", _("la recherche dans le champ du navigateur (OpenSearch)"), "/opensearch.xml"),
            Offer("/sitemap.xml", _("toutes les pages, pour les moteurs de recherche"), "/sitemap.xml"),
        ),
    )


def _programs() -> Section:
    return Section(
        _("Commandes"),
        _("Pour l’administrateur de l’archive, ou pour qui en a une copie."),
        (
            Offer("from archive import open_archive", _("l’archive en Python")),
            Offer("archive search … --format csv|jsonl|md", _("une liste de résultats en fichier, un moment par ligne")),
            Offer(
                "archive export --jsonl, --sqlite FILE", _("tous les épisodes, ou une base avec recherche plein texte (Datasette)")
            ),
            Offer("archive mcp", _("l’archive pour les assistants (Model Context Protocol) : ils citent au lieu d’inventer")),
        ),
    )


def _if(known: str, address: str) -> str:
    return address if known else ""


pages = page_cache.validate_with_etag(Blueprint("about", __name__))


@pages.get("/help")
def searching() -> str:
    """How to search."""
    return render_template("help.html")


@pages.get("/data")
def data() -> str:
    """Where the words come from, and how to take them away."""
    return render_template("data.html", sections=sections())


@pages.get("/accessibility")
def accessibility() -> str:
    """What was done for everyone to be able to use the site, and what was not."""
    return render_template("accessibility.html")


VALID = dt.timedelta(days=180)
"""RFC 9116, 2.5.5: less than a year, so that nobody writes to an address of long ago."""


@pages.get("/.well-known/security.txt")
def security() -> Response:
    """Where a weakness is to be reported (RFC 9116): the owner's `contact`; 404 where there is none."""
    contact = settings().contact
    if not contact:
        abort(404)
    address = contact if ":" in contact else f"mailto:{contact}"
    lines = (
        f"Contact: {address}",
        f"Expires: {(today() + VALID).isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {absolute('/.well-known/security.txt')}",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
