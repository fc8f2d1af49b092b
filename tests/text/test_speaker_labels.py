"""Who speaks, by the beginnings of lines."""

import pytest

from archive.text.speaker_labels import parts_of, speakers_of

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


QUAY = (
    "Anne-Maud Kervella : Bonjour. Odilon Vasseur : Bonjour.",
    "AMK : Vous venez du quai ? OV : Oui.",
    "Par la grue.",
    "Et elle tourne ? OV : Elle tourne.",
    "Depuis mars. AMK : Vraiment ?",
    "OV : Je crois.",
    *["On le voit."] * 12,
)


def told(*texts: str) -> list[list[tuple[str | None, str]]]:
    """Who says what in each text."""
    return [[(part.speaker, part.text) for part in parts] for parts in parts_of(texts)]


def test_a_label_amid_a_text_tells_who_goes_on() -> None:
    assert told(*QUAY) == [
        [("Anne-Maud Kervella", "Bonjour."), ("Odilon Vasseur", "Bonjour.")],
        [("AMK", "Vous venez du quai ?"), ("OV", "Oui.")],
        [("OV", "Par la grue.")],
        [("OV", "Et elle tourne ?"), ("OV", "Elle tourne.")],
        [("OV", "Depuis mars."), ("AMK", "Vraiment ?")],
        [("OV", "Je crois.")],
        *[[("OV", "On le voit.")]] * 12,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "J'ai pensé à M. OV : il part.",
        "On a dit : OV part.",
        "La règle est simple : on part.",
        "Il est 8 h. Horaire : 8 : 30.",
        "OV part",
    ],
)
def test_what_is_no_label_amid_a_text_stays_in_it(text: str) -> None:
    assert told(*QUAY, f"AMK : {text}")[-1] == [("AMK", text)]


@pytest.mark.parametrize(("text", "said"), [
    ("Ov : Non.", [("Ov", "Non.")]),
    ("Oui, oui - AMK : Non.", [("OV", "Oui, oui"), ("AMK", "Non.")]),
    ("(rires) AMK : Non.", [("OV", "(rires)"), ("AMK", "Non.")]),
    ("Et vous ? AMK :", [("OV", "Et vous ?"), ("AMK", "")]),
    ("Voilà. Maël Le Goff : Non.", [("OV", "Voilà."), (None, "Maël Le Goff : Non.")]),
    ("Oui. AMK : Non.", [("OV", "Oui."), ("AMK", "Non.")]),
    ("RADIO : La météo.", [(None, "RADIO : La météo.")]),
    ("Je le crois OV : Non.", [("OV", "Je le crois"), ("OV", "Non.")]),
    ("Je le crois AMK : Non.", [("OV", "Je le crois AMK : Non.")]),
])  # fmt: skip
def test_labels_are_written_in_many_ways(text: str, said: list[tuple[str | None, str]]) -> None:
    """Who is named once is no part of the turns around it, and the text keeps the name; initials that speak often need no
    end of a sentence before them."""
    assert told(*QUAY * 2, text)[-1] == said


def test_a_last_name_that_speaks_is_the_whole_one_too_and_amid_a_sentence_none() -> None:
    talk = ("Anne Durel : Bonjour.", *("Kermadec : Oui.", "Durel : Non.") * 6, *["On le voit."] * 24)
    assert told(*talk, "J'ai dit à Kermadec : venez.")[:: len(talk)] == [
        [("Anne Durel", "Bonjour.")],
        [("Durel", "J'ai dit à Kermadec : venez.")],
    ]


def test_labels_that_stand_amid_texts_alone_are_read() -> None:
    talk = ("Bonjour. C. R. : Vous venez ? O. V. : Oui.", "Bien. C. R. : Et la lampe ? O. V. : Elle luit.") * 2
    assert told(*talk)[1] == [("O. V.", "Bien."), ("C. R.", "Et la lampe ?"), ("O. V.", "Elle luit.")]


DOCK = (
    "Ines Halvorsen: Who keeps the lamp?",
    "Tom Arkwright: I do.",
    "Every night. Ines Halvorsen: And who",
    "lights it? Tom Arkwright: My sister. She",
    "is quick. Ines Halvorsen: Is she?",
    "Tom Arkwright: Very.",
    "Ines Halvorsen: And the oil?",
)


@pytest.mark.parametrize("text", ["It comes by--", "It comes by --", "It comes by—", "It comes –", "It comes …"])
def test_who_interrupts_another_is_named_behind_a_dash(text: str) -> None:
    said = told(*DOCK, "Tom Arkwright: Well.", f"{text} Ines Halvorsen: By boat?")[-1]
    assert said == [("Tom Arkwright", text.rstrip(" -–—")), ("Ines Halvorsen", "By boat?")]


def test_labels_behind_what_another_says_last_count_as_the_name() -> None:
    """They begin few texts where captions are cut at a number of letters."""
    ends = ["Yes", "Yes", "Never", "By boat", "On foot", "The oil", "My sister", "Each night"]
    talk = [text for end in ends for text in ("and it", "burns", "until day", f"{end}. Ines Halvorsen: And", "Tom Arkwright: Well")]
    assert told(*talk)[-2] == [("Tom Arkwright", "Each night."), ("Ines Halvorsen", "And")]


def test_nobody_speaks_amid_what_one_alone_says() -> None:
    talk = ("Il y a deux choses. Premièrement : la lampe.", "Note : elle luit. Question : depuis quand ?", "RMC : on y était.")
    assert told(*talk) == [[(None, text)] for text in talk]
