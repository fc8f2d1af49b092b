"""People who stand together in a sentence, with their roles: the words between two names decide whether they form one
list.

`Jeanne Morel, journaliste à La Brume, le physicien Paul Ney et Léa Trân (directrice)` is one list of three. A role
stands behind a name in brackets, between commas or behind a dash, or before it ("le physicien"); "Jeanne Morel, élève
de Paul Ney" is no list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

from ingest.extract.grammar import FIRST_GROUP, MOST_GROUPS, NAME_SIGN, OFTEN, WHEN, data, pattern
from ingest.extract.names import Name, begins_no_name, is_role_word, role_start

_said = partial(pattern, "lists.toml")
_LOOSE_END = re.compile(r"(?:,|\s)+(?:et|en|y|nous|vous|se|lui|est|and|ne|par|avec|with|by|von|mit|con)?$")
_LONGEST_GAP = 400
"""Letters between two names of a list: a role with a book's whole title in it."""
_LONGEST_ROLE = 200
"""Letters before a name among which its role is looked for (the pattern `role_before` takes fewer), and of a role behind
one: a longer one ends at a comma."""
_CAPITALS = re.compile(r"(?:^|(?<= ))(?P<first>[A-Z][\w'&-]*) (?:[A-Z][\w'&-]* )*$")
"""Before a role that begins with a capital, words that do too are part of it: `Brume Group Leader`."""
_STOPS = ("ends_words", "ends_company", "ends_sign", "ends_name", "ends_quote")


@cache
def _verb() -> re.Pattern[str]:
    """A finite verb: no role holds one. Small letters only: "Europe de l'Est" holds none."""
    rules = data("lists.toml")
    finite, doubtful = "|".join([*rules["finite"], *rules["finite_plural"]]), "|".join(rules["finite_or_noun"])
    pronouns = r"(?:s'|j'|se |nous |vous |m'|y |en |n'|ne |l'|lui |leur )"
    alone = rf"(?:(?<={NAME_SIGN} )|(?<=[,)] )|(?<![\w'-]){pronouns})(?:{doubtful})"
    return re.compile(rf"(?:(?<![\w'-]){pronouns}*(?:{finite})|{alone})(?![\w-])")


def says_something(text: str) -> bool:
    """Whether a text holds a finite verb outside of its quotes and brackets."""
    return _verb().search(_brackets_filled(text)) is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list."""

    name: Name
    role: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """People who stand together, and the part of the sentence they fill with their roles."""

    people: tuple[Listed, ...]
    begin: int
    end: int


@dataclass(slots=True)
class _Building:
    people: list[Listed] = field(default_factory=list)
    begin: int = 0
    end: int = 0

    def add(self, name: Name, role: str | None) -> None:
        self.people.append(Listed(name, role or None))
        self.end = name.end

    def tell(self, role: str | None) -> None:
        """What the last person is, where it is not known yet."""
        if role and self.people[-1].role is None:
            self.people[-1] = replace(self.people[-1], role=role)


def lists_in(text: str, masked: str, names: Sequence[Name]) -> list[PeopleList]:
    """The lists of a sentence. `masked` is the sentence with names and time words masked, place by place."""
    built: list[_Building] = []
    end_before = 0
    for name in names[:MOST_GROUPS]:
        if built and _names_a_firm(masked[end_before : name.begin]):
            masked = masked[: name.begin] + "x" * (name.end - name.begin) + masked[name.end :]
            continue
        joined = _joint_of(masked[end_before : name.begin]) if built and not _opens_a_phrase(masked, built[-1], name) else None
        if joined:
            built[-1].tell(_role_text(text, end_before, joined.left))
            built[-1].add(name, _role_text(text, end_before, joined.right))
        else:
            one = _begin(text, masked, name, end_before)
            if built:
                _finish(built[-1], text, masked, one.begin)
            built.append(one)
        end_before = name.end
    if built:
        _finish(built[-1], text, masked, len(masked))
    return [PeopleList(tuple(_plural(one.people)), one.begin, one.end) for one in built]


def _names_a_firm(gap: str) -> bool:
    """Whether a name is a part of the role before it: `Paul Ney, conseiller de Jean Trémel`, `directrice de Brume
    Énergie`, `autrice du Phare (Éd. Paul Vasseur)`."""
    if _said("kin").match(gap) or _said("publisher").search(gap):
        return True
    match = _said("firm").match(gap)
    return (
        match is not None
        and is_role_word(match["role"])
        and not _said("asks").search(gap)
        and not _verb().search(gap)
        and not re.search(r"\b(?:et|and|&)(?: (?:de|d'|du|avec|à|with))?\s*$", gap)
    )


def _opens_a_phrase(masked: str, one: _Building, name: Name) -> bool:
    """Whether a comma behind a list that is whole ends a phrase that opens the sentence: `Face à Hugo Petit, Jeanne
    Morel …`."""
    closed = len(one.people) == 1 or _said("last_joint").search(masked[one.people[-2].name.end : one.people[-1].name.begin])
    begins = closed and _said("phrase").match(masked[: one.begin]) is not None
    return bool(begins) and re.match(r"\s*(?:\([^()]*\)\s*)?,(?! et )", masked[one.end : name.begin]) is not None


def _role_text(text: str, offset: int, span: tuple[int, int] | None) -> str | None:
    return clean_role(text[offset + span[0] : offset + span[1]]) if span else None


# -- between two names


@dataclass(frozen=True, slots=True)
class _Joint:
    """Where in the words between two names the role of the left and of the right one stand."""

    left: tuple[int, int] | None
    right: tuple[int, int] | None


def _joint_of(gap: str) -> _Joint | None:
    """How the words between two names join them; None where they do not."""
    flat = _brackets_filled(gap)
    if len(gap) > _LONGEST_GAP or re.search(r"[!?…]\s|[a-zà-ÿ]\.\s", _said("titles_stop").sub("", flat)) or _verb().search(flat):
        return None
    for joint in reversed(list(_said("joint").finditer(flat))):
        right = _right_role(flat, joint.end())
        left = _left_role(gap, joint.start())
        if right is not None and left is not None:
            return _Joint(left if left[0] < left[1] else None, right if right[0] < right[1] else None)
    return None


def _brackets_filled(gap: str) -> str:
    """The words with what stands in brackets or quotes filled up: no sentence ends there, and no list."""
    return re.sub(r"\([^()]*\)|«[^«»]*»|\"[^\"]*\"", lambda match: f"({'x' * (len(match.group()) - 2)})", gap)


def _right_role(flat: str, begin: int) -> tuple[int, int] | None:
    """The role before the right name ("le chanteur"); an empty one for none; None where the name hangs on something
    else."""
    rest = flat[begin:]
    if _said("nothing").fullmatch(rest) and not _said("with").match(rest):
        return begin, begin
    match = _said("role_before").fullmatch(rest)
    if match is None or not _is_role_before(match) or _said("with").match(rest):
        return None
    return begin + match.start("role"), begin + match.end("role")


def _is_role_before(match: re.Match[str]) -> bool:
    """Whether the words right before a name are its role: a noun with an article, or a noun of what people do; nothing
    loose."""
    role, article = match["role"], match["article"].strip().lower()
    first = re.split(r"[\s'-]", role, maxsplit=1)[0].lower()
    if match["comma"] and not (is_role_word(role) and _said("singular").match(match["article"])):
        return False
    if _said("hangs").search(role) or _verb().search(role) or _said("no_role").match(role):
        return False
    if "," in role and not is_role_word(role):
        return False
    if first in _set("no_roles") or first in data("names.toml")["works"]:
        return False
    if is_role_word(role):
        return True
    return (
        article not in ("", "de", "d'", "à", "avec", "par", "des", "les", "un", "une", "aux", "ses", "nos")
        and role[0].islower()
        and len(role.split()) <= 5
    )


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(data("lists.toml")[name])


def _left_role(gap: str, end: int) -> tuple[int, int] | None:
    """The role behind the left name; an empty one for none; None where the words are no role."""
    words = gap[:end]
    if match := re.fullmatch(r"\s*[,–—-]?\s*\(([^()]*)\)\s*,?\s*", words):
        return match.start(1), match.end(1)
    match = re.fullmatch(r"[\s,;:–—-]*(.*?)[\s,;–—-]*", words, re.DOTALL)
    assert match is not None
    role = match[1]
    if not role:
        return end, end
    if _said("no_role").match(role) or len(role) > _LONGEST_GAP or WHEN * 2 in role or OFTEN * 2 in role:
        return None
    return (
        (match.start(1), match.end(1))
        if words[:1] in ",;–—( -" and (words.lstrip()[:1] in ",;–—(-:" or is_role_word(role))
        else None
    )


# -- before the first name and behind the last


def _begin(text: str, masked: str, name: Name, after: int) -> _Building:
    """A list that begins with a name: the role before it belongs to it."""
    one = _Building(begin=name.begin)
    before = masked[after : name.begin]
    found = _role_at_end(before)
    if found is None:
        title = _said("title_behind").search(before)
        one.begin = after + title.start(1) if title else name.begin
        one.add(name, None)
        return one
    begin, role_begin, role_end = found
    if before[role_begin].isupper() and (firm := _CAPITALS.search(before[:role_begin])) and not begins_no_name(firm["first"]):
        begin = role_begin = firm.start()
    one.begin = after + begin
    one.add(name, clean_role(text[after + role_begin : after + role_end]))
    return one


def _role_at_end(before: str) -> tuple[int, int, int] | None:
    """Where the role before a name begins with its article, where it begins and ends: the longest one that is a
    role."""
    last = max(len(before) - _LONGEST_ROLE, *(before.rfind(sign) + 1 for sign in '.!?;:«»"§¤()|'))
    for start in re.finditer(r"(?:^|(?<=[\s,('«\"]))(?=[^\W\d_])", before[last:]):
        at = last + start.start()
        match = _said("role_before").fullmatch(before[at:])
        if match is None or not _is_role_before(match) or _joins_words(match["role"]):
            continue
        article = re.match(r"(?:de |d'|à |avec |par |du |des |aux? )?", match["article"], re.IGNORECASE)
        kept = article.end() if article else 0
        return at + kept, at + match.start("role"), at + match.end("role")
    return None


def _joins_words(role: str) -> bool:
    return re.search(r"\b(?:avec|face à|reçu par|par|et (?:le|la|l'|son|sa))\b", role) is not None


def _finish(one: _Building, text: str, masked: str, end: int) -> None:
    """Takes up the role behind the last name of a list."""
    span = _role_behind(masked[:end], one.end)
    if span:
        one.tell(clean_role(text[span[0] : span[1]]))
        one.end = span[2]


def _role_behind(masked: str, at: int) -> tuple[int, int, int] | None:
    """Where the role behind a name begins and ends, and where the sentence goes on."""
    rest = masked[at:]
    if match := re.match(r"\s*,?\s*\(([^()]{2,200})\)", rest):
        return (at + match.start(1), at + match.end(1), at + match.end()) if not _only_time(match[1]) else None
    match = re.match(r"\s*,\s*|\s+[–—-]\s+|\s*:\s*(?=[^\W\d_A-Z])|\s+", rest)
    if match is None:
        return None
    body = rest[match.end() :]
    if not _begins_a_role(body, "," in match.group() or any(sign in match.group() for sign in "–—-:")):
        return None
    ends = (*map(_said, _STOPS), _verb())
    stop = min([found.start() for end in ends if (found := end.search(body))], default=len(body))
    role = _LOOSE_END.sub("", body[:stop].rstrip()).rstrip(" ,–—-")
    if len(role) > _LONGEST_ROLE:
        role = role[:_LONGEST_ROLE].rpartition(",")[0]
    if len(role) < 2:
        return None
    return at + match.end(), at + match.end() + len(role), at + match.end() + len(role)


def _only_time(role: str) -> bool:
    return not re.sub(rf"[{WHEN}{OFTEN}\W\d]", "", role)


def _begins_a_role(body: str, marked: bool) -> bool:
    """A role begins small behind a comma or a dash, or with a noun of what people do; never with a verb or a
    preposition."""
    if not body or body[0] in NAME_SIGN + WHEN + OFTEN or _said("no_role").match(body) or _verb().match(body):
        return False
    if role_start().match(body):
        return True
    if body.startswith(("les ", "des ", "nos ")):
        return False
    article = re.match(r"(?:l'|le |la |un |une |notre |the |a |an )(?:ex-|ancienne? )?", body)
    if article:
        return role_start().match(body[article.end() :]) is not None
    return marked and body[0].islower()


def _plural(people: Sequence[Listed]) -> Iterator[Listed]:
    """A role in the plural is that of those before who have none: `Anne Roy et Luc Ney, éleveurs`; amid a list, of a
    family."""
    told: list[Listed] = []
    shared: Listed | None = None
    for one in reversed(people):
        if one.role:
            shared = one if _is_plural(one.role) else None
        elif shared and (shared.name is people[-1].name or one.name.text.endswith(shared.name.text.split(" ", 1)[-1])):
            one = replace(one, role=shared.role)
        told.append(one)
    return reversed(told)


def _is_plural(role: str) -> bool:
    plural = re.match(r"(?:tous|toutes)?(?: les)?(?: deux| trois)? ?([^\W\d_A-Z][\w-]{2,}[sx])\b", role)
    return plural is not None and plural[1] not in data("names.toml")["not_plural"]


def clean_role(role: str) -> str | None:
    """A role without its article, spaces and signs round it; None for none."""
    role = re.sub(
        r"^(?:[lL]'|(?:[lL]e|[lL]a|[lL]es|[nN]otre|[nN]os|[uU]ne?|[tT]he|[oO]ur|[sS]on|[sS]a) )(?![A-ZÀ-Þ])",
        "",
        " ".join(role.split()).strip(" ,;:–—-_"),
    )
    role = role.strip(" ,;:–—-_.")
    if role.count("(") != role.count(")"):
        role = role.strip("()")
    return role if len(role) > 1 and any(character.isalpha() for character in role) else None


def with_lists(masked: str, lists: Sequence[PeopleList]) -> str:
    """The sentence with each list as one character: what the rules of people.toml are held against."""
    parts, at = [], 0
    for number, one in enumerate(lists):
        parts += [masked[at : one.begin], chr(FIRST_GROUP + number)]
        at = one.end
    return "".join([*parts, masked[at:]])
