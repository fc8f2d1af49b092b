"""Descriptions say who receives whom in many ways; all of them give the same people."""

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage
from ingest import read
from ingest.extract.grammar import pattern
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


@pytest.mark.parametrize("name", ["Georges W. Morel", "A. B. Morel", "J.-P. Morel", "Jean R. R. Morel", "Jean J.W. Morel"])
def test_initials_are_part_of_a_name_wherever_they_stand(name: str) -> None:
    assert people(f"Camille Roussel reçoit {name}, physicien.") == [*HOST, ("guest", name, "physicien")]


def test_what_is_told_behind_a_name_does_not_end_the_list() -> None:
    first = "Jeanne Morel, directrice de Lumio. Auteure d'un livre écrit avec d'autres chez Brumex"
    told = f"Invités :\n- {first}\n- Paul Ney, physicien\n- Léa Trân"
    assert people(told) == GUESTS


def test_the_guest_of_a_programme_of_somebody() -> None:
    told = people(
        "La navigatrice, Jeanne Morel, était l'invitée de #LaGrandeMarée de Camille Roussel dans #MidiPort sur Radio Ponant."
    )
    assert told == [*HOST, ("guest", "Jeanne Morel", "navigatrice")]


@pytest.mark.parametrize(
    ("behind", "role"),
    [
        ("my co-host over on Marées, to take this idea to the sea", "my co-host over on Marées"),
        ("creator of Phare, whose goal is to light the sea", "creator of Phare"),
        ("one of the directors of the port, here to talk about it", "one of the directors of the port"),
        ("as well as their tool, Phare, which lights the sea", None),
        ("climatologue à Brume, ainsi que son équipe", "climatologue à Brume"),
    ],
)
def test_a_role_ends_where_the_sentence_goes_on(behind: str, role: str | None) -> None:
    opened = "In this episode you'll meet" if "à Brume" not in behind else "Nous recevons"
    assert people(f"{opened} Jeanne Morel, {behind}.") == [("guest", "Jeanne Morel", role)]


def test_what_the_page_says_is_a_game_is_no_guest() -> None:
    game = "Marée Quest is a game that teaches you the sea. In this episode, you'll meet Jeanne Morel."
    assert people(game) == [("guest", "Jeanne Morel", None)]
    designer = "Jane Moore is a game designer and the author of Seas. In this podcast she plays."
    assert [one[:2] for one in people(designer)] == [("guest", "Jane Moore")]


@pytest.mark.parametrize("when", ["recorded Tuesday, May 12", "aired live", "enregistrée mardi"])
def test_when_a_talk_was_recorded_is_no_role(when: str) -> None:
    assert people(f"This is Marées, with guest Jeanne J.W. Morel, {when}.") == [("guest", "Jeanne J.W. Morel", None)]


@pytest.mark.parametrize("name", ["Maëlle d'Orsay", "Paul Castel d'Estrac", "Paul de l'Estang", "Marie de La Cour d'Aubigné"])
def test_a_family_name_may_end_in_an_elided_particle(name: str) -> None:
    assert people(f"Camille Roussel reçoit {name}, physicienne.") == [*HOST, ("guest", name, "physicienne")]


@pytest.mark.parametrize(
    "name", ["Nour al-Hadidi", "Kaïs el-Fassi", "Leïla bint Rashid al-Morel", "Sami as-Sayed", "Tarek ben-Amor"]
)
def test_an_arabic_article_is_part_of_a_name(name: str) -> None:
    assert people(f"Camille Roussel reçoit {name}, physicien, et Paul Ney.") == [
        *HOST,
        ("guest", name, "physicien"),
        ("guest", "Paul Ney", None),
    ]


@pytest.mark.parametrize("name", ["Željko Đurić", "Ștefan Țară", "Ēriks Ķirsis", "Đặng Ấn", "Ōe Kenji", "Ľubica Ňová"])
def test_a_name_may_begin_with_any_latin_capital(name: str) -> None:
    assert people(f"Camille Roussel reçoit {name}, physicien.") == [*HOST, ("guest", name, "physicien")]


@pytest.mark.parametrize(
    "description",
    [
        "Invités :\n1. Jeanne Morel, directrice de Lumio\n2. Sœur Paule Ney, physicienne\n3. Maître Léa Trân",
        "Invités : Dr. Jeanne Morel – directrice de Lumio ; Pr. Paule Ney – physicienne ; Me. Léa Trân",
        "Invités :\n- Madame Jeanne Morel, directrice de Lumio\n- Mgr Paule Ney, physicienne\n- Mlle Léa Trân",
    ],
)
def test_a_form_of_address_ends_no_list(description: str) -> None:
    read = [("guest", "Jeanne Morel", "directrice de Lumio"), ("guest", "Paule Ney", "physicienne"), ("guest", "Léa Trân", None)]
    assert people(description) == read


@pytest.mark.parametrize("label", ["Avec :", "Avec:", "With:"])
def test_a_list_may_stand_below_with(label: str) -> None:
    assert people(f"Le port.\n\n{label}\n- Jeanne Morel, directrice de Lumio\n- Paul Ney, physicien\n- Léa Trân\n\nMerci") == GUESTS


@pytest.mark.parametrize(
    "verb", ["en parle avec", "nous en parle ce soir avec", "en discute avec", "en tête-à-tête avec", "en entretien avec"]
)
def test_who_talks_of_it_with_somebody_is_the_host(verb: str) -> None:
    assert people(f"Le port change. Camille Roussel {verb} Jeanne Morel, navigatrice.") == [
        *HOST,
        ("guest", "Jeanne Morel", "navigatrice"),
    ]


@pytest.mark.parametrize(
    "verb", ["je reçois", "j'accueille", "je m'entretiens avec", "j'ai reçu", "j’ai interviewé", "je discute avec"]
)
def test_who_the_author_receives_is_a_guest(verb: str) -> None:
    assert people(f"Dans ce nouvel épisode, {verb} Jeanne Morel, navigatrice.") == [("guest", "Jeanne Morel", "navigatrice")]


@pytest.mark.parametrize(
    "title",
    [
        "L'invitée de Camille Roussel : Jeanne Morel",
        "L'invitée politique de Camille Roussel : Jeanne Morel",
        "L'invitée de Camille Roussel est Jeanne Morel.",
        "Marées - L'invitée de Camille Roussel : Jeanne Morel",
    ],
)
def test_the_guest_of_somebody_is_named_behind(title: str) -> None:
    assert people(title) == [*HOST, ("guest", "Jeanne Morel", None)]


@pytest.mark.parametrize("guests", ["ses invités :", "ses deux invités :", "ses invités,"])
def test_the_guests_of_a_host_named_before_are_guests(guests: str) -> None:
    read = people(f"Camille Roussel vous donne rendez-vous pour une heure de marées avec {guests} Jeanne Morel et Paul Ney.")
    assert read == [*HOST, ("guest", "Jeanne Morel", None), ("guest", "Paul Ney", None)]


@pytest.mark.parametrize("by", ["mené par", "conduit par", "mené ce matin par", "orchestré par"])
def test_a_talk_with_somebody_conducted_by_another(by: str) -> None:
    assert people(f"Un grand entretien avec la navigatrice Jeanne Morel, {by} Camille Roussel.") == [
        *HOST,
        ("guest", "Jeanne Morel", "navigatrice"),
    ]


def test_those_around_the_host_are_guests() -> None:
    read = people("Autour de Camille Roussel, Jeanne Morel, navigatrice, et Paul Ney, physicien, débattent de l'eau.")
    assert read == [*HOST, ("guest", "Jeanne Morel", "navigatrice"), ("guest", "Paul Ney", "physicien")]


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
    ("first", "channel"),
    [("Europe 1", "Europe 1"), ("– RTL !", "RTL"), ("Europe 1, bonjour.", None), ("Le phare.", None), ("", None)],
)
def test_a_recording_that_begins_with_a_stations_name_is_that_stations(first: str, channel: str | None) -> None:
    page = (
        f"Le port\n\n12 mars 2025\n\nTranscription\n00:00{first}\n00:02Bonjour à tous.\n00:09On parle du phare.\n00:14Il est vieux."
    )
    found = read(RawPage("page.txt", page.encode(), "text/plain", "0" * 64))
    assert isinstance(found, Episode) and found.channel == channel


@pytest.mark.parametrize(
    ("stated", "show", "channel"),
    [
        ("Le Podcast du port", "Le Podcast du port", None),
        ("Jane's Podcast", "Jane's Podcast", None),
        ("Europe 1", None, "Europe 1"),
        ("Radio Brume Podcasts", None, "Radio Brume Podcasts"),
        ("Ma chaîne", None, None),
        ("My Channel", None, None),
    ],
)
def test_a_channel_that_is_a_podcast_is_the_show_and_a_placeholder_is_none(
    stated: str, show: str | None, channel: str | None
) -> None:
    page = f"---\ntitle: Le port\nchannel: {stated}\n---\n00:00 Bonjour à tous.\n00:09 On parle du phare.\n00:14 Il est vieux."
    found = read(RawPage("page.md", page.encode(), "text/plain", "0" * 64))
    assert isinstance(found, Episode) and (found.show, found.channel) == (show, channel)


@pytest.mark.parametrize(
    ("opening", "guests"),
    [
        ("Camille Roussel : Bonjour, Jeanne Morel. Jeanne Morel : Bonjour madame Roussel.", ["Jeanne Morel"]),
        ("Camille Roussel : 8h37. Jeanne Morel, bonjour. Jeanne Morel : Bonjour. CR : Vous souriez.", ["Jeanne Morel"]),
        ("Camille Roussel : Jeanne Morel, notre invitée ce matin, bonjour ! Jeanne Morel : Bonjour.", ["Jeanne Morel"]),
        ("Bonsoir Jeanne Morel Bonsoir madame Roussel : Merci d'être là. Jeanne Morel : Je viens.", []),
        ("Jeanne Morel : Bonjour. Camille Roussel : Bonjour.", []),
        ("Camille Roussel : On écoute Jeanne Morel. Jeanne Morel : La mer monte.", []),
        ("Le port, ce soir : Bonjour Jeanne Morel. Jeanne Morel est là.", []),
    ],
)
def test_who_is_greeted_and_answers_under_the_whole_name_is_the_guest(opening: str, guests: list[str]) -> None:
    assert [person.name for person in find_people("", opening=opening)] == guests
    hosted = find_people("Camille Roussel reçoit Paul Ney.", opening=opening)
    assert [person.name for person in hosted] == ["Camille Roussel", "Paul Ney"], "what the page says goes before"


@pytest.mark.parametrize(
    "text",
    ["Jean Dupont de la " * 400, "a reçu Jean " * 600, "A B, " * 1500, "(" * 6000, "Invités : " + "le a " * 1500, "Jean-" * 1200],
)
@pytest.mark.timeout(60)
def test_hostile_descriptions_come_to_an_end(text: str) -> None:
    find_people(text)
    find_people(f"Camille Roussel a reçu {text}")
    find_show(f"dans l'émission {text}")


def test_the_next_work_of_an_author_is_nobody_and_a_co_author_is() -> None:
    said = "In this episode, you'll meet Ada Morel, the author of The Light and Playful Sailing Knots, an illustrated guide."
    assert [person.name for person in find_people(said)] == ["Ada Morel"]


def test_who_presents_other_shows_is_no_host_of_this_one() -> None:
    assert find_people("Have you listened to the other major podcasts hosted by Tobias Morel and Chris Petit?") == ()


@pytest.mark.parametrize(
    "said",
    [
        "Le puzzle de mer que j'ai réalisé avec Paul Ney est très lié.",
        "Voir le livre de Paul Ney « La géométrie de la mer » pour plus de détails.",
        "Si vous cherchez plus de contenu sur la série Fourier, consultez ces articles.",
    ],
)
def test_a_work_that_a_text_speaks_of_is_no_show(said: str) -> None:
    found = find_show(said)
    assert found.show is None and all("puzzle" not in hint.value for hint in found.hints)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "run",
    [
        "Bienvenue à" + " " * 300 + "x Paul Ney.",
        "Jeanne Morel et ses invités échangent avec" + " :" * 200 + " x Paul Ney.",
        "Jeanne Morel reçoit un invité. " + "Ce soir, demain soir " * 60 + "!",
        "Paul Ney," + " " * 900 + "ex-" * 300 + "directeur" + " " * 900 + "!",
    ],
)
def test_runs_of_blanks_signs_and_days_are_read_to_their_end(run: str) -> None:
    assert {one.name for one in find_people(run)} <= {"Jeanne Morel", "Paul Ney"}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("key", ["goes_on", "only_a_guest"])
def test_words_of_time_without_end_make_no_rule_explode(key: str) -> None:
    assert pattern("people.toml", key).match(" " + "¤" * 200 + "!") is None


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Marie Brumant", "Une conversation sur la vie de la scientifique et ses découvertes."),
        ("#12 - Napoléon Vessac : la chute", "Dans cet épisode de notre podcast, la fin de l'Empire."),
        ("Winston Brumant on war and peace", "A podcast about speeches."),
        ("« La digue est finie », affirme Emmanuel Lorval", "Retrouvez nos émissions."),
        ("Emmanuel Lorval : « La digue est finie »", "Retrouvez tous nos podcasts."),
        ("12 - Marie Brumant", "Marie naît à Brume en 1967. Elle est la première. Une conversation avec les marées."),
        ("#45 - Albert Brumant", "Albert was born in Ulm. In this episode we discuss light."),
        ("5 - Victor Brumant", "Victor écrit ses romans en exil. Un podcast."),
        ("How Canada copes with Donald Hale", "A podcast about the news and what is in it."),
        ("Growing up with Freddie Marlow", "A look at the years by the sea."),
        ("On tour with Taylor Marlow", "In this episode we discuss the road and the crowds."),
        ("The sea with Taylor Marlow", "The road and the crowds."),
        ("Tariffs and ports with Donald Hale", "We discuss tariffs."),
        ("America after four years with Donald Hale", "In this episode we ask what is left."),
        ("Was tun mit Donald Hale", "Eine Folge über Amerika."),
    ],
)
def test_of_whom_a_title_speaks_is_no_guest(title: str, description: str) -> None:
    assert find_people(description, title) == ()


def test_a_title_tells_a_guest_only_where_nothing_else_does() -> None:
    (host, guest) = find_people("This week host Jane Moore speaks with Paul Ney about tea.", "#575 Tasting Qualities")
    assert (host.name, guest.name) == ("Jane Moore", "Paul Ney")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Bonjour à tous. Bonjour Jeanne Morelle, merci d'être là.", ["Jeanne Morel"]),
        ("So Jeanne, welcome to the show.", ["Jeanne Morel"]),
        ("Heute begrüßen wir Jeanne.", ["Jeanne Morel"]),
        ("Bonjour Jeanne Castelbajac.", []),
        ("Jeanne Morel est partie hier. Bonjour à tous.", []),
        ("", []),
    ],
)
def test_somebody_named_on_the_page_and_greeted_at_the_beginning_is_a_guest(said: str, found: list[str]) -> None:
    """By the first name alone where no other family's name follows; a recogniser spells names as it hears them."""
    assert [one.name for one in find_people("La houle selon Jeanne Morel, géologue.", opening=said)] == found


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("Emmanuel Lorval reçoit Volodymyr Korine à l'Élysée.", "Emmanuel Lorval reçoit Volodymyr Korine à l'Élysée."),
        ("Donald Hale et Vladimir Orlov.", "Donald Hale accueille Vladimir Orlov à la Maison-Blanche."),
        ("La colère contre Emmanuel Lorval.", "Merci Emmanuel Lorval, disent les manifestants."),
        ("On parle d'Emmanuel Lorval.", "on va parler d'Emmanuel Lorval bonjour à tous"),
        ("La houle.\nRéalisation : Luc Besnard", "Merci Luc."),
        ("Jean Moulard et la Résistance.", "Bonjour Jean-Pierre Azémar."),
        ("Le journal d'Anne Franquin.", "Marie-Anne, bonjour."),
        ("Nicolas Mathurin et la Lorraine.", "Bonjour Nicolas Martin, bienvenue."),
        ("Merge calls and the Harbour API.", "every fork will introduce Harbour API changes"),
    ],
)
def test_nobody_is_a_guest_for_words_that_greet_others_or_nobody(description: str, said: str) -> None:
    assert find_people(description, opening=said) == find_people(description)


def test_a_first_name_alone_greets_who_shares_it_with_nobody_on_the_page() -> None:
    told = "Camille Roussel reçoit Paul Ney. Les sculptures de Camille Morel, vues par Jeanne Tessier."
    assert {one.name for one in find_people(told, opening="Bonjour Camille. Bonjour Jeanne.")} == {
        "Camille Roussel",
        "Paul Ney",
        "Jeanne Tessier",
    }


def test_a_host_is_greeted_as_one_where_the_words_stand_beside_the_name() -> None:
    told = "Jane Moore and Bob Stone on nets."
    found = find_people(told, opening="Hello Jane Moore, my co-host. Today our guest is Bob Stone. Welcome, Bob Stone.")
    assert [(one.kind, one.name) for one in found] == [("host", "Jane Moore"), ("guest", "Bob Stone")]


def test_who_is_greeted_takes_no_guest_from_the_title_and_is_no_host_that_is_stated() -> None:
    told = find_people("La chronique de Paul Ney.", "JEANNE MOREL : « LA MER MONTE »", opening="Bonjour Paul.")
    assert {one.name for one in told} >= {
        one.name for one in find_people("La chronique de Paul Ney.", "JEANNE MOREL : « LA MER MONTE »")
    }
    assert find_people("Camille Roussel et la mer.", opening="Bonjour Camille Roussel.", stated=["Camille Roussel"]) == ()


@pytest.mark.parametrize(
    ("description", "names"),
    [
        ("This week we talk to Brume Group Leader Jane Moore about nets.", ["Jane Moore"]),
        ("This week we talk to Jane Moore, Core Team Member at Lumio.", ["Jane Moore"]),
        ("This week we talk to Jane Moore Enterprise nets.", ["Jane Moore"]),
        ("This week we talk to Jane Moore’s nets.", ["Jane Moore"]),
        ("This week we talk to Jane Moore, founder of Harbour Radio.", ["Jane Moore"]),
        ("Zu Gast ist Jana Mohr, Leiterin der Wache.", ["Jana Mohr"]),
    ],
)
def test_what_somebody_is_or_has_made_is_nobody(description: str, names: list[str]) -> None:
    assert [one.name for one in find_people(description)] == names


@pytest.mark.parametrize(
    "title", ["The sea and its nets, with Jane Moore", "Nets (ft. Jane Moore)", "Core Memory, with Jane Moore"]
)
def test_a_title_that_sets_a_guest_apart_needs_no_more(title: str) -> None:
    assert [one.name for one in find_people("A look at the sea.", title)] == ["Jane Moore"]


@pytest.mark.parametrize(
    "name",
    [
        *("Ryan Holiday", "Sam Core", "Steve Bull", "Edward Hat", "Charles Chef"),
        *("David Autor", "Jonah Lehrer", "Saul Leiter", "Theo Von"),
        *("Florian Henckel von Morelstein", "Hans Georg von Marchtaler", "RuPaul Charles", "DeShawn Morel"),
    ],
)
def test_a_family_name_may_be_a_word_of_firms_or_roles(name: str) -> None:
    """A trade, a firm's word or an inner capital tells nothing of the second and last word of a name."""
    assert people(f"This week we talk to {name}, CEO of Lumio, about nets.") == [("guest", name, "CEO of Lumio")]
    assert people(f"Camille Roussel reçoit {name}.") == [*HOST, ("guest", name, None)]


@pytest.mark.parametrize("firm", ["Neo4j", "Lumio! Brumex!", "PyTorch", "IBM", "Zalando", "Radio Brume"])
def test_the_firm_behind_von_is_no_part_of_a_name(firm: str) -> None:
    assert [one.name for one in find_people(f"Heute sprechen wir mit Jana Mohr von {firm}.")] == ["Jana Mohr"]


def test_a_page_tells_a_guest_by_its_transcript() -> None:
    lines = [
        "Les marées de Jeanne Morel, géologue.",
        "Transcription",
        "00:01Bonjour à tous.",
        "00:03Bonjour Jeanne Morelle.",
        "00:09Bonjour.",
    ]
    read_page = read(RawPage("a.txt", "\n".join(lines).encode(), "text/plain", "0" * 64))
    assert isinstance(read_page, Episode)
    assert [(one.kind, one.name, one.evidence) for one in read_page.people] == [
        ("guest", "Jeanne Morel", "Bonjour à tous. Bonjour Jeanne Morelle. Bonjour.")
    ]


def test_a_second_host_who_is_introduced_is_no_guest() -> None:
    (host,) = find_people("Tides with Jane Moore and a lot of sea.", opening="I'm here with Jane Moore, my co-host. Hello, Jane.")
    assert (host.kind, host.name) == ("host", "Jane Moore")
