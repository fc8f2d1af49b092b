"""The languages that the archive knows: its own modules, and those that installed distributions bring.

A distribution offers a language as an entry point of the group GROUP, which names a `Language`; it replaces one of the
archive's own of the same code. Entry points, and not a call that registers: the processes that build an index start
afresh and find them too."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from itertools import chain
from typing import TypeVar

from archive.languages.base import Language, Wording
from archive.model.cldr import CALENDARS

Told = TypeVar("Told", bound=Hashable)
MOST_CODES = 6

BESIDE_FRENCH = (
    Language(
        code="de",
        function_words=frozenset("der die das und ein eine".split()),
        sayings=frozenset("sagt sagte gesagt erklarte betonte".split()),
        said_with=frozenset("hat uns dass".split()),
        sources=("laut",),
        sounds=frozenset("applaus beifall gelachter lachen musik".split()),
        spoken_to=("zu", "gegenuber"),
        greetings=frozenset("hallo willkommen danke tschuss servus moin".split()),
        linking_words=frozenset("der die das des dem den von vom zu zum zur im in am an auf fur mit und ohne gegen".split()),
        name_particles=("von", "van", "der", "den"),
        wording=Wording(months="de", behind_day=". ", pair="{} und {}", more="{} und {} weitere", quotation="„{}“"),
    ),
    Language(
        code="es",
        function_words=frozenset("el los las un una y o que del al".split()),
        sayings=frozenset("dice dijo dicho afirma afirmo declaro".split()),
        said_with=frozenset("ha nos que".split()),
        sources=("segun",),
        sounds=frozenset("aplausos aplauso risas risa musica".split()),
        spoken_to=("a", "al"),
        greetings=frozenset("hola bienvenidos bienvenido gracias adios buenos buenas".split()),
        linking_words=frozenset("de del la el los las en a al por para con sin y entre contra".split()),
        name_particles=("de", "al", "el", "la"),
        wording=Wording(
            months="es",
            behind_day=" de ",
            behind_month=" de ",
            pair="{} y {}",
            more="{} y {} más",
            quotation="«{}»",
            episode="Episodio",
        ),
    ),
    Language(
        code="it",
        function_words=frozenset("il lo gli e di da per con".split()),
        sayings=frozenset("dice disse detto afferma dichiara dichiarato".split()),
        said_with=frozenset("ha ci che".split()),
        sources=("secondo",),
        sounds=frozenset("applausi applauso risate musica".split()),
        spoken_to=("a", "ad", "al"),
        greetings=frozenset("ciao buongiorno buonasera benvenuti grazie arrivederci".split()),
        linking_words=frozenset(
            "di del della dei degli delle il lo la l i gli le a al alla in nel nella per con senza e tra da".split()
        ),
        name_particles=("di", "da"),
        wording=Wording(months="it", first_day="1º", pair="{} e {}", more="{} e altri {}", quotation="«{}»", episode="Episodio"),
    ),
    Language(
        code="pt",
        function_words=frozenset("o os um uma em no na".split()),
        sayings=frozenset("diz disse afirma afirmou declarou".split()),
        said_with=frozenset("nos que".split()),
        sources=("segundo",),
        sounds=frozenset("aplausos risos musica".split()),
        spoken_to=("a", "ao"),
        greetings=frozenset("ola bem-vindos obrigado obrigada tchau".split()),
        linking_words=frozenset("de do da dos das o a os as em no na por para com sem e entre contra".split()),
        name_particles=("da", "de"),
        wording=Wording(
            months="pt",
            first_day="1º",
            behind_day=" de ",
            behind_month=" de ",
            pair="{} e {}",
            more="{} e mais {}",
            episode="Episódio",
        ),
    ),
)
"""German, Spanish, Italian and Portuguese, as far as they are typed beside French: their stop words and greetings."""


GROUP = "mot_pour_mot.languages"
UNDETERMINED = "und"
"""ISO 639-2: the language of an episode is not known. It is taken to sound like the archive's first language,
French, and its title is worded so."""
MULTIPLE = "mul"


class LanguageError(RuntimeError):
    """An installed distribution offers a language that cannot be loaded; says which, and why."""


@cache
def registered() -> Mapping[str, Language]:
    """Code -> language: French, English, the other modules of this package, then installed ones by name. Raises
    LanguageError."""
    return {language.code: language for language in chain(_own(), _installed())}


@cache
def of(code: str) -> Language:
    """The language of a code; one that tells nothing where there is no module for it."""
    if code == UNDETERMINED:
        first = next(iter(registered().values()))
        return Language(code=code, phonetics=first.phonetics, wording=first.wording)
    return registered().get(code) or Language(code=code, wording=Wording(months=code if code in CALENDARS else ""))


@cache
def united() -> Language:
    """What all languages tell, as one: for words of which nobody says in what language they are. Without numbers and
    sounds, which are a language's own."""
    return Language(
        code=MULTIPLE,
        function_words=frozenset(_all(lambda language: language.function_words)),
        insults=frozenset(_all(lambda language: language.insults)),
        question_words=frozenset(_all(lambda language: language.question_words)),
        sayings=frozenset(_all(lambda language: language.sayings)),
        said_as=frozenset(_all(lambda language: language.said_as)),
        said_with=frozenset(_all(lambda language: language.said_with)),
        sources=_all(lambda language: language.sources),
        spoken_to=_all(lambda language: language.spoken_to),
        speaks_to=frozenset(_all(lambda language: language.speaks_to)),
        sounds=frozenset(_all(lambda language: language.sounds)),
        denials=frozenset(_all(lambda language: language.denials)),
        denial_goes_on=frozenset(_all(lambda language: language.denial_goes_on)),
        denials_agree=frozenset(_all(lambda language: language.denials_agree)),
        denial_halves=frozenset(_all(lambda language: language.denial_halves)),
        denied_with=frozenset(_all(lambda language: language.denied_with)),
        denial_endings=frozenset(_all(lambda language: language.denial_endings)),
        clause_openers=frozenset(_all(lambda language: language.clause_openers)),
        denied_affirms=frozenset(_all(lambda language: language.denied_affirms)),
        denied_alone=frozenset(_all(lambda language: language.denied_alone)),
        denial_prefixes=_all(lambda language: language.denial_prefixes),
        opposites=_all(lambda language: language.opposites),
        and_words=_all(lambda language: language.and_words),
        elisions=_all(lambda language: language.elisions),
        apostrophe_words=_all(lambda language: language.apostrophe_words),
        inner_apostrophes=_all(lambda language: language.inner_apostrophes),
        apostrophe_endings=_all(lambda language: language.apostrophe_endings),
        grammar_endings=_all(lambda language: language.grammar_endings),
        compound_parts=frozenset(_all(lambda language: language.compound_parts)),
        grammar_lemmas=frozenset(_all(lambda language: language.grammar_lemmas)),
        name_particles=_all(lambda language: language.name_particles),
        abbreviations=_all(lambda language: language.abbreviations),
        greetings=frozenset(_all(lambda language: language.greetings)),
        linking_words=frozenset(_all(lambda language: language.linking_words)),
    )


def codes_of(typed: str) -> tuple[str, ...]:
    """The codes of a term as typed in every language, the likeliest first, at most six."""
    each = (language.phonetics.encode_query(typed) for language in registered().values() if language.phonetics)
    return tuple(dict.fromkeys(code for codes in each for code in codes if code))[:MOST_CODES]


def is_function_word(word: str) -> bool:
    """Whether a folded word tells nothing of what is looked for, in any language."""
    return word in united().function_words


def _all(told: Callable[[Language], Iterable[Told]]) -> tuple[Told, ...]:
    """What each language has of something, in the order of languages, each word or pair once."""
    return tuple(dict.fromkeys(chain.from_iterable(map(told, registered().values()))))


def _own() -> Iterator[Language]:
    from archive.languages import english, french

    yield from (french.LANGUAGE, english.LANGUAGE, *BESIDE_FRENCH)


def _installed() -> Iterator[Language]:
    for offered in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield _loaded(offered)


def _loaded(offered: EntryPoint) -> Language:
    try:
        language = offered.load()
    except (ImportError, AttributeError) as error:
        raise LanguageError(f"{_whose(offered)} cannot be loaded: {error}; mend it or uninstall it") from error
    if not isinstance(language, Language):
        raise LanguageError(f"{_whose(offered)} is no archive.languages.base.Language; mend it or uninstall it")
    return language


def _whose(offered: EntryPoint) -> str:
    return f"the language {offered.name!r} ({offered.value}, of {offered.dist.name if offered.dist else 'nowhere'})"
