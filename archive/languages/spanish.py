"""Spanish, as far as it is typed beside French: what tells nothing of what is looked for."""

from archive.languages.base import Language

LANGUAGE = Language(
    code="es",
    function_words=frozenset("el los las un una y o que del al".split()),
    greetings=frozenset("hola bienvenidos bienvenido gracias adios buenos buenas".split()),
    linking_words=frozenset("de del la el los las en a al por para con sin y entre contra".split()),
    name_particles=("de", "al", "el", "la"),
)
