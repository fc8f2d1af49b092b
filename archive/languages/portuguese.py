"""Portuguese, as far as it is typed beside French: what tells nothing of what is looked for."""

from archive.languages.base import Language

LANGUAGE = Language(
    code="pt",
    function_words=frozenset("o os um uma em no na".split()),
    greetings=frozenset("ola bem-vindos obrigado obrigada tchau".split()),
    linking_words=frozenset("de do da dos das o a os as em no na por para com sem e entre contra".split()),
    name_particles=("da", "de"),
)
