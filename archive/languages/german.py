"""German, as far as it is typed beside French: what tells nothing of what is looked for."""

from archive.languages.base import Language

LANGUAGE = Language(
    code="de",
    function_words=frozenset("der die das und ein eine".split()),
    greetings=frozenset("hallo willkommen danke tschuss servus moin".split()),
    linking_words=frozenset("der die das des dem den von vom zu zum zur im in am an auf fur mit und ohne gegen".split()),
    name_particles=("von", "van", "der", "den"),
)
