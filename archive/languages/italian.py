"""Italian, as far as it is typed beside French: what tells nothing of what is looked for."""

from archive.languages.base import Language

LANGUAGE = Language(
    code="it",
    function_words=frozenset("il lo gli e di da per con".split()),
    greetings=frozenset("ciao buongiorno buonasera benvenuti grazie arrivederci".split()),
    name_particles=("di", "da"),
)
