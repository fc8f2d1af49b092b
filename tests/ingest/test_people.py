"""Descriptions say who receives whom in many ways; all of them give the same people."""

import pytest

from ingest.extract.people import find_people
from ingest.extract.show import find_show

GUESTS = [("guest", "Jeanne Morel", "directrice de Lumio"), ("guest", "Paul Ney", "physicien"), ("guest", "Léa Trân", None)]
HOST = [("host", "Camille Roussel", None)]


def people(description: str) -> list[tuple[str, str, str | None]]:
    return [(person.kind, person.name, person.role) for person in find_people(description)]


@pytest.mark.parametrize(
    "description",
    [
        "Ce lundi, Camille Roussel a reçu Jeanne Morel, directrice de Lumio, Paul Ney, physicien, et Léa Trân. Merci.",
        "Camille Roussel reçoit Jeanne Morel (directrice de Lumio), Paul Ney (physicien) et Léa Trân pour parler du port.",
        "Camille Roussel accueille Jeanne Morel – directrice de Lumio –, Paul Ney – physicien – et Léa Trân.",
        "Présenté par Camille Roussel\nInvités :\n- Jeanne Morel, directrice de Lumio\n- Paul Ney, physicien\n- Léa Trân\n\nMerci",
        "Animée par Camille Roussel. Invités : Jeanne Morel, directrice de Lumio ; Paul Ney, physicien ; Léa Trân.",
        "Jeanne Morel, directrice de Lumio, Paul Ney, physicien, et Léa Trân étaient les invités de Camille Roussel.",
        "Une émission présentée par Camille Roussel, avec Jeanne Morel (directrice de Lumio), Paul Ney (physicien) et Léa Trân.",
        "Camille Roussel s'entretient ce soir avec Jeanne Morel, directrice de Lumio, le physicien Paul Ney et Léa Trân.",
        "Présentation : Camille Roussel\nInvités : Mme Jeanne Morel, directrice de Lumio, M. Paul Ney, physicien, et Léa Trân",
    ],
)
def test_host_and_guests_with_their_roles(description: str) -> None:
    assert people(description) == HOST + GUESTS


def test_a_role_may_hold_commas_and_ands() -> None:
    role = "ministre de l'Économie, des Finances et de la Souveraineté industrielle"
    assert people(f"Camille Roussel reçoit Jeanne Morel, {role}, et Paul Ney.") == [
        *HOST,
        ("guest", "Jeanne Morel", role),
        ("guest", "Paul Ney", None),
    ]


COUPLE = [("guest", "Rose Quévert", "éleveurs à Brume"), ("guest", "Armand Quévert", "éleveurs à Brume")]


@pytest.mark.parametrize(
    "description",
    [
        "Ce lundi, Camille Roussel a reçu Rose et Armand Quévert, éleveurs à Brume, dans l'émission Phare & Co.",
        "Camille Roussel reçoit Rose et Armand Quévert (éleveurs à Brume).",
        "Ce lundi, Rose et Armand Quévert, éleveurs à Brume, étaient les invités de Camille Roussel.",
        "Présentation : Camille Roussel\nInvités : Rose & Armand Quévert, éleveurs à Brume",
    ],
)
def test_two_of_one_name_with_a_role_in_the_plural_both_have_it(description: str) -> None:
    assert people(description) == HOST + COUPLE


def test_three_of_one_name_stand_in_a_list_with_others() -> None:
    read = people("Camille Roussel reçoit Paul Ney, physicien, Rose, Armand et Ida de La Cour, co-gérants, et Léa Trân, avocate.")
    family = [("guest", f"{given} de La Cour", "co-gérants") for given in ("Rose", "Armand", "Ida")]
    assert read == [*HOST, ("guest", "Paul Ney", "physicien"), *family, ("guest", "Léa Trân", "avocate")]


@pytest.mark.parametrize("role", ["", ", physicien", ", depuis Brume"])
@pytest.mark.parametrize("alone", ["Quévert", "Lumio"])
def test_a_name_alone_takes_no_family_name_without_a_plural(role: str, alone: str) -> None:
    assert [one[:2] for one in people(f"Camille Roussel reçoit {alone} et Paul Ney{role}.")] == [
        ("host", "Camille Roussel"),
        ("guest", "Paul Ney"),
    ]


def test_a_company_in_a_role_is_no_guest() -> None:
    read = people("Camille Roussel reçoit Jeanne Morel, directrice de Lumio, Brumex et Paul Ney, physicien.")
    assert read == [*HOST, ("guest", "Jeanne Morel", "directrice de Lumio, Brumex"), ("guest", "Paul Ney", "physicien")]


def test_two_hosts_are_two_hosts() -> None:
    assert [one[:2] for one in people("Camille Roussel et Hugo Petit ont reçu Paul Ney, physicien.")] == [
        ("host", "Camille Roussel"),
        ("host", "Hugo Petit"),
        ("guest", "Paul Ney"),
    ]


def test_english_descriptions_are_read_too() -> None:
    read = people("Hosted by Camille Roussel. Guests: Jane Moore (editor at the Mist), Paul Ney (Lumio)")
    assert read == [*HOST, ("guest", "Jane Moore", "editor at the Mist"), ("guest", "Paul Ney", "Lumio")]


@pytest.mark.parametrize(
    "description",
    [
        "Le nouveau contrat avec Brume Business fait parler. Retrouvez l'émission du lundi au jeudi.",
        "Le port de Brume reçoit des bateaux. Abonnez-vous à Canal Brume.",
        "La Matinale reçoit Sciences Port.",
        "",
    ],
)
def test_companies_and_shows_are_no_people(description: str) -> None:
    assert people(description) == []


def test_evidence_is_the_sentence_that_says_so() -> None:
    (host, guest) = find_people("Bonjour. Camille Roussel a reçu Paul Ney. Merci.")
    assert host.evidence == guest.evidence == "Camille Roussel a reçu Paul Ney."


@pytest.mark.parametrize(
    ("description", "show", "channel"),
    [
        (
            "On en parle dans l'émission Phare & Co, la quotidienne, sur Brume Business. Retrouvez-la.",
            "Phare & Co, la quotidienne",
            "Brume Business",
        ),
        ("Dans l’émission « Les Voix du port » sur Canal Brume.", "Les Voix du port", "Canal Brume"),
        ("À réécouter dans le podcast Marées, présenté par Paul Ney.", "Marées", None),
        ("Dans l'émission de ce soir, on parle du phare.", None, None),
        ("Le phare.", None, None),
    ],
)
def test_show_and_channel_come_from_the_description(description: str, show: str | None, channel: str | None) -> None:
    programme = find_show(description)
    assert (programme.show, programme.channel) == (show, channel)


@pytest.mark.parametrize(
    "text",
    ["Jean Dupont de la " * 400, "a reçu Jean " * 600, "A B, " * 1500, "(" * 6000, "Invités : " + "le a " * 1500, "Jean-" * 1200],
)
@pytest.mark.timeout(60)
def test_hostile_descriptions_come_to_an_end(text: str) -> None:
    find_people(text)
    find_people(f"Camille Roussel a reçu {text}")
    find_show(f"dans l'émission {text}")
