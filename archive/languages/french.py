"""French: its words of grammar, numbers and turns of phrase, and how words are pronounced, with accents or not."""

import lzma
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from archive.languages import base
from archive.languages.base import VOWELS, AccentRule, Form, Inflections, Language, Phonetics, collapse_repeats, is_initialism
from archive.text.tokenizer import words

_READ = "a bE sE dE E Ef ZE aS i Zi ka El Em En o pE ky ER Es tE y vE dublEvE iks igREk zEd zERo I dE tRwa katR sIk sis sEt yit nEf"
LETTER_NAMES = dict(zip("abcdefghijklmnopqrstuvwxyz0123456789", _READ.split(), strict=True))

_V = "aeiouyàâäéèêëîïôöùûü"
_NOT_NASAL = f"(?![{_V}hnm])"

_RULES: tuple[tuple[str, str, str], ...] = (  # letter, pattern, sounds; the first match wins. Most ends are silent
    ("a", "aient$|ais$|ait$|aix$|aies?$", "E"),
    ("ae", f"(?:ain|aim|ein|eim){_NOT_NASAL}", "I"),
    ("a", "ayer$", "EjE"),
    ("a", "(?:ail|aille)s?$|aill", "aj"),
    ("a", "ay(?=[aeiouéèê])", "Ej"),
    ("ae", "ay|ai|aî|ei|eî|ey", "E"),
    ("ae", "e?aux?$|aults?$|auds?$|auts?$|eaux?", "o"),
    ("a", "au", "o"),
    ("ae", f"aon$|(?:an|en){_NOT_NASAL}(?<!ien)(?<!yen)(?<!éen)|(?:am|em)(?=[bp])", "A"),
    ("i", f"ien{_NOT_NASAL}", "jI"),
    ("e", "(?<=[yé])en$", "I"),
    ("eouœ", "euil(?:le)?s?|ueil(?:le)?s?|œil|oeil", "Ej"),
    ("e", "eil(?:le)?s?$|eill", "Ej"),
    ("eo", "(?:oe|e)u[xt]?s?$|oeu|eu|oe", "E"),
    ("o", "oint?s?$", "wI"),
    ("o", f"oin{_NOT_NASAL}", "wI"),
    ("o", "oi[xtsde]?s?$|oi|oy", "wa"),
    ("o", "ou[xtsdp]s?$|oû|oo", "u"),
    ("o", "ou(?=[aeiéèêy])", "w"),
    ("o", "ou", "u"),
    ("o", f"on{_NOT_NASAL}|om(?=[bp])|(?<=^c)om(?=t)", "O"),
    ("iuy", f"(?:in|yn|un){_NOT_NASAL}|(?:im|ym)(?=[bp])", "I"),
    ("u", "um$", "om"),
    ("i", "(?<!^v)(?<!^m)(?<!qu)ille?s?$|(?<=[rtfbg])ill(?=[aeiouéè])", "ij"),
    ("t", "tion(?!n)", "sjO"),
    ("t", "(?<=a)ties?$", "si"),
    ("t", "(?<!s)ti(?=onn|el|eux|aire|al)", "sj"),
    ("s", "sch|sh", "S"),
    ("t", "tch", "tS"),
    ("c", "ch(?=[rln])", "k"),
    ("c", "cch|ch", "S"),
    ("p", "ph", "f"),
    ("t", "th", "t"),
    ("g", "gh(?=[aeiou])", "g"),
    ("g", "gh", ""),
    ("ck", "kh|ckh", "k"),
    ("w", "wh", "w"),
    ("g", "gn", "n"),
    ("g", "gu(?=[eiyéèê])", "g"),
    ("g", "ge(?=[aou])|g+(?=[eiyéèêî])", "Z"),
    ("g", "(?<=[nr])gt?s?$", ""),
    ("g", "g+", "g"),
    ("cq", "cqu|qu|q|ck", "k"),
    ("c", "cc(?=[eiyéèê])", "ks"),
    ("s", "sc(?=[eiyéèê])", "s"),
    ("cç", "c(?=[eiyéèêî])|ç", "s"),
    ("ck", "c+|k+", "k"),
    ("dj", "dj|j", "Z"),
    ("x", "(?<=[aeo]u)x$|(?<=oi)x$|(?<=ai)x$", ""),
    ("x", f"(?<=e)x(?=[{_V}])", "gz"),
    ("x", "x+", "ks"),
    ("s", "ss+", "s"),
    ("s", f"(?<=[{_V}])s(?=[{_V}])", "z"),
    ("sz", "(?<=.)s$|(?<=e)z$", ""),
    ("s", "s", "s"),
    ("z", "z+", "z"),
    ("dpt", f"(?<=[{_V}rn])[tdp]s?$|(?<=[cl])ts?$", ""),
    ("t", "t+", "t"),
    ("d", "d+", "d"),
    ("p", "(?<=[cd]om)p(?=t)|(?<=scul)p(?=t)|(?<=ba)p(?=t[eêi])|(?<=^se)p(?=ti[eè]m)", ""),
    ("p", "p+", "p"),
    ("b", "b+", "b"),
    ("f", "f+", "f"),
    ("v", "v+", "v"),
    ("w", "w+", "w"),
    ("e", r"(?<=\w\w)ers?$|ez$", "E"),
    ("r", "r+h?", "R"),
    ("l", "l+", "l"),
    ("m", "m+", "m"),
    ("n", "n+", "n"),
    ("e", "(?<=.)es?$", ""),
    ("é", "ées?$|é", "E"),
    ("eèêë", "[eèêë]", "E"),
    ("aàâä", "[aàâä]", "a"),
    ("iyï", f"[yiï](?=[{_V}])", "j"),
    ("iyîï", "[iîïy]", "i"),
    ("oôö", "[oôö]", "o"),
    ("uùûü", "[uùûü]", "y"),
    ("0123456789", r"\d", ""),
)


def _alternatives() -> tuple[str, list[str]]:
    """One pattern over all rules, sorted by the letter they open with so that few are tried, and what each group
    says."""
    said, branches = [""], []
    for letter in dict.fromkeys(letter for letters, _, _ in _RULES for letter in letters):
        own = [(pattern, sounds) for letters, pattern, sounds in _RULES if letter in letters]
        said += (sounds for _, sounds in own)
        branches.append(f"(?={letter})(?:{'|'.join(f'({pattern})' for pattern, _ in own)})")
    return "|".join([*branches, "."]), said


_ALTERNATIVES, _SAID = _alternatives()
_PATTERN = re.compile(_ALTERNATIVES, re.DOTALL)
_PIECES = re.compile(r"[A-ZÀ-Ý]{2,}(?=[A-ZÀ-Ý][a-zà-ÿ])|[A-ZÀ-Ý]?[a-zà-ÿœæ]+|[A-ZÀ-Ý]+|\d")
_PIECES_AFTER_CAPITALS = re.compile(r"[A-ZÀ-Ý]{2,}|[A-ZÀ-Ý]?[a-zà-ÿœæ]+|[A-ZÀ-Ý]+|\d")
_FIGURE_IN_WORD = re.compile(r"[A-Za-z][01345](?=[A-Za-z])")
_SWALLOWED = re.compile("[pbtdkgfv][Rl]$")
_FIGURES_FOR_LETTERS = str.maketrans("01345", "oieas")
_ELIDED = frozenset("cdjlmnst")
_MOST_CODES, _MOST_NAME_CODES = 6, 3


def _sounds(match: re.Match[str]) -> str:
    written = match.group()
    if written.isdigit():
        return LETTER_NAMES.get(written, "")
    return _SAID[match.lastindex or 0]


# Frequent words that are not said as they are written.
_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "est:E et:E les:lE des:dE mes:mE tes:tE ses:sE ces:sE un:I eu:y eut:y six:sis dix:dis huit:yit sept:sEt cinq:sIk "
        "femme:fam femmes:fam monsieur:mEsjE fils:fis pays:pEi aout:ut os:os as:as gaz:gaz bus:bys mars:maRs sens:sAs club:klEb "
        "net:nEt sud:syd ouest:wEst est-ce:Es tous:tus but:byt tech:tEk high:aj cloud:klud clouds:klud team:tim deal:dil "
        "web:wEb data:data mobile:mobil hub:Eb tchat:tSat com:kom chef:SEf "
        "prix:pRi riz:Ri nez:nE chez:SE assez:asE ville:vil villes:vil mille:mil second:sEgO"
    ).split()
)


@lru_cache(maxsize=200_000)
def pronounce(word: str) -> str:
    """The sounds of one lower-case word read as French; letters of other scripts are silent. 'kroll' -> 'kRol'."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    said = _PATTERN.sub(_sounds, word.replace("œ", "oe").replace("æ", "ae"))
    if word.endswith("e") and not any(sound in VOWELS for sound in said):
        said += "E"
    return collapse_repeats(said)


def spell(word: str) -> str:
    """The sounds of a word said letter by letter: 'vh' -> 'vEaS'."""
    return collapse_repeats("".join(LETTER_NAMES.get(letter, "") for letter in word.lower()))


def encode_word(word: str) -> tuple[str, ...]:
    """The codes of a word of a transcript (folded, no capitals left): letter by letter where it must be, else
    pronounced.

    A word that ends in e has two, since folding has made é and e one letter; in -bre or -cle, one without its last
    sound. So has one in -er, of which the r may be said (leader), and one in -p (zap)."""
    if is_initialism(word) or (len(word) == 1 and word not in "ay"):
        return (spell(word),)
    said = pronounce(word)
    if word.endswith(("e", "es")) and len(word) > 3 and not said.endswith("E"):
        return said, said[:-1] if _SWALLOWED.search(said) else said + "E"
    return (said, said + _said_at_last[word[-1]]) if _may_be_said(word) else (said,)


_said_at_last = {"r": "R", "p": "p"}


def _may_be_said(word: str) -> bool:
    """Whether a word ends in a consonant that is silent in most French words, and said in those of other languages."""
    return (word.endswith("er") and len(word) > 3) or (word.endswith("p") and len(word) > 2 and word[-2] in "aeiou")


def encode_words(run: Sequence[str]) -> tuple[str, ...]:
    """The codes of neighbouring words of a transcript said as one, the ends of the last word as in `encode_word`."""
    head = "".join(encode_word(word)[0] for word in run[:-1])
    return tuple(collapse_repeats(head + tail) for tail in encode_word(run[-1])) if run else ()


def encode_written(typed: str) -> tuple[str, ...]:
    """The codes of a name as somebody writes it, capitals telling where letters are spelt: at most six.

    'STMicro' -> 'EstEmikRo'; 'ANSSI' -> spelt and pronounced; 'S3NS' -> spelt and pronounced as 'sens'."""
    ways = [_PIECES.findall(typed), _PIECES_AFTER_CAPITALS.findall(typed)]
    if _FIGURE_IN_WORD.search(typed):
        ways.insert(0, [typed.lower().translate(_FIGURES_FOR_LETTERS)])
    return tuple(dict.fromkeys(code for way in ways for code in _codes(way) if code))[:_MOST_CODES]


def encode_name(name: str) -> tuple[str, ...]:
    """The likeliest three of `encode_written`."""
    return encode_written(name)[:_MOST_NAME_CODES]


def encode_query(typed: str) -> tuple[str, ...]:
    """The codes of `encode_written`, then the one of a transcript's words, then those in which -ein is two vowels, and
    those in which oa is said as in Oasis or Oise, and that of a name that other languages write so (Putin: Poutine)."""
    codes = (*encode_written(typed), *encode_words(words(typed))[:1])
    apart = (pronounce(f"{head}é") + "I" for head in _heads_of_ein(typed))
    foreign = (code for name in _as_french_writes(typed) for code in encode_words([name]))
    return *codes, *apart, *(code.replace("oa", "wa") for code in codes if "oa" in code), *foreign


def _as_french_writes(typed: str) -> Iterator[str]:
    """A name of one word in which another language's u is said as in Putin, as French writes it; in small letters, or
    capitals alone, one that ends as that does."""
    may_be_name = typed.istitle() or typed.lower().endswith(("in", "un"))
    if typed.isascii() and typed.isalpha() and may_be_name and FOREIGN_U.search(typed.lower()):
        said = FOREIGN_U.sub("ou", typed.lower())
        yield said + "e" if said.endswith(("n", "m")) else said


FOREIGN_U = re.compile("(?<![aegoq])u(?![aeinou])")


def _heads_of_ein(typed: str) -> Iterator[str]:
    """What stands before a final -ein that, in a name, may be said as two vowels: Shein."""
    return (word[:-3] for word in words(typed)[-1:] if word.endswith("ein") and len(word) > 3)


def _codes(pieces: Sequence[str]) -> list[str]:
    codes = [""]
    for piece in pieces:
        codes = [code + said for code in codes for said in _piece_codes(piece)][:_MOST_CODES]
    return [collapse_repeats(code) for code in codes]


def _piece_codes(piece: str) -> tuple[str, ...]:
    word = piece.lower()
    if len(piece) == 1:
        return (word if word in _ELIDED and piece.islower() else spell(word),) if word not in "aày" else (pronounce(word),)
    if is_initialism(word):
        return (spell(word),)
    if piece.isupper() and len(piece) <= 5:
        return spell(word), pronounce(word)
    return (pronounce(word),)


_UNITS = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
).split()
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def _cardinal(number: int) -> str:
    """A number below 100."""
    if number < 20:
        return _UNITS[number]
    tens = max(ten for ten in _TENS if ten <= number)
    if not (rest := number - tens):
        return _TENS[tens] + ("s" if tens == 80 else "")
    link = "-et-" if rest in (1, 11) and tens != 80 else "-"
    return f"{_TENS[tens]}{link}{_UNITS[rest]}"


def _in_hundreds(number: int, small: Callable[[int], tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """deux cent dix, deux mille dix-sept, mille neuf cent cinq; a year also by its hundreds: dix-neuf cent cinq."""
    thousands, rest = divmod(number, 1000)
    hundreds, ones = divmod(rest, 100)
    end = small(ones) or (("un",) if ones == 1 else ())
    cents = (*small(hundreds), "cents" if hundreds > 1 and not ones else "cent") if hundreds else ()
    yield (*(small(thousands) if thousands > 1 else ()), *(("mille",) if thousands else ()), *cents, *end)
    if 11 <= number // 100 <= 19:
        yield (*small(number // 100), "cent", *end)


_ROMAN_CENTURIES = dict(enumerate("xi xii xiii xiv xv xvi xvii xviii xix xx xxi".split(), 11))
"""Of the others, some are words (vie)."""


def _ordinal_words(number: int) -> str:
    *head, last = _cardinal(number).split("-")
    stem = {"cinq": "cinqu", "neuf": "neuv", "vingts": "vingt"}.get(last, last.removesuffix("e"))
    return " ".join([*head, stem + "ieme"])


def _ordinals(number: int) -> tuple[str, ...]:
    """The ways to write an ordinal of 2 to 99."""
    roman = _ROMAN_CENTURIES.get(number)
    return (_ordinal_words(number), f"{number}e", f"{number}eme", *((f"{roman}e", f"{roman}eme") if roman else ()))


_TELLING = frozenset("âêô")


def accent_tells(one: str, other: str) -> bool:
    """Whether two spellings that fold alike may be two words: by â, ê or ô (pâte, tâche, côte), or by the é that is
    said at the end (marché). Since 1990 î and û tell nothing, nor è where é was (évènement); an é left out before the
    end is a slip (média)."""
    end = len(one.rstrip("s")) - 1
    return len(one) == len(other) and all(
        a == b or (a in _TELLING) != (b in _TELLING) or (place == end and "é" in (a, b))
        for place, (a, b) in enumerate(zip(one, other, strict=True))
    )


_FORMS = Path(__file__).parent / "lexique" / "forms.xz"


def inflections() -> Inflections:
    """Of Lexique 3.83, as scripts/french_forms.py keeps them."""
    grammar, *lines = lzma.decompress(_FORMS.read_bytes()).decode().splitlines()
    forms = (Form(form.rstrip("-"), lemma, not form.endswith("-")) for lemma, *its in map(str.split, lines) for form in its)
    return Inflections(tuple(forms), frozenset(grammar.split()))


LANGUAGE = Language(
    code="fr",
    inflections=inflections,
    ordinals={1: ("premier", "1er", "premiere", "1re", "1ere"), **{number: _ordinals(number) for number in range(2, 100)}},
    ordinals_in_speech={"seconde": frozenset("deuxieme 2e 2eme 2de 2nde".split())},
    insults=frozenset("putain pute putes salope salopes salaud connard connards connasse con conne merde encule bite".split()),
    function_words=frozenset(
        """
        & a as au aux avec c ce ces cet cette ceux chez comme d dans de des du elle elles en est et etait etre eux il ils j je l
        la le les leur leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas plus pour qu que quel quelle
        quelles quels qui s sa sans se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y aussi tres entre vers
        """.split()
    ),
    sayings=base.ended(
        "affirm ajout annonc assur avou confi declar dis estim expliqu indiqu lanc martel precis racont rappel repet resum soulign",
        "e ent a ait aient",
    )
    | frozenset("dit dira ecrit ecrivait reconnait reconnu repond repondait repondu soutient soutenu".split()),
    said_with=frozenset(
        "a ont avait avaient aura nous vous leur me m te t que qu aussi ainsi hier souvent toujours encore deja".split()
    ),
    said_as=frozenset("comme le l la si bien".split()),
    sources=("selon", "d apres"),
    spoken_to=tuple("à|au|aux|sur|devant|face à|au micro|interroge par|interrogee par|questionne par|questionnee par".split("|")),
    speaks_to=frozenset("interroge interrogeait questionne interpelle remercie salue corrige accueille recoit interrompt".split()),
    sounds=frozenset("applaudissements applaudissement rires rire hues huees acclamations sifflets brouhaha musique".split()),
    denials=frozenset("pas jamais rien aucun aucune ni nullement sans".split()),
    clause_openers=frozenset("mais car donc alors puis et parce puisque".split()),
    denied_affirms=base.ended("oubli dout", "e es ez ons ent er") | frozenset("mal seulement simplement uniquement".split()),
    denied_alone=frozenset({"moi", "toi", "eux"}),
    denial_prefixes=("in", "im", "il", "ir", "de", "des", "dis", "mal", "non", "anti"),
    opposites=base.contraries(
        """
        vite rapide rapidement | lent lentement; plus davantage | moins; mieux | moins pire; meilleur meilleure | pire; oui | non
        avant | apres; pour | contre; vrai vraie | faux fausse; gauche | droite; premier premiere | dernier derniere
        beaucoup | peu; hausse augmente augmenter monte monter | baisse baisser baissent diminue diminuer diminuent; bien | mal
        tot | tard; grand | petit; haut hausse | bas; long longue longtemps | court; fort fortement | faible faiblement
        tout toujours | rien; facile facilement simple | difficile difficilement complique dur; riche | pauvre; souvent | rarement
        nouveau nouvel nouvelle neuf jeune | ancien ancienne vieux vieil vieille; raison | tort; chaud | froid; ouvert | ferme
        bon bonne | mauvais; cher chere | marche abordable; gagne gagner | perd perdu perdre; accepte accepter | refuse refuser
        """
    ),
    denial_goes_on=frozenset({"ni"}),
    denials_agree=frozenset("jamais rien aucun aucune plus personne".split()),
    denial_halves=frozenset({"ne", "n"}),
    denied_with=frozenset("pas jamais rien aucun aucune ni guere nullement plus personne point nul nulle".split()),
    and_words=("et",),
    sign_names={"++": ("plus plus",), "#": ("diese",), "&": ("et",), ".": ("point",), ",": ("virgule",), "%": ("pour cent",)},
    question_words=frozenset("qui que quoi quel quelle quels quelles ou quand comment pourquoi combien est ce qu".split())
    | frozenset("lequel laquelle lesquels lesquelles".split()),
    elisions=("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu"),
    apostrophe_words=("y",),
    inner_apostrophes=("aujourd",),
    compound_parts=frozenset("ai au co de du en et ex ia la le st tv".split()),
    cardinals={number: tuple(_cardinal(number).split("-")) for number in range(2, 100)} | {100: ("cent",), 1000: ("mille",)},
    magnitudes={1: ("un",), 1000: ("mille",), 10**6: ("million", "millions"), 10**9: ("milliard", "milliards")},
    quantities=base.valued(
        "50%: demi, demie, moitie; 33%: tiers; 25%: quart, quarts; 8: huitaine; 10: dizaine; 12: douzaine; 15: quinzaine; "
        "20: vingtaine; 30: trentaine; 40: quarantaine; 50: cinquantaine; 60: soixantaine; 100: centaine; 1000: millier",
        "quelques plusieurs douzaines dizaines centaines milliers",
    ),
    in_hundreds=_in_hundreds,
    grammar_lemmas=frozenset("le la lui mon ton son notre votre leur ce celui un je tu il moi toi soi nous vous de a".split())
    | frozenset("au que qui lequel etre avoir".split()),
    lemma_endings=(("é", "er"), ("ive", "if"), ("euse", "eux"), ("euse", "eur"), ("elle", "el"), ("ienne", "ien"), ("ale", "al")),
    accents=AccentRule(accent_tells, present="e", participle="é", feminine="e", infinitive="er"),
    name_particles=("de", "du", "des", "le", "la"),
    abbreviations=("M.", "MM.", "Mme.", "Dr.", "Pr.", "St.", "cf.", "etc.", "p."),
    greetings=frozenset("bonjour bonsoir salut bienvenue merci coucou allo bye hello revoir".split()),
    linking_words=frozenset("de du des d au aux a l la le les en sur sous pour par sans entre et contre dans".split()),
    topic_changes=tuple(
        "on enchaîne|on passe à |on passe au|on en vient|deuxième sujet|deuxième info|autre sujet|autre info|dernier sujet|"
        "dernière info|petite pause|on marque une pause|voilà pour|voilà donc pour|qu'on commence|on commence par|"
        "on commence avec|on commence donc|on va commencer|on va évoquer|merci d'être|à la une|merci d'avoir|place à |place au|"
        "on se retrouve|on arrête là|dans un instant|autre actualité".split("|")
    ),
    wording=base.Wording(
        months="fr", first_day="1er", pair="{} et {}", more="{} et {} autres", quotation="« {} »", colon=" : ", episode="Épisode"
    ),
    phonetics=Phonetics(encode_word, encode_name, encode_query),
)
