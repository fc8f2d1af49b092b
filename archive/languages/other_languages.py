"""German, Spanish, Italian and Portuguese, as far as they are typed beside French: their stop words and greetings."""

from archive.languages.base import Language

LANGUAGES = (
    Language(
        code="de",
        function_words=frozenset("der die das und ein eine".split()),
        greetings=frozenset("hallo willkommen danke tschuss servus moin".split()),
        linking_words=frozenset("der die das des dem den von vom zu zum zur im in am an auf fur mit und ohne gegen".split()),
        name_particles=("von", "van", "der", "den"),
    ),
    Language(
        code="es",
        function_words=frozenset("el los las un una y o que del al".split()),
        greetings=frozenset("hola bienvenidos bienvenido gracias adios buenos buenas".split()),
        linking_words=frozenset("de del la el los las en a al por para con sin y entre contra".split()),
        name_particles=("de", "al", "el", "la"),
    ),
    Language(
        code="it",
        function_words=frozenset("il lo gli e di da per con".split()),
        greetings=frozenset("ciao buongiorno buonasera benvenuti grazie arrivederci".split()),
        linking_words=frozenset(
            "di del della dei degli delle il lo la l i gli le a al alla in nel nella per con senza e tra da".split()
        ),
        name_particles=("di", "da"),
    ),
    Language(
        code="pt",
        function_words=frozenset("o os um uma em no na".split()),
        greetings=frozenset("ola bem-vindos obrigado obrigada tchau".split()),
        linking_words=frozenset("de do da dos das o a os as em no na por para com sem e entre contra".split()),
        name_particles=("da", "de"),
    ),
)
