"""A worked example: Breton, brought to the archive from outside.

Install this folder beside the archive (`pip install docs/examples/new_language`) and build the index again (`archive reindex`):
its entry point, in pyproject.toml, is all that the archive needs. A language that is to be the archive's own is the same module in
`archive/languages/`, named in `registry.py`. Whatever is left out of `Language` is not used.
"""

import re

from archive.languages.base import Codes, Language, Phonetics, collapse_repeats
from archive.text.tokenizer import words

# Letters and sounds, the first match wins; far fewer rules than a reader of Breton knows, and enough to tell that two spellings
# may be one word.
_RULES = (
    *(
        ("ch", "S"),
        ("zh", "z"),
        ("gn", "n"),
        ("lh", "j"),
        ("ou", "u"),
        ("eu", "E"),
        ("an(?=[^aeiou]|$)", "A"),
        ("y(?=[aeou])", "j"),
    ),
    *((letter, sound) for letter, sound in zip("abdefgiyjklmnoprstuvwz", "abdEfgiiZklmnopRstyvwz", strict=True)),
)
_PATTERN = re.compile("|".join(f"({pattern})" for pattern, _ in _RULES) + "|.", re.DOTALL)


def _sounds(match: re.Match[str]) -> str:
    return _RULES[match.lastindex - 1][1] if match.lastindex else ""


def encode_word(word: str) -> Codes:
    """The code of a folded word: 'kouign' -> 'kuin'."""
    return (collapse_repeats(_PATTERN.sub(_sounds, word)),)


def encode_text(text: str) -> Codes:
    """The code of what is written, its words said as one."""
    return (collapse_repeats("".join(encode_word(word)[0] for word in words(text))),)


LANGUAGE = Language(
    code="br",
    function_words=frozenset("ar an al ur un ul ha hag a e en er o da eus gant ne ket n".split()),
    and_words=("ha", "hag"),
    elisions=("n", "m"),
    cardinals={
        **{2: ("daou",), 3: ("tri",), 4: ("pevar",), 5: ("pemp",), 7: ("seizh",), 8: ("eizh",), 9: ("nav",), 10: ("dek",)},
        **{20: ("ugent",), 40: ("daou", "ugent"), 60: ("tri", "ugent"), 80: ("pevar", "ugent"), 100: ("kant",), 1000: ("mil",)},
    },
    # A plural in -ou or -iou: levr, levriou.
    regular_forms=lambda word, known: (form for form in (f"{word}ou", f"{word}iou", re.sub("i?ou$", "", word)) if form != word),
    name_particles=("ar", "an", "al"),
    topic_changes=("ha bremañ", "tremen a reomp"),
    phonetics=Phonetics(encode_word, encode_text, encode_text),
)
