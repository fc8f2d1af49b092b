"""An episode: its page at a second, every moment of a search in it, a passage to quote, its transcript as a file."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from flask import Blueprint, Response, abort, current_app, g, jsonify, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from archive import transcripts
from archive.analysis.analyze import Analysis
from archive.analysis.inference import with_inferred
from archive.model.episode import Episode, is_untimed, seconds_of
from archive.model.platforms import player_of
from archive.search.filters import Filters
from archive.search.index.types import Summary
from archive.search.results.answer import Hit, Match
from archive.text.slugs import code_of
from archive.text.token_stream import TokenStream, token_stream
from archive.text.word_times import end_of, heard_from, heard_second, heard_until, length_ms
from archive.transcripts import chapters_of
from archive.transcripts.addresses import Ids, place_word
from archive.web.http import headers, page_cache
from archive.web.http.addresses import Span, site_address, span_of, stated_span
from archive.web.http.error_pages import Gone, NoTimes, UnknownEpisode
from archive.web.http.search_params import SearchParams, as_phrase, parse_search_params, query_string
from archive.web.presentation import passage_links
from archive.web.presentation.charts import page_timeline
from archive.web.presentation.citation import Citation, cite
from archive.web.presentation.template_context import episode_url
from archive.web.presentation.transcript import (
    MomentPlace,
    cue_at,
    first_of,
    marked_in,
    moment_at,
    moment_places,
    moments_round,
    paragraphs,
    parts,
    phrase_in,
    said_together,
    words_led_by,
)
from archive.web.site import index, library, settings, site

pages = page_cache.serve_from_cache(page_cache.validate_with_etag(Blueprint("episodes", __name__, url_prefix="/episodes")))

RELATED = 3
ELSEWHERE = 4
REFERENCES = {"ris": "application/x-research-info-systems; charset=utf-8", "bib": "application/x-bibtex; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Now:
    """The second a page is opened at: the cues, the id and the second of the first, the second in it at which one
    begins to listen, the second at which a stated passage ends and its last line's id, and the passage itself."""

    cues: range
    id: str
    seconds: int
    at: int
    until: int | None
    last_id: str | None
    passage: passage_links.Passage
    citation: Citation

    def with_its_second(self, shown: Episode) -> "Now":
        """The same with all lines of its second, where no words tell which of several is meant."""
        return replace(self, cues=range(self.cues[0], Ids(shown.cues).last_before(self.seconds + 1, self.cues[0]) + 1))

    @property
    def chosen(self) -> tuple[range, tuple[int, int] | None, tuple[Match, ...]]:
        """The cues that hold what is cited; of them the one at which it is heard, and the second in it; its
        words, unless it is a sound."""
        first, last = min(self.cues[0], self.passage.cue), max(self.cues[-1], self.passage.last)
        words = self.passage.matches if self.passage.is_said else ()
        return range(first, last + 1), (self.cues[0], self.at), words


NOTHING: tuple[range, tuple[int, int] | None, tuple[Match, ...]] = (range(0), None, ())


@dataclass(frozen=True, slots=True)
class KeptQuotation:
    """What became of a quoted passage: found here (`moved_ms` later than it was, `changed` in some words), or only in
    an earlier save, whose text this is."""

    passage: passage_links.Passage | None = None
    moved_ms: int = 0
    changed: bool = False
    earlier: str = ""
    lost: bool = False


def served(slug: str) -> Episode:
    """The episode of an address. Raises Gone for one taken down, UnknownEpisode for none."""
    found = library().episode(slug)
    if found is None:
        raise Gone(slug) if library().removal(slug) else UnknownEpisode(slug)
    return found


@pages.get("/<slug>")
def episode(slug: str) -> str:
    """The episode's page."""
    params = g.params = _words_of(request.args)
    found = index().search_episode(params.text, slug)
    analysis = found.analysis if found else None
    shown = with_inferred(served(slug), analysis.inferred if analysis else ())
    every, said = (found.hit, found.matches) if found and params.text else (None, ())
    speech, places = token_stream(shown.cues), moment_places(every)
    span = _told(stated_span(), places)
    g.words = words_led_by(every, span.second) if span and request.args.get("words") != "all" else ""
    together = moment_places(hit := said_together(every))
    opens = first_of(places, phrase := phrase_in(hit, params))
    kept = _kept(shown, speech, span.second if span else None)
    now = _now(shown, speech, places, span or (Span(opens.second) if opens else None), kept)
    asked, quoted = span is not None or kept is not None, () if kept or (span and span.until) else said
    chapters, marks = chapters_of(shown, analysis), marked_in(speech, _marked(said, now if asked else None, kept))
    return render_template(
        "episode.html",
        episode=shown,
        analysis=analysis,
        kept=kept,
        every=every,
        hit=hit,
        phrase=phrase and (as_phrase(params), phrase.moments_total),
        band=page_timeline(length_ms(shown), chapters, together),
        parts=parts(chapters, hit, now.seconds * 1000 if now else 0),
        paragraphs=paragraphs(shown, analysis, speech, marks, *(now.chosen if now else NOTHING), places, quoted),
        **_beside(shown, analysis, found.hit if found else None),
        **_walk(hit, together, now, asked),
    )


def _walk(hit: Hit | None, places: tuple[MomentPlace, ...], now: Now | None, asked: bool) -> dict[str, object]:
    """Where one lands, and of the moments of a search in an episode the number of the one being read, whether it is
    said where one lands, those round it and the ones beside it."""
    here = now if asked else None
    place = moment_at(places, now.seconds, now.until) if now else -1
    return {
        "now": now,
        "asked": asked,
        "place": place + 1,
        "at_moment": here is not None and (here.until is not None or any(one.line == here.seconds for one in places)),
        "near": moments_round(hit, here.seconds, here.until) if here else moments_round(hit, None),
        "steps": _steps(hit.summary.slug, places, here, place, g.params.text) if hit else None,
    }


def _beside(shown: Episode, analysis: Analysis | None, found: Hit | None) -> dict[str, object]:
    """What a page tells beside its transcript: of whom it is, what plays it, which fields were inferred and which staff
    corrected, who may put what right, and what else is said."""
    own = found.summary if found else None
    return {
        "people": found.people if found else (),
        "player": player_of(shown, site_address()),
        "untimed": is_untimed(shown),
        "short": code_of(library().number(shown.slug) or 0),
        "inferred": analysis.inferred if analysis else (),
        "corrected": sorted(library().edits(shown.slug)),
        "has_desk": "staff.lines" in current_app.view_functions,
        "takes_proposals": settings().proposals,
        "related": related(own) if own else [],
        **_elsewhere(shown.slug, g.params.text),
    }


@pages.get("/<slug>/moments")
def moments(slug: str) -> str:
    """Every moment of a search in one episode; `round`, a second of it, asks for the list beside its transcript."""
    params = g.params = _words_of(request.args)
    served(slug)
    found = index().search_episode(params.text, slug)
    if found is None:
        raise UnknownEpisode(slug)
    if span := span_of(request.args.get("round"), "round"):
        return render_template("near.html", slug=slug, params=params, near=moments_round(said_together(found.hit), span.second))
    return render_template("moments.html", hit=said_together(found.hit), every=found.hit, params=params)


@pages.get("/<slug>/quote")
def quote(slug: str) -> Response:
    """A passage to quote, as JSON: from a cue's id to another's, or to the end of its sentence."""
    made = _asked_citation(slug)
    forms = {"plain": made.plain, "author_date": made.author_date, "markdown": made.markdown, "html": made.html}
    forms |= {"frame": made.frame, "url": made.url, "said": made.said, **asdict(made.kept)}
    at, until = (None if one is None else int(place_word(one).removeprefix("p")) for one in (made.second, made.until))
    stated = {"cite": made.mark, "at": at, "until": until}
    pairs = list(request.args.items())
    files = {
        form: url_for("episodes.reference", slug=slug, form=form).partition("?")[0] + query_string(pairs) for form in REFERENCES
    }
    return jsonify(forms | stated | files)


@pages.get("/<slug>/cite.<form>")
def reference(slug: str, form: str) -> Response:
    """A passage to quote, as a file for a program that keeps references: ris, bib."""
    if form not in REFERENCES:
        abort(404)
    made = _asked_citation(slug)
    response = Response(made.ris if form == "ris" else made.bibtex, content_type=REFERENCES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.{form}"'
    return response


@pages.get("/<slug>.<form>")
def transcript(slug: str, form: str) -> Response:
    """The transcript as a file: txt, md, vtt, srt, json; podcast.json for podcast players, chapters.vtt and
    chapters.json."""
    slug, _dot, form = f"{slug}.{form}".partition(".")
    found = transcripts.BY_EXTENSION.get(form)
    if found is None:
        abort(404)
    episode = served(slug)
    if found.timed and is_untimed(episode):
        raise NoTimes(slug)
    response = Response(found.write(episode, index().analysis(slug)), content_type=found.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{slug}.{form}"'
    return headers.allow_reading(response)


def related(own: Summary) -> list[Summary]:
    """Other episodes with the same guests, else of the same show and the nearest days."""
    guests = tuple(name for name, _role, kind in own.people if kind == "guest")
    with_them = index().newest(Filters.of(person=guests), limit=RELATED + 1).episodes if guests else ()
    found = dict.fromkeys(other for other in (*with_them, *_nearest_days(own)) if other.slug != own.slug)
    return list(found)[:RELATED]


def _nearest_days(own: Summary) -> list[Summary]:
    """The episodes of the same show that stand nearest in time, itself among them."""
    if not own.show:
        return []
    if own.date is None:
        return list(index().newest(Filters.of(show=own.show), limit=RELATED + 1).episodes)
    day = own.date
    before = index().newest(Filters.of(show=own.show, before=day), limit=RELATED + 1).episodes
    since = Filters.of(show=own.show, after=day + dt.timedelta(days=1), dated="month")
    after = index().newest(since, first=max(0, index().newest(since, limit=0).total - RELATED), limit=RELATED).episodes
    return sorted((*before, *after), key=lambda other: abs((other.date - day).days) if other.date else 0)


def _asked_citation(slug: str) -> Citation:
    """The citation of the passage between the cues `from` and `to` of the address, or to the second at which `t` ends,
    from the second at which it begins; of the words whose fingerprint `cite` is, where they begin there, or those that
    `letters` of the first cue and the last bound."""
    told = served(slug)
    ids = Ids(told.cues).names
    first, last = request.args.get("from", ""), request.args.get("to", "")
    if first not in ids or (last and last not in ids):
        abort(404)
    speech, span, mark = token_stream(told.cues), span_of(request.args.get("t")), request.args.get("cite", "")
    cue = ids.index(first)
    stated = Ids(told.cues).last_before(span.until, cue) if span and span.until else None
    end = ids.index(last) if last else stated
    chosen = passage_links.chosen(told, speech, cue, end, request.args.get("letters", "")) if last and end is not None else None
    found = passage_links.marked_at(told, speech, cue, mark, span.second if span else None)
    begun = span.second if span else heard_from(told, speech, found.position) if found else None
    second = heard_second(told, cue, begun)
    passage = chosen or passage_links.stated_at(told, speech, cue, end, second, found)
    until = chosen.until if chosen else span.until if span else None
    if until is None and end is not None:
        until = heard_until(told, speech, found.behind) if found else end_of(told, end)
    return cite(told, chosen or passage_links.from_second(passage, cue, second), until)


def _words_of(args: MultiDict[str, str]) -> SearchParams:
    return SearchParams(text=parse_search_params(MultiDict({"q": args.get("q", "")})).text)


def _now(
    shown: Episode, speech: TokenStream, places: tuple[MomentPlace, ...], span: Span | None, kept: KeptQuotation | None
) -> Now | None:
    """Where one lands: at the passage that is quoted and found, else at what is stated; None without cues."""
    quoted = kept.passage if kept else None
    cue = quoted.cue if quoted else cue_at(shown.cues, places, span.second if span else 0)
    if cue is None:
        return None
    span = None if kept and kept.moved_ms else span
    stated_last = Ids(shown.cues).last_before(span.until, cue) if span and span.until else None
    heard = heard_second(shown, cue, span.second if span else None)
    passage = passage_links.stated_at(shown, speech, cue, stated_last, heard, quoted)
    last = passage.last if passage is quoted else stated_last
    until = (span.until if span else None) or passage.until
    cues = range(cue, (cue if last is None else last) + 1)
    ends = None if last is None else Ids(shown.cues).name(last)
    second = seconds_of(shown.cues[cue].start_ms)
    cited = cite(shown, passage_links.from_second(passage, cue, heard), until)
    now = Now(cues, Ids(shown.cues).name(cue), second, heard, until, ends, passage, cited)
    return now.with_its_second(shown) if span and not (span.until or quoted or g.params.text) else now


def _told(span: Span | None, places: tuple[MomentPlace, ...]) -> Span | None:
    """What an address states; where that is the second of a moment's line, and no more, the moment is meant."""
    alone = span is not None and span.until is None
    return next((Span(one.second) for one in places if alone and span and span.second == one.line), span)


def _marked(said: tuple[Match, ...], now: Now | None, kept: KeptQuotation | None) -> tuple[Match, ...]:
    """What of the speech is marked: the words searched for; without any those that are cited and none of a line before,
    where they are quoted, or are not all of their lines."""
    is_told = now is not None and (now.passage.part or (kept is not None and now.passage is kept.passage))
    return said or (now.passage.matches if now and is_told and now.passage.cue in now.cues else ())


def _kept(shown: Episode, speech: TokenStream, second: int | None) -> KeptQuotation | None:
    """What became of the passage the address quotes; None where it quotes none."""
    if not passage_links.valid(mark := request.args.get("cite", "")):
        return None
    found = passage_links.find(shown, speech, mark, second)
    return KeptQuotation(found.passage, found.moved_ms, found.changed) if found else _from_earlier_save(shown, mark, second)


def _from_earlier_save(shown: Episode, mark: str, second: int | None) -> KeptQuotation:
    """The quoted words as they were. An older save may be added later, which changes no revision."""
    page_cache.forget_validator()
    for before in _earlier(shown):
        if found := passage_links.find(before, token_stream(before.cues), mark, second):
            return KeptQuotation(earlier=found.passage.text)
    return KeptQuotation(lost=True)


def _earlier(shown: Episode) -> Iterator[Episode]:
    """An episode before its corrections, then as each save told it that serves no more. These are read again, which
    takes a second of a long page: that which serves is none of them."""
    if any(cue.heard for cue in shown.cues):
        yield replace(shown, cues=tuple(replace(cue, text=cue.heard or cue.text) for cue in shown.cues))
    reader, serves = site().reader, library().page(shown.slug)
    for page in library().saves(shown.slug) if reader else ():
        before = reader(page) if reader and page != serves else None
        if isinstance(before, Episode):
            yield before


def _steps(slug: str, places: tuple[MomentPlace, ...], now: Now | None, place: int, words: str) -> tuple[str, str] | None:
    """The addresses of the moments before and after where one reads, going round at both ends, of a passage behind the
    one whose `place` it is; None stands before all."""
    if not places:
        return None
    here = now.seconds if now else -1
    before = [one for one in places if one.line < here]
    after = list(places[place + 1 :] if now and now.until else (one for one in places if one.line > here))
    beside = ((before or places)[-1], (after or places)[0])
    first, last = (episode_url(slug, 1000 * one.second, words, line=one.anchor) for one in beside)
    return first, last


def _elsewhere(slug: str, text: str) -> dict[str, object]:
    """The answer for the same words in the whole archive, and the best moment of other episodes that say all of
    them at once."""
    everywhere = index().search(text, limit=ELSEWHERE, moments=1, aggregations=False) if text else None
    others = (hit for hit in (everywhere.hits if everywhere else ()) if hit.summary.slug != slug and hit.moments and not hit.lacks)
    said = [hit for hit in others if hit.whole is None or hit.whole]
    return {"everywhere": everywhere, "elsewhere": said[: ELSEWHERE - 1]}
