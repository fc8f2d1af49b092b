"""English: its words of grammar, numbers and turns of phrase, and how an English reader pronounces a word.

Pronunciation is rough on purpose: it has to bring "Cloudflare" and "Claude Flair" together, not to be spoken.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from archive.languages.base import (
    VOWELS,
    Language,
    Phonetics,
    Wording,
    collapse_repeats,
    contraries,
    is_initialism,
    plural_forms,
    valued,
)
from archive.text.tokenizer import words

LETTER_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "E bi si di i Ef dZi EtS aj dZE kE El Em En o pi kju aR Es ti ju vi dEbEju Eks waj zi".split(),
        strict=True,
    )
)
_V = "aeiouy"

_RULES: tuple[tuple[str, str], ...] = (
    ("are$|air", "ER"),
    ("augh|aw|au", "o"),
    ("ai|ay|ea(?=r[td])", "E"),
    (f"a(?=[^{_V}wrx]e$)|a(?=[^{_V}wrx]e?s$)", "E"),
    ("all", "ol"),
    ("ee|ea|ie(?=.)", "i"),
    ("eigh|ei|ey", "E"),
    ("ew|eu", "ju"),
    ("igh", "aj"),
    (f"i(?=[^{_V}rgn]e$)", "aj"),
    ("oo|ou(?=gh$)", "u"),
    ("ough", "o"),
    ("ou|ow", "au"),
    ("oa|oe$", "o"),
    ("oi|oy", "oj"),
    ("er$|or$|ar$", "ER"),
    ("ion", "jEn"),
    ("tch|ch", "tS"),
    ("ssi(?=o)|ti(?=o)|ci(?=a)|sh", "S"),
    ("gg", "g"),
    ("ing$", "in"),
    ("dge?|j|g(?=[ei])", "dZ"),
    ("^kn|^gn", "n"),
    ("ph|gh(?=$)", "f"),
    ("gh", ""),
    ("th", "t"),
    ("wh", "w"),
    ("^wr", "R"),
    ("ck|c(?![eiy])|q(?:u(?=e$))?|k", "k"),
    ("qu", "kw"),
    ("c|ss|s(?=[^aeiouy]|$)", "s"),
    (f"(?<=[{_V}])s(?=[{_V}])", "z"),
    ("^x", "z"),
    ("x", "ks"),
    ("(?<=m)b$", ""),
    ("(?<=..)e(?:s|d)?$", ""),
    ("y(?=[aeiou])", "j"),
    ("y$|[yi]", "i"),
    ("h(?=[aeiouy])|h", ""),
    *((f"{letter}+", sound) for letter, sound in zip("aeoubdfglmnprstvwz", "aEoEbdfglmnpRstvwz", strict=True)),
)
_PATTERN = re.compile("|".join(f"({pattern})" for pattern, _ in _RULES) + "|.", re.DOTALL)
_SAID = ("", *(said for _, said in _RULES))


@lru_cache(maxsize=200_000)
def pronounce(word: str) -> str:
    """The sounds of one folded word read as English: 'cloudflare' -> 'klaudflER'."""
    said = _PATTERN.sub(lambda match: _SAID[match.lastindex or 0], word)
    if word.endswith("e") and not any(sound in VOWELS for sound in said):
        said += "i"
    return collapse_repeats(said)


def encode_word(word: str) -> tuple[str, ...]:
    """The code of a word of a transcript: letter by letter where it has no vowel, else pronounced."""
    if is_initialism(word) or (len(word) == 1 and word not in "ai"):
        return (collapse_repeats("".join(LETTER_NAMES.get(letter, "") for letter in word)),)
    return (pronounce(word),)


def encode_words(run: Sequence[str]) -> tuple[str, ...]:
    """The code of neighbouring words of a transcript said as one."""
    return (collapse_repeats("".join(encode_word(word)[0] for word in run)),) if run else ()


def encode_name(name: str) -> tuple[str, ...]:
    """The code of a name, its words said as one."""
    return encode_words(words(name))


_GERMAN_EI = re.compile(r"(?<!c)ei(?!gh)")
_POLISH = re.compile("sz|cz", re.IGNORECASE)


def encode_query(typed: str) -> tuple[str, ...]:
    """The codes of what was typed, no word of it letter by letter: French codes have that already. Who has no th says s
    or z; a name with ei may be read as in German (Stein, Reitz), one with sz or cz as in Polish, whose l may be an ł
    (Łukasz, heard as Wukash)."""
    said = words(typed)
    ways = [said, *([word.replace("th", sound) for word in said] for sound in "sz" if any("th" in word for word in said))]
    if typed[:1].isupper() and "ei" in typed:
        ways.append([_GERMAN_EI.sub("igh", word).replace("tz", "ts") for word in said])
    if typed[:1].isupper() and _POLISH.search(typed):
        polish = [word.replace("sz", "sh").replace("cz", "ch") for word in said]
        ways += [polish, *([[f"w{word[1:]}" if word[0] == "l" else word for word in polish]] if typed[0] in "ŁL" else [])]
    return tuple(collapse_repeats("".join(map(pronounce, way))) for way in ways)


_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _cardinal(number: int) -> str:
    """A number below 100."""
    if number < 20:
        return _UNITS[number]
    tens, rest = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[rest]}" if rest else "")


def _in_hundreds(number: int, small: Callable[[int], tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """two hundred and ten, two thousand seventeen, each with and without its "and"; a year also in pairs: twenty
    seventeen."""
    thousands, rest = divmod(number, 1000)
    hundreds, ones = divmod(rest, 100)
    end = small(ones) or (("one",) if ones == 1 else ())
    head = (*(small(thousands) or ("one",)), "thousand") if thousands else ()
    head += (*(small(hundreds) or ("one",)), "hundred") if hundreds else ()
    yield (*head, *end)
    if end:
        yield (*head, "and", *end)
    if 11 <= number // 100 <= 99 and ones > 9:
        yield (*small(number // 100), *end)


_IRREGULAR_ORDINALS = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def _ordinals(number: int) -> tuple[str, ...]:
    """The ways to write an ordinal of 1 to 99."""
    *head, last = _cardinal(number).split("-")
    regular = last.removesuffix("y") + "ieth" if last.endswith("y") else last + "th"
    word = _IRREGULAR_ORDINALS.get(number % 10 if head else number, regular)
    ending = "th" if 10 < number < 20 else _ENDINGS.get(number % 10, "th")
    return " ".join([*head, word]), f"{number}{ending}"


_BRITISH = tuple(
    (re.compile(rf"(?<=..){one}(?=(?:{ends})?$)"), re.compile(rf"(?<=..){other}(?=(?:{ends})?$)"), one, other)
    for one, other, ends in (
        ("our", "or", "s|ed|ing|ful|ite|ites|able|less"),
        ("is", "iz", "e|es|ed|ing|er|ers|ation|ations"),
        ("ys", "yz", "e|es|ed|ing|er|ers"),
        ("tre", "ter", "s"),
        ("ell", "el", "ed|ing|er|ers"),
        ("ogue", "og", "s"),
        ("ence", "ense", "s|less"),
        ("gramme", "gram", "s"),
        ("grey", "gray", "s|ish"),
    )
)
"""How words end that are spelt in two ways, in Britain and in America, each with what may follow."""


def spellings(word: str) -> Iterator[str]:
    """A folded word as it would be spelt in the other country, whether it exists or not."""
    for british, american, one, other in _BRITISH:
        yield from (british.sub(other, word), american.sub(one, word))


LANGUAGE = Language(
    code="en",
    ordinals={number: _ordinals(number) for number in range(1, 100)},
    insults=frozenset("fuck fucking shit bitch cunt asshole bastard whore slut dick".split()),
    function_words=frozenset(
        """
        a an and are as at be been but by did do does for from had has have he her his how i in into is it its of off on our she so
        than that the their them then there these they this to was we were what when where which who why will with would you your
        """.split()
    ),
    and_words=("and",),
    sayings=frozenset(
        """
        says said tells told adds added admits admitted announced answered argues argued asserts asserted claims claimed confessed
        declares declared explains explained insists insisted noted put puts recalled remarked replies replied stated wrote writes
        """.split()
    ),
    said_with=frozenset("has had have us me them that once also always often already just later recently".split()),
    said_as=frozenset("as it so".split()),
    sources=("according to",),
    spoken_to=("to", "on", *(f"{asked} by" for asked in "asked questioned interviewed invited hosted interrupted".split())),
    speaks_to=frozenset(
        """
        ask asks asked answers thanks thanked interviews interviewed questions questioned reminds reminded corrects corrected
        interrupts interrupted welcomes welcomed informs informed assures assured warns warned
        """.split()
    ),
    sounds=frozenset("applause laughter laughs laughing cheers cheering booing music applauds".split()),
    denials=frozenset(
        """
        not never no non none nobody nothing neither nor cannot without nowhere dont didnt doesnt isnt arent wasnt werent wont
        wouldnt couldnt shouldnt cant hasnt havent hadnt aint
        """.split()
    ),
    denial_goes_on=frozenset({"nor"}),
    denial_endings=frozenset({"t"}),
    clause_openers=frozenset("but so then and because though although".split()),
    denied_affirms=frozenset("forget doubt doubts matter wonder only just simply merely".split()),
    denied_alone=frozenset("me him us them".split()),
    denial_prefixes=("un", "in", "im", "il", "ir", "dis", "mis", "mal", "non", "anti"),
    opposites=contraries(
        """
        fast faster fastest quick quicker quickest quickly rapid rapidly | slow slower slowest slowly
        more most | less least fewer; many | few; before | after; for | against; with | without; true | false; right | wrong left
        good well | bad badly; better best | worse worst; always | never; all everybody everyone | none nobody; everything | nothing
        high higher highest above | low lower lowest below; big bigger biggest large larger largest | small smaller smallest tiny
        strong stronger strongest | weak weaker weakest; rich richer richest | poor poorer poorest; first | last; up | down
        easy easier easiest easily simple simpler | hard harder hardest difficult complex complicated; long longer | short shorter
        increase increases increased increasing rise rises rising | decrease decreases decreased decreasing fall falls falling
        early earlier earliest sooner | late later latest; old older oldest | new newer newest young younger youngest; yes | no
        expensive pricier | cheap cheaper cheapest; safe safer safest safely | dangerous dangerously; often | rarely seldom
        hot hotter warm | cold colder; open opened | closed; win wins won | lose loses lost; accept accepted | refuse refused
        in inside into | out outside
        """
    ),
    sign_names={
        "++": ("plus plus",),
        "#": ("sharp",),
        "&": ("and", "n"),
        ".": ("dot", "point"),
        ",": ("point",),
        "%": ("per cent", "percent"),
        "$": ("dollar", "dollars"),
        "€": ("euro", "euros"),
        "£": ("pound", "pounds"),
    },
    question_words=frozenset("who whom whose what which when where why how do does did is are was were can could should".split()),
    apostrophe_endings=("t", "re", "ve", "ll", "m"),
    grammar_endings=("s", "d"),
    compound_parts=frozenset("co ex fi hi tv up wi".split()),
    spellings=spellings,
    cardinals={number: tuple(_cardinal(number).split("-")) for number in range(2, 100)} | {100: ("hundred",), 1000: ("thousand",)},
    magnitudes={
        **{1: ("one", "a"), 1000: ("thousand",), 10**6: ("million", "millions"), 10**9: ("billion", "billions")},
        **{10**12: ("trillion", "trillions")},
    },
    quantities=valued(
        "50%: half, halves; 33%: thirds; 25%: quarter, quarters; 12: dozen", "tens dozens hundreds thousands few several"
    ),
    in_hundreds=_in_hundreds,
    grammar_lemmas=frozenset("the an i he it she we you they me my his her our your their this that be have do".split()),
    name_particles=("of",),
    abbreviations=("Mr.", "Mrs.", "Ms.", "Dr.", "St.", "No.", "vs.", "etc.", "p."),
    greetings=frozenset("hello hi hey welcome thanks thank bye goodbye morning evening".split()),
    linking_words=frozenset("of the a an in on for to and with at by from as without between against".split()),
    topic_changes=tuple(
        (
            "let's move on|moving on|next topic|next up|next question|let's talk about|let's start|let's switch|after the break|"
            "welcome back|before we get|before we go|before we let|brought to you|final question|final call|one more thing|"
            "one last|speaking of|for being here|for listening|thanks for being"
        ).split("|")
    ),
    regular_forms=plural_forms,
    phonetics=Phonetics(encode_word, encode_name, encode_query),
    wording=Wording(months="en", pair="{} and {}", more="{} and {} more"),
)
