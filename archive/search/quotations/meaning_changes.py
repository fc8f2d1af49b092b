"""What of the difference between a quotation and what is said turns its sense: who lays "je n'ai jamais dit" beside
"j'ai dit" sees two words of fourteen that differ, and reads 95 %."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate, chain, groupby, pairwise, takewhile
from operator import eq

from archive.languages import is_function_word, numbers, of, registered, united
from archive.languages.base import Language
from archive.search.index.types import Captions
from archive.search.quotations.alignment import PUT_IN, likeness
from archive.search.quotations.speech import APOSTROPHES, Speech
from archive.search.results.answer import PieceJson, Quoted, Turn
from archive.text.tokenizer import words

NEAR = 2
"""So few words that are the same part two differences no further: a word is said before them or behind."""
REACH = 6
"""Words behind the half of a negation (ne) among which the other half stands (pas, plus)."""
AHEAD = 7
"""Words just before a quotation of which one may deny it: the pas of "pas d'accord pour qu'on dise : …"; its other half
may stand as far before that as the halves of a negation may be apart."""
_PARTED = re.compile(r"[,;!?…()\[\]]|[–—―]|--|\s-\s")
LEAST_DENIED = 4
"""Letters of a word that a beginning may deny: with fewer it mostly is another word (pot, impôt)."""
_CLOCK = re.compile(r"\b\d{1,2}:\d\d:\d\d\b")
"""What a transcript writes beside what nobody heard ([inaudible 03:01:37]): no number that is said."""
RUN = 3
"""Words one after another that tell that a part of a quotation is said."""
SHORTEST_PART = 2
"""Words of a part that is said the other way round: be it a name (Monsieur Mélenchon)."""
MOST_PLACES = 20
"""Of a quotation at which it is parted: four of them tell two parts."""
BETWEEN = 8
"""Words at most that stand between two of a quotation's where all of it is said in its order."""
BUT_NUMBERS = 0.825
"""Of a quotation, but for its numbers, how much must be said: of 200 short sentences with one number changed 195 are
found so (152 without), and of 400 with all other words changed 7 (5)."""
Akin = Callable[[str, str], bool]
"""Whether a folded word may be a form of another, or a slip of it."""
Word = tuple[str, bool]
"""A word, and whether it denies."""
Change = tuple[list[Word], list[Word]]
"""Words that differ: the quotation's, and those said."""


def turns_of(pieces: Sequence[PieceJson], language: str, denied: str = "") -> tuple[Turn, ...]:
    """How the sense of a quotation is turned in speech of a language (of any, where it is none that tells): by what is
    denied, be it by some words before it, by a number."""
    found: dict[Turn, None] = {}
    known = _denying_language(language)
    for quoted, said in _changes(pieces, known, denied):
        ours, theirs = _contraries(quoted, said, known), _contraries(said, quoted, known)
        if (ours and theirs) or ours + _denials(quoted) != theirs + _denials(said):
            found["negation"] = None
        if _numbers_differ([word for word, _ in quoted], [word for word, _ in said], language):
            found["number"] = None
    return tuple(found)


def _denials(some: Sequence[Word]) -> int:
    """How many words of one side deny by themselves."""
    return sum(denies for _, denies in some)


def _contraries(some: Sequence[Word], others: Sequence[Word], language: Language) -> int:
    """How many more deny a word of the other side by their beginning (illégal, légal), or as its contrary (moins,
    plus): of two words that are replaced so (oui … injuste, non … juste) the one does not undo the other."""
    denied = {f"{prefix}{_stem(word)}" for word, _ in others if len(word) >= LEAST_DENIED for prefix in language.denial_prefixes}
    beside = {_stem(word) for word, _ in others}
    denied.update(_stem(contrary) for word, contrary in language.opposites if _stem(word) in beside)
    return sum(not denies and _stem(word) in denied for word, denies in some)


def _stem(word: str) -> str:
    """Without the endings of gender and number that are only written."""
    return word.rstrip("es")


def replaced(pieces: Sequence[PieceJson], language: str, akin: Akin) -> tuple[PieceJson, ...]:
    """Where a word that carries the sense stands in the place of another that is neither a form nor a slip of it:
    accepted, rejected. What only denies, or is a number, is told as that. Beyond what both have only few words are of
    the quotation: more may be who said it."""
    first, last = _ends(pieces)
    differing = [piece for piece in pieces if piece.fate not in {"same", "left-out"}]
    quoted = {word for piece in differing for word in _telling(piece.quoted, language)}
    said = {word for piece in differing for word in _telling(piece.said, language)}
    return tuple(
        piece
        for place, piece in enumerate(pieces)
        if piece.fate == "otherwise"
        and (first <= place <= last or len(words(piece.quoted)) <= NEAR)
        and not akin("".join(words(piece.quoted)), "".join(words(piece.said)))
        and _has_stranger(_telling(piece.quoted, language), said, akin)
        and _has_stranger(_telling(piece.said, language), quoted, akin)
        and not turns_of([piece], language)
    )


def as_near(told: Sequence[Quoted]) -> tuple[Quoted, ...]:
    """Those of some passages of which as much is said as of the first, and of as good a standing."""
    return tuple(one for one in told if (one.score, one.turns) == (told[0].score, told[0].turns))


def shown_replaced(told: Quoted) -> tuple[PieceJson, ...]:
    """What is `replaced` of a passage as it is shown: in whole words, with what stands in their place."""
    held = [(one.quoted, one.said) for one in told.replaced]
    return tuple(one for one in told.shown if any(quoted in one.quoted and said in one.said for quoted, said in held))


def _has_stranger(some: Collection[str], others: Collection[str], akin: Akin) -> bool:
    """Whether one of some words is akin to none of others."""
    return any(not any(akin(word, other) for other in others) for word in some)


def _telling(text: str, language: str) -> list[str]:
    """The words of a text that carry its sense: none of grammar, no denial and no number of its language."""
    some = (word for word in words(text) if len(word) > 1 and not is_function_word(word) and word not in united().denials)
    return [word for word in some if not any(numbers.values_in([word], code) for code in _counting(language))]


def leaves_out_denial(pieces: Sequence[PieceJson], language: str) -> bool:
    """Whether the few words that a quotation leaves out deny, in speech of a language: "soit […] validée", where "soit
    jamais validée" is said. One more of a list of denials, of which it keeps another, turns nothing."""
    said = _told([words(piece.said) for piece in pieces], _denying_language(language))
    return any(piece.left_out and _denials(said[at]) > _of_a_list(said, at) for at, piece in enumerate(pieces))


def _of_a_list(said: Sequence[Sequence[Word]], place: int) -> int:
    """How many denials of some words that are left out stand in a run with which they and the words behind both begin,
    or they and those before both end: you cannot bully X, you cannot bully Y."""
    before, left, behind = ([word for word, _ in some] for some in ([], *said, [])[place : place + 3])
    ends = (takewhile(bool, map(eq, *pair)) for pair in ((left, behind), (left[::-1], before[::-1])))
    first, last = (len(list(end)) for end in ends)
    runs = [some for some in (said[place][:first], said[place][len(left) - last :]) if len(some) >= SHORTEST_PART]
    many = (sum(left[at : at + len(run)] == [word for word, _ in run] for at in range(len(left))) for run in runs)
    return max((_denials(run) * times for run, times in zip(runs, many, strict=True)), default=0)


def scores_otherwise(score: float, pieces: Sequence[PieceJson], weight: Callable[[str], float]) -> tuple[float, float, float]:
    """The score of a quotation, each word with its weight, but for those that deny and are not said where those around
    them are, and numbers in whose place others are said, where nearly all else is; the score if these weighed as much
    as a word that nobody says; and what it costs that something is denied which the quotation affirms."""
    weights = [weight(word) for piece in pieces for word in words(piece.quoted)]

    def without(places: Collection[int]) -> float:
        left = sum(one for place, one in enumerate(weights) if place not in places)
        return min(1.0, score * sum(weights) / left) if left else score

    fates = [piece.fate for piece in pieces for _ in words(piece.quoted)]
    same = [place for place, fate in enumerate(fates) if fate == "same"]
    amid = {place for place, fate in enumerate(fates) if fate != "same" and same and same[0] < place < same[-1]}
    denying, others = amid & denying_places([word for one in pieces for word in words(one.quoted)]), other_numbers(pieces)
    but_numbers, more = without(denying | others), sum(1 - weights[place] for place in others)
    unturned = but_numbers if but_numbers >= BUT_NUMBERS else without(denying)
    put_in = (words(piece.said) for piece in pieces if piece.fate == "unquoted")
    denied = sum(sum(map(weight, some)) for some in put_in if len(some) <= RUN and denying_places(some))
    turned = min(1 - score, PUT_IN * denied / sum(weights))
    return min(1.0, unturned + turned), max(0.0, score * sum(weights) / (sum(weights) + more)), turned


def other_numbers(pieces: Sequence[PieceJson]) -> set[int]:
    """The words of a quotation that are a number, in any language, where another one is said."""
    found, first = set[int](), 0
    for differs, run in groupby(pieces, key=lambda piece: piece.fate not in {"same", "left-out"}):
        some = list(run)
        quoted, said = (words(" ".join(side)) for side in zip(*((one.quoted, one.said) for one in some), strict=True))
        ours = {place for place, word in enumerate(quoted, first) if differs and numbers.is_number(word)}
        if ours and any(map(numbers.is_number, said)):
            is_other = any(numbers.values_in(quoted, code) != numbers.values_in(said, code) for code in registered())
            found |= ours if is_other else set()
        first += sum(len(words(one.quoted)) for one in some)
    return found


def denied_ahead(captions: Captions, met: int, begin: int, language: str) -> tuple[str, str]:
    """What stands from the word that denies (not; ne dites pas que) to `met`, a position of an episode's speech, in one
    clause with what follows; and as much of it as stands before another, `begin`. Empty where nothing denies, or what
    does denies nothing with the words beside it (not only), or another clause begins behind it (mais) or behind a
    pronoun (pas moi), or only the quotation holds its other half (personne | ne dit)."""
    speech, known = Speech(captions, met - AHEAD - REACH, met + REACH), _denying_language(language)
    first = end = speech.word_at(met)
    while first > max(0, end - AHEAD - REACH) and not _is_parted(speech, first):
        first -= 1
    said, many = [span.word for span in speech.words[first : end + REACH]], end - first
    both = zip(_denying(said, known), _denying(said[:many], known), strict=False)
    denying = [place for place, denies in enumerate(map(all, both)) if denies and place + AHEAD >= many]
    for at in [place for place in denying if not _is_half_alone(said, place, known)][-1:]:
        halves = [place for place in range(max(0, at - REACH), at) if said[place] in known.denial_halves]
        from_word = at - 1 if said[at] in known.denial_halves | known.denial_endings else max(halves, default=at)
        is_ended = not known.clause_openers.isdisjoint(said[at + 1 : many + 1]) or _is_of_one(said[at + 1 :], known)
        if known.denied_affirms.isdisjoint(said[from_word:many]) and not is_ended:
            return speech.shown(first + from_word, end), speech.shown(first + from_word, speech.word_at(begin))
    return "", ""


def _is_parted(speech: Speech, place: int) -> bool:
    """Whether a sign parts a word from the one before it; a point behind a letter is an initial's."""
    sign = speech.sign_before(place)
    is_initial = len(speech.words[place - 1].word) == 1 and speech.sign_before(place - 1) not in APOSTROPHES
    return bool(_PARTED.search(sign)) or ("." in sign and not is_initial)


def _is_half_alone(said: Sequence[str], place: int, language: Language) -> bool:
    """Whether a word is a half of a negation that has no other, before it either (personne ne)."""
    return said[place] in language.denial_halves and (not place or said[place - 1] not in language.denied_with)


def _is_of_one(behind: Sequence[str], language: Language) -> bool:
    """Whether what stands behind a denial is a pronoun of which alone it denies something: who says "not me" denies
    nothing of the rest, but who says "not me who" or "not me being" does."""
    goes_on = any(one in language.question_words or one.endswith("ing") for one in behind[1:2])
    return not language.denied_alone.isdisjoint(behind[:1]) and not goes_on


def parting_places(pieces: Sequence[PieceJson]) -> list[int]:
    """The words of a quotation at which a part of it may begin or end that is said in another's place: where what is
    said of it begins and ends, and all that is not said there."""
    ends = [0, *accumulate(len(words(piece.quoted)) for piece in pieces)]
    inside = (range(*bounds) for bounds, piece in zip(pairwise(ends), pieces, strict=True) if piece.fate != "same")
    return sorted({*ends, *chain.from_iterable(inside)})[:MOST_PLACES]


def turning_places(pieces: Sequence[PieceJson], many: int) -> list[int]:
    """The words of a quotation with which what is said of it begins, and those behind its end, as a whole and in its
    longest run: there it may be turned."""
    ends = list(accumulate(len(words(piece.quoted)) for piece in pieces))
    runs = [(end - len(words(piece.quoted)), end) for end, piece in zip(ends, pieces, strict=True) if piece.fate == "same"]
    longest = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    return sorted(
        {place for run in (*runs[:1], longest, *runs[-1:]) for place in run if SHORTEST_PART <= place <= many - SHORTEST_PART}
    )


def denying_places(quoted: Sequence[str]) -> set[int]:
    """The words of a quotation that deny, or belong to what does (ne … pas), in any language."""
    known = united()
    return {place for place, denies in enumerate(_denying(quoted, known)) if denies or quoted[place] in known.denial_halves}


def _denying_language(code: str) -> Language:
    """A language that tells what denies; all of them in place of one that does not."""
    known = of(code)
    return known if known.denials else united()


def _counting(code: str) -> Collection[str]:
    """A language that has words for numbers; all that do in place of one that has none."""
    return (code,) if of(code).cardinals else registered()


def _numbers_differ(quoted: Sequence[str], said: Sequence[str], language: str) -> bool:
    """Whether two sides tell other numbers, in speech of a language. A word that is its own number and differs by its
    ending alone is none (quelque, quelques); beside a number it is (dozen, dozens). A word that the other side has an
    ordinal for is that one (seconde, deuxieme)."""
    alike, known, ordinals = {*map(_stem, quoted)} & {*map(_stem, said)}, of(language).quantities, of(language).ordinals_in_speech
    both = (quoted, said), (said, quoted)
    ways = [[next((one for one in others if one in ordinals.get(word, ())), word) for word in side] for side, others in both]
    sides = [[word for word in side if known.get(word) != word or _stem(word) not in alike] for side in ways]
    return all(numbers.values_in(sides[0], code) != numbers.values_in(sides[1], code) for code in _counting(language))


def _changes(pieces: Sequence[PieceJson], language: Language, denied: str) -> Iterator[Change]:
    """The differences, those that stand near each other as one. Beyond the first and the last words that both have
    nothing that is said denies but what is told to, it is of other sentences, nor what only says again what stands
    before it, nor what is quoted far off: that may be who said it. A number that is left out with a word that it stands
    beside (sur France 2) is none that differs."""
    quoted = _told([numbers.read(piece.quoted) for piece in pieces], language)
    said = _told([numbers.read(_CLOCK.sub("", piece.said)) for piece in pieces], language)
    first, last = _ends(pieces)
    change: Change = ([], [(denied, True)] if denied else [])
    apart = 0
    for place, (piece, ours, theirs) in enumerate(zip(pieces, quoted, said, strict=True)):
        # Of the same words one may deny on one side alone: a "plus" that has lost its "ne".
        if piece.fate == "left-out" or piece.passed or (piece.fate == "same" and ours == theirs):
            apart += 0 if _is_within_denial(theirs, language) else len(theirs)
            continue
        if apart > NEAR:
            yield change
            change = ([], [])
        apart = 0
        theirs = _but_numbers_beside(theirs) if piece.fate == "unquoted" else theirs
        is_inside = first <= place <= last and not _repeats(pieces, place)
        change[0].extend(ours if first <= place <= last else _denying_near(ours, place < first))
        change[1].extend(theirs if is_inside else [(word, False) for word, _ in theirs])
    yield change


def _repeats(pieces: Sequence[PieceJson], place: int) -> bool:
    """Whether a piece that is left out is sentences that only say again what stands before them (Do not, do not)."""
    if pieces[place].fate != "unquoted" or not 0 < place < len(pieces) - 1:
        return False
    before, piece, behind = pieces[place - 1 : place + 2]
    return piece.said[:1].isupper() and behind.said[:1].isupper() and {*words(piece.said)} <= {*words(before.said)}


def _is_within_denial(some: Sequence[Word], language: Language) -> bool:
    """Whether some words stand between the two places of a second half: the je n'ai of "jamais je n'ai dit", "je n'ai
    jamais dit"."""
    halves = [place for place, (word, denies) in enumerate(some) if word in language.denial_halves and not denies]
    return 0 < len(some) <= REACH and any(place <= NEAR for place in halves) and not any(denies for _, denies in some)


def _but_numbers_beside(said: list[Word]) -> list[Word]:
    """Words that are left out, without the numbers among them where one tells something."""
    others = [(word, denies) for word, denies in said if not numbers.is_number(word)]
    return said if all(is_function_word(word) for word, _ in others) else others


def _denying_near(quoted: Sequence[Word], is_before: bool) -> list[Word]:
    """Words beyond the ends of what both have; of them only the nearest deny."""
    near = range(len(quoted) - NEAR, len(quoted)) if is_before else range(NEAR)
    return [(word, denies and place in near) for place, (word, denies) in enumerate(quoted)]


def _ends(pieces: Sequence[PieceJson]) -> tuple[int, int]:
    """The first and the last of the pieces that both have."""
    met = [place for place, piece in enumerate(pieces) if _is_met(piece)]
    return (met[0], met[-1]) if met else (0, len(pieces))


def _is_met(piece: PieceJson) -> bool:
    """Whether its words are the same, in whatever order, or alike, be it one of them, as forms of one word are
    (remboursée, remboursé), or the one quoted stands in the one said (was, wasn't)."""
    quoted, said = words(piece.quoted), words(piece.said)
    if piece.fate == "same" or (quoted and sorted(quoted) == sorted(said)):
        return True
    if len(quoted) == len(said) and any(map(likeness, quoted, said)):
        return True
    return len(quoted) == 1 and len(said) == 2 and said[0].startswith(quoted[0])


def _told(parts: Sequence[Sequence[str]], language: Language) -> list[list[Word]]:
    """The words of each part with whether they deny, as they do in all parts together."""
    denying = iter(_denying([word for part in parts for word in part], language))
    return [[(word, next(denying)) for word in part] for part in parts]


def _denying(said: Sequence[str], language: Language) -> list[bool]:
    """Of each word whether it denies: by itself, where it does not go on with a denial (ni, jamais rien), as the second
    half of a negation, be it just before it (jamais je ne), or as a first half without one."""
    found = [word in language.denials for word in said]
    for place in range(1, len(said)):
        found[place] |= said[place] in language.denial_endings and said[place - 1].endswith("n")
        found[place] &= said[place] not in language.denial_goes_on or not any(found[:place])
    for place in [place for place, word in enumerate(said) if word in language.denial_halves]:
        ways = (*range(place + 1, min(len(said), place + 1 + REACH)), *range(max(0, place - 1 - NEAR), place))
        found[next((other for other in ways if said[other] in language.denied_with), place)] = True
    agree = [word in language.denials_agree for word in said]
    return [denies and not (place and agree[place] and agree[place - 1] and found[place - 1]) for place, denies in enumerate(found)]


def is_said_on(piece: PieceJson) -> bool:
    """Whether a piece lacks no word of the quotation, and puts in few, of one sentence."""
    ends = any(end in piece.said for end in (". ", "? ", "! "))
    return piece.fate in {"same", "left-out"} or (piece.fate == "unquoted" and len(words(piece.said)) <= BETWEEN and not ends)
