"""Who speaks, by the beginnings of lines."""

from archive.text.speaker_labels import speakers_of

TALK = (
    "Nous voici au bout du quai, et la grue",
    "ne tourne plus : on le voit d'ici.",
    *["Le vent se lève sur le bassin."] * 8,
    "Le reporteur : La grue repartira-t-elle ?",
    "Anne-Maud Kervella : Peut-être.",
    "Le maire le dit, les dockers",
    "le disent aussi : il faut attendre.",
    "Le reporteur : Vous attendez depuis longtemps ?",
    "Anne-Maud Kervella : Depuis mars.",
    "Un docker : Depuis janvier !",
    "Anne-Maud Kervella : Voilà.",
    "Le reporteur : Merci.",
    "Anne-Maud Kervella : Merci à vous.",
)


def test_a_sentence_that_goes_on_before_a_colon_hides_nobody_who_speaks() -> None:
    """Two of ten labels were none, and with them too few came again for any to be who speaks."""
    asks, tells = "Le reporteur", "Anne-Maud Kervella"
    assert speakers_of(TALK) == [*[None] * 10, asks, *[tells] * 3, asks, *[tells] * 3, asks, tells]


def test_labels_in_small_letters_that_come_again_are_who_speaks() -> None:
    assert speakers_of(["vitalik: hi", "tim: hi", "vitalik: so", "tim: yes"]) == ["vitalik", "tim"] * 2
