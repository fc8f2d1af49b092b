"""Italian, as far as it is typed beside French: what tells nothing of what is looked for."""

from archive.languages.base import Language

LANGUAGE = Language(
    code="it",
    function_words=frozenset("il lo gli e di da per con".split()),
    greetings=frozenset("ciao buongiorno buonasera benvenuti grazie arrivederci".split()),
    linking_words=frozenset(
        "di del della dei degli delle il lo la l i gli le a al alla in nel nella per con senza e tra da".split()
    ),
    name_particles=("di", "da"),
)
