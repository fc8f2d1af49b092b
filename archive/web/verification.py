"""Quotations checked: POST /api/v1/verify, and the page /verify for one a line or a table of them. What is sent is
answered and forgotten: no page is kept, and nothing is counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal

import msgspec
from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from msgspec import Meta, structs

from archive.analysis.speakers import is_initials, may_be_one
from archive.exports import VerdictRow, verdict_row, verdicts_as_csv
from archive.languages import is_function_word
from archive.model.episode import JsonObject
from archive.model.platforms import UNIDENTIFIED
from archive.search import Index
from archive.search.filters import Filters
from archive.search.index.types import Summary
from archive.search.quotations.attribution import Quotation
from archive.search.quotations.meaning_changes import as_near, shown_replaced
from archive.search.quotations.pasted import name_behind
from archive.search.quotations.verdict import LONGEST, MOST_ALIKE, MOST_PASSAGES, UNQUOTED_PART
from archive.search.results.answer import Outcome, Quoted, Verdict
from archive.search.results.answer_json import VerdictJson, verdict_object
from archive.sheets import QuotedTable, quotations_of, saved_text
from archive.text.tokenizer import spans, words
from archive.web.api.schemas import PREFIXES
from archive.web.checked_quotations import (
    MARKS,
    LinkVerdict,
    checked,
    ends_at,
    is_link,
    leads_to,
    links_beside,
    other_days,
    pasted_table,
)
from archive.web.http import headers
from archive.web.http.addresses import site_address
from archive.web.http.search_params import LONGEST_TEXT, BadSearchParams, parse_search_params
from archive.web.i18n import gettext as _
from archive.web.i18n import language, ngettext, quoted
from archive.web.presentation.template_context import shortened
from archive.web.site import index, settings

pages = headers.readable_from_anywhere(Blueprint("verification", __name__))

MOST_QUOTATIONS = 50
"""Of one request: each has a budget of its own, and is a part of the answer."""
MOST_BYTES = MOST_QUOTATIONS * (4 * LONGEST + 100)
"""Of a body: as many quotations, each as long, as may be sent, in any script (four bytes a character), and what
stands between; less than would be put in a temporary file."""


class QuotationsJson(JsonObject, frozen=True):
    """Quotations to be checked."""

    quotations: Annotated[tuple[Annotated[str, Meta(max_length=LONGEST)], ...], Meta(min_length=1, max_length=MOST_QUOTATIONS)]


class VerdictsJson(JsonObject, frozen=True):
    """What the archive tells of each quotation, in their order."""

    verdicts: tuple[VerdictJson, ...]


def verify() -> Response:
    """Whether each quotation is said: exactly, nearly (with what differs), or not found. The filters of a search may
    stand in the address. A body of JSON is answered in JSON; of CSV or lines, in CSV."""
    texts = _quotations()
    told = _told(index().pin(), texts, parse_search_params(request.args).filters())
    if _is_json():
        return headers.in_parts(_as_json(told), "application/json")
    return headers.in_parts(verdicts_as_csv(map(verdict_row, told)), "text/csv; charset=utf-8")


def _told(held: Index, texts: Sequence[str], filters: Filters) -> Iterator[VerdictJson]:
    """A verdict after the other, as each is taken."""
    base = settings().base_url
    return (verdict_object(one, base) for one in checked(held, texts, filters))


def _as_json(told: Iterator[VerdictJson]) -> Iterator[str]:
    """VerdictsJson, a verdict a part."""
    before = '{"verdicts":['
    for one in told:
        yield before + msgspec.json.encode(one).decode()
        before = ","
    yield "]}"


for _prefix in PREFIXES:
    pages.add_url_rule(f"{_prefix}/verify", "verify", verify, methods=["POST"])


def _is_json() -> bool:
    return request.mimetype in {"application/json", "application/x-www-form-urlencoded", ""}


def _quotations() -> Sequence[str]:
    """What is to be checked. Raises BadSearchParams for what cannot be read, or is too much for one request."""
    request.max_content_length = MOST_BYTES
    body = request.get_data(cache=False)
    try:
        text, is_table = body.decode("utf8"), request.mimetype == "text/csv"
        found = msgspec.json.decode(text, type=QuotationsJson).quotations if _is_json() else quotations_of(text, is_table=is_table)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadSearchParams("quotations", str(error)[:60], "body") from error
    if len(found) > MOST_QUOTATIONS:
        raise BadSearchParams("quotations", str(len(found)), "number", least=1, most=MOST_QUOTATIONS)
    if long := next((one for one in found if len(one) > LONGEST), None):
        raise BadSearchParams("quotations", long[:60] + "…", "long", most=LONGEST)
    return found


form_pages = Blueprint("verify", __name__)
_TALLY, _ROWS = Markup("<!-- tally -->"), Markup("<!-- rows -->")
"""Where these stand in the page: typed text is escaped, and cannot say so."""
MOST_AT_AN_END = 3
"""Words of a quotation that are told, from its beginning and its end, beside what is said before and behind it."""
_BOUNDS = {"most": MOST_QUOTATIONS, "longest": LONGEST}


@form_pages.after_request
def _keep_private(response: Response) -> Response:
    """What somebody checks is nobody else's, and the archive may say more tomorrow; their own browser may keep it, to
    show it again to who comes back from an episode: of what must not be stored it would ask to send the form again."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@form_pages.get("/verify")
def form() -> Response | str:
    """The empty form; where the address has a quotation, what is told of it: a link that can be sent. Raises
    BadSearchParams for one that is too long."""
    if one := " ".join(request.args.get("q", "").split()):
        if len(one) > LONGEST:
            raise BadSearchParams("q", one[:60] + "…", "long", most=LONGEST)
        held = index().pin()
        return headers.in_parts(_page([one], checked(held, [one])), "text/html; charset=utf-8")
    return render_template("verify.html", typed="", many=0, asked=False, left=0, **_BOUNDS)


@form_pages.post("/verify")
def verdicts() -> Response:
    """A row a quotation: said word for word, nearly so (with what differs) or not found; as a file where `as` is
    csv."""
    asked, table = _typed()
    held, base = index().pin(), site_address()
    told = checked(held, asked[:MOST_QUOTATIONS])
    if request.form.get("as") != "csv" or not asked:
        return headers.in_parts(_page(asked, told), "text/html; charset=utf-8")
    sheet, as_sent = (
        headers.asked_sheet(),
        (replace(one, quotation=sent) for one, sent in zip(told, table.quotations, strict=False)),
    )
    rows = verdicts_as_csv((_row(one, base, is_sheet=bool(sheet)) for one in as_sent), table, sheet)
    return headers.as_file(rows, "text/csv; charset=utf-8", "verify", "csv")


def _row(one: Verdict, base: str, *, is_sheet: bool) -> VerdictRow:
    """The row of a quotation, with the address that the page leads to, where its words are marked; in a sheet for
    people with the answer in the page's words."""
    row, best = verdict_row(verdict_object(one, base)), next(iter(one.shown or one.closest), None)
    url = f"{base.rstrip('/')}{leads_to(one, best)}" if best else None
    return structs.replace(row, url=url, outcome=_answer(one) if is_sheet else row.outcome)


def _page(asked: Sequence[str], told: Iterable[Verdict]) -> Iterator[str]:
    """The page: its head, a blank for each quotation that is judged, what they are in all, a part for each row."""
    many = min(len(asked), MOST_QUOTATIONS)
    typed = "\n".join(asked) or request.form.get("quotations", "")
    stated = {"typed": typed, "asked": True, "left": len(asked) - many, **_BOUNDS}
    page = render_template("verify.html", many=many, tally=_TALLY, rows=_ROWS, **stated)
    before, _, rest = page.partition(_TALLY)
    judged = []
    for one in told:
        judged.append(one)
        yield before
        before = "\n"
    between, _, behind = rest.partition(_ROWS)
    yield before + (_tally(judged) + between if judged else "")
    for verdict in judged:
        shown = {"typed": _shown(verdict), "all_that_say_it": _search_for(verdict), "longest": LONGEST}
        yield render_template("verify_row.html", one=verdict, **_OF_A_ROW, **shown)
    yield behind


def _tally(judged: Sequence[Verdict]) -> str:
    """How many quotations there are, each of several of one text for itself, how many of each answer, those that others
    say apart, and of how many that are said the sense differs."""
    each = [part for one in judged for part in (one.parts if len(one.parts) > 1 else (one,))]
    counts = Counter(map(_standing, each))
    turned = sum(one.outcome != "not-found" and any(map(_differs, one.shown)) for one in each)
    return render_template("verify_tally.html", many=len(each), counts=counts, turned=turned)


def _standing(one: Verdict) -> Outcome | Literal["others", "doubtful", "in-part", "cut", "link"]:
    """The answer in a word, which the badge and the headline tell: its outcome, unless others say it than who is named,
    it is said word for word but denied, by several, or by nobody knows whom, some of it is said apart, in another order
    or most of it, by who may be named, or it was not looked for; that it is no quotation but a link of the site."""
    if isinstance(one, LinkVerdict):
        return "link"
    if one.outcome != "not-found":
        turns = {turn for said in one.shown for turn in said.turns}
        is_doubtful = one.outcome == "exact" and ("negation" in turns or one.unsure or _uncompared(one) or _is_of_several(one))
        return "others" if "speaker" in turns else "doubtful" if is_doubtful else one.outcome
    some = (part for part in one.apart or one.parts if part.outcome != "not-found")
    if any("order" in said.turns or _is_most(said) for said in one.shown) or any(some):
        return "in-part"
    return "cut" if one.cut else "not-found"


def _answer(one: Verdict) -> str:
    """The same in words; what may turn the sense stands in them."""
    turns = {turn for said in one.shown for turn in said.turns}
    if "order" in turns:
        return _("autre ordre")
    if "negation" in turns and one.outcome != "not-found":
        return _("presque, sens contraire possible") if one.outcome == "nearly" else _denied(one)
    if "number" in turns and one.outcome == "nearly":
        return _("presque, nombre différent")
    stands = _standing(one)
    if stands == "others":
        return (
            _("presque, dit par une autre personne") if one.outcome == "nearly" else _("mot pour mot, dit par une autre personne")
        )
    told = {"exact": _exactly, "doubtful": _exactly, "nearly": _nearly}
    others = {"in-part": _("en partie"), "not-found": _("introuvable"), "link": _("lien de ce site")}
    return told[stands](one) if stands in told else others.get(stands, _("non cherché"))


def _exactly(one: Verdict) -> str:
    """The same of one that is said word for word: with what is not certain of it."""
    if one.unsure:
        return _doubtfully(one)
    if _uncompared(one):
        return _("mot pour mot, nom non comparé")
    if _is_of_several(one):
        return _("mot pour mot, mais de plusieurs personnes")
    return _("mot pour mot, hors ajout entre crochets") if one.inserted else _("mot pour mot")


def _doubtfully(one: Verdict) -> str:
    """The same where it is not told who says it: whether the episode's page announces who is named, or does not."""
    where = one.announced.where if one.announced else None
    if where is None or where == "mentioned":
        return _("mot pour mot, auteur incertain") if one.named else _("mot pour mot, auteur non nommé")
    return _("mot pour mot, auteur non annoncé") if where == "nowhere" else _("mot pour mot, auteur possible")


def _nearly(one: Verdict) -> str:
    """The same of one that is nearly said: how many of its sentences are not, else which other word is, where it
    carries the sense, how many differ, or are passed over where nothing tells so."""
    if unsaid := sum(len(said.unsaid) for said in one.shown[:1] if len(one.parts) < 2):
        return ngettext("presque, %(num)s phrase n’y est pas", "presque, %(num)s phrases n’y sont pas", unsaid)
    if others := [piece.said for said in one.shown for piece in shown_replaced(said)]:
        told, many = shortened(", ".join(map(quoted, others)), 60), len(" ".join(others).split())
        return ngettext("presque, un autre mot : %(words)s", "presque, d’autres mots : %(words)s", many, words=told)
    passed = sum(piece.passed for said in one.shown for piece in said.pieces if piece.fate == "unquoted")
    if passed and not sum(map(_differing, one.shown)):
        return ngettext("presque, %(num)s mot passé sans […]", "presque, %(num)s mots passés sans […]", passed)
    return ngettext("presque, %(num)s mot diffère", "presque, %(num)s mots diffèrent", sum(map(_differing, one.shown)))


def _is_most(said: Quoted) -> bool:
    """Whether a part of a quotation is most of it, together, and nobody else says it than who is named."""
    return said.score >= UNQUOTED_PART and said.said_words < said.typed_words and "speaker" not in said.turns


def _is_of_several(one: Verdict) -> bool:
    """Whether several people say the words of one quotation."""
    return any(len(said.speakers) > 1 for said in one.shown)


def _denied(one: Verdict) -> str:
    """The same of one that is said word for word, and denied: just before it, or by what it leaves out."""
    ahead = next((said.pieces[0].said for said in one.shown if said.pieces[0].is_ahead), "")
    before = _("mot pour mot, mais précédé de %(words)s", words=quoted(ahead))
    return before if ahead else _("mot pour mot, sauf une négation omise")


def _differing(said: Quoted) -> int:
    """How many words of a quotation, or of what is said, stand where these differ."""
    some = (piece for piece in said.shown if piece.fate not in {"same", "left-out"} and not piece.passed)
    return sum(max(len(words(piece.quoted)), len(words(piece.said))) for piece in some)


def _differs(said: Quoted) -> bool:
    """Whether what is said differs by its sense, or by a word; a sentence that is not said there turns nothing."""
    return bool({*said.turns} - {"speaker"} or (_differing(said) and not said.unsaid))


def _shown(one: Verdict) -> str:
    """A quotation between marks, without who said it; as it was typed where it has some inside."""
    typed, inside = one.quotation if (alone := is_link(one.quotation)) else one.read, _bare(one.read)
    if alone or set(inside) & set(MARKS):
        return shortened(typed, 300)
    part = one.parts[0].quotation if one.parts else inside
    return shortened(inside.replace(part, quoted(part), 1), 300)


def _search_for(one: Verdict) -> str:
    """What finds every episode that says a quotation word for word, where several do; empty of one that leaves words
    out, or is too long for a search."""
    alone = _bare((one.parts[0] if len(one.parts) == 1 else one).read)
    is_phrase = len(alone) < LONGEST_TEXT - 2 and not set(alone) & {*MARKS, "["} and not Quotation(alone).gaps
    return f'"{alone}"' if one.outcome == "exact" and one.episodes > 1 and len(one.parts) < 2 and is_phrase else ""


def _bare(typed: str) -> str:
    """A quotation without the marks round it."""
    return typed.strip(f"{MARKS} \xa0\u202f")


def _told_of(one: Verdict) -> Sequence[Quoted]:
    """What the page shows first of a quotation, or of each of its clauses."""
    return [said for part in one.apart for said in part.shown] or one.shown


def _compared(one: Verdict) -> tuple[str, ...]:
    """Those whom it names who are held against who speaks, be it one who surely does; nobody of words nobody says."""
    if _standing(one) == "not-found":
        return ()
    speakers = [who for said in _told_of(one) for who in said.speakers]
    who_says = () if one.unsure else tuple(name for name in one.named if any(may_be_one(name, who) for who in speakers))
    return who_says or (one.named if speakers else ())


def _uncompared(one: Verdict) -> str:
    """The name behind a quotation that is nobody's whom the archive knows, while it tells who says that."""
    return name_behind(one.read) if one.aside and not one.named and any(said.speakers for said in one.shown) else ""


def _agrees(one: Verdict) -> bool | None:
    """Whether who speaks is who is named, by what the badges tell; None where that is not sure, or is so of some of its
    quotations alone."""
    of_others = {"speaker" in said.turns for said in _told_of(one) if said.speakers}
    return None if one.unsure or len(of_others) != 1 else not of_others.pop()


def _telling(one: Verdict) -> str:
    """What a search is asked for the words of a quotation: those that tell something, without who said it."""
    text = " ".join(part.read for part in one.parts or (one,))
    told = [text[span.start : span.end] for span in spans(text) if not is_function_word(span.word)]
    return " ".join(told) or _bare(text)


def _in_title(one: Verdict, summary: Summary) -> bool:
    """Whether a quotation stands in the title of an episode."""
    return f" {' '.join(words(one.read))} " in f" {' '.join(words(summary.title))} "


def _ends_of(one: Quoted) -> str:
    """What is said of a quotation, with what denies it ahead, as what stands beside it shows its place: of more than a
    few words the first ones and the last."""
    told = f"{one.pieces[0].said if one.pieces[0].is_ahead else ''} {one.text}".split()
    cut = len(told) > 2 * MOST_AT_AN_END + 1
    return " ".join((*told[:MOST_AT_AN_END], "…", *told[-MOST_AT_AN_END:]) if cut else told)


_OF_A_ROW = {
    "ends_of": _ends_of,
    "in_title": _in_title,
    "as_near": as_near,
    "most_shown": MOST_PASSAGES,
    "most_alike": MOST_ALIKE,
    "unidentified": lambda: UNIDENTIFIED.en if language() == "en" else UNIDENTIFIED.fr,
    "standing": _standing,
    "answer": _answer,
    "is_initials": is_initials,
    "compared_in": _compared,
    "uncompared_in": _uncompared,
    "agrees": _agrees,
    "other_days": other_days,
    "telling": _telling,
    "is_link": is_link,
    "links_beside": links_beside,
    "leads_to": leads_to,
    "ends_at": ends_at,
}


def _typed() -> tuple[Sequence[str], QuotedTable]:
    """Those of the file where one is sent, else those typed, and the table in which they came."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    file = request.files.get("file")
    sent = saved_text(file.read()) if file else ""
    is_table = bool(sent and file and (file.filename or "").endswith((".csv", ".tsv")))
    typed = sent or request.form.get("quotations", "")
    table = pasted_table(typed, is_table=is_table)
    return table.attributed, table
