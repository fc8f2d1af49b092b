"""No transcript is invented, and none is misread in silence: a test for every fault that a page has been read with."""

# ruff: noqa: E501 - pages stand as they are saved

import json
from pathlib import Path

import pytest

from archive.model.episode import Episode
from archive.model.page import Refusal
from tests.formats.reading import read_all

DESCRIPTION = "• il y a 3 jours\nUne soirée au phare de Brume.\n"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(tmp_path: Path, content: str | bytes, name: str = "page.txt") -> Episode:
    (found,) = read_all(written(tmp_path / name, content)).values()
    assert isinstance(found, Episode), found
    return found


def refused(tmp_path: Path, content: str | bytes, name: str = "page.txt") -> Refusal:
    (found,) = read_all(written(tmp_path / name, content)).values()
    assert isinstance(found, Refusal), found.cues
    return found


def cues(episode: Episode) -> list[tuple[int, str]]:
    return [(cue.start_ms, cue.text) for cue in episode.cues]


CHAPTERS = "00:00 Ouverture\n02:10 Le phare et sa lampe\n14:35 Les naufrageurs\n31:20 Questions du public\n"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(DESCRIPTION + CHAPTERS, id="in the description"),
        pytest.param(DESCRIPTION + CHAPTERS + "\nCatégorie\n\nTV\nTranscription\n", id="above an empty label"),
        pytest.param(DESCRIPTION + "Transcription\n" + CHAPTERS, id="under an empty label"),
        pytest.param(DESCRIPTION + "Transcription\n\nCommentaires\n" + CHAPTERS, id="in the comments"),
        pytest.param("00:00 Ouverture\n05:00 Le phare\n", id="two of them"),
        pytest.param("0:00 - Ouverture\n3:10 - Le phare\n12:40 - La lampe\n1:02:10 - Fin\n", id="with dashes"),
    ],
)
def test_a_list_of_chapters_is_no_transcript(page: str, tmp_path: Path) -> None:
    assert "transcri" in str(refused(tmp_path, page).reason)


def test_a_schedule_is_no_transcript(tmp_path: Path) -> None:
    refused(tmp_path, "Au programme ce soir\n06:00 Journal\n06:30 Matinale\n09:00 Musique\n12:00 Midi en direct\n13:30 Le débat\n")


def test_a_schedule_of_the_early_hours_is_no_transcript(tmp_path: Path) -> None:
    refused(tmp_path, "00:00 Musique de nuit\n01:00 Rediffusion\n02:30 Documentaire\n04:00 Concert\n05:30 Premier journal\n")


def test_a_playlist_is_no_transcript(tmp_path: Path) -> None:
    refused(
        tmp_path,
        "Transcription\n3:45 La mer se lève\n2:58 La lampe veille\n4:12 Tourne, lumière\n3:05 Le vent s'endort\n2:40 Fin\n",
    )


def test_chapters_of_the_description_stay_chapters_beside_a_transcript(tmp_path: Path) -> None:
    episode = read(
        tmp_path, DESCRIPTION + CHAPTERS + "Transcription\n00:00 Bonsoir à tous.\n00:03 Merci d'être là.\n00:06 Allons-y.\n"
    )
    assert [chapter.title for chapter in episode.chapters] == [
        "Ouverture",
        "Le phare et sa lampe",
        "Les naufrageurs",
        "Questions du public",
    ]
    assert cues(episode)[0] == (0, "Bonsoir à tous.")


STAMPS = [
    pytest.param("0:00:05 Bonjour.\n0:00:09 Merci.\n1:00:02 Voilà.", [5_000, 9_000, 3_602_000], id="one digit for the hour, from the first line"),
    pytest.param("00:01.160 Bonjour.\n00:04.080 Merci.\n59:59.990 Voilà.", [1_160, 4_080, 3_599_990], id="a point and ms"),
    pytest.param("00:00:01,160 Bonjour.\n00:00:04,080 Merci.\n00:00:07,001 Voilà.", [1_160, 4_080, 7_001], id="a comma and ms"),
    pytest.param("00:01.1605 personnes.\n00:04.0802 phares.\n00:07.50020 fois.", [1_160, 4_080, 7_500], id="ms with a figure glued"),
    pytest.param("00:01 --> 00:04 Bonjour.\n00:04 --> 00:07 Merci.\n00:07 --> 00:09 Voilà.", [1_000, 4_000, 7_000], id="ranges with an arrow"),
    pytest.param("00:01 - 00:04 Bonjour.\n00:04 - 00:07 Merci.\n00:07 - 00:09 Voilà.", [1_000, 4_000, 7_000], id="ranges with a dash"),
    pytest.param("98:12 Bonjour.\n99:58 Merci.\n100:03 Voilà.", [5_892_000, 5_998_000, 6_003_000], id="minutes over 99"),
    pytest.param("59:50 Bonjour.\n59:58 Merci.\n1:00:03 Voilà.", [3_590_000, 3_598_000, 3_603_000], id="minutes, then hours"),
    pytest.param("48:00 Bonjour.\n48:10 Merci.\n1:06:00 Voilà.", [2_880_000, 2_890_000, 3_960_000], id="a silence across the hour"),
    pytest.param("00:00:01:12 Bonjour.\n00:00:04:00 Merci.\n00:00:07:24 Voilà.", [1_000, 4_000, 7_000], id="frames"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "starts"), STAMPS)
def test_a_stamp_is_read_to_its_end(lines: str, starts: list[int], tmp_path: Path) -> None:
    episode = read(tmp_path, f"Transcription\n{lines}\n")
    assert [cue.start_ms for cue in episode.cues] == starts
    assert not any(cue.text[0] in ":.,->" for cue in episode.cues)


def test_a_range_keeps_its_end(tmp_path: Path) -> None:
    episode = read(tmp_path, "Transcription\n[00:01.000 --> 00:04.500] Bonjour.\n[00:04.500 --> 00:07.250] Merci.\n")
    assert [(cue.start_ms, cue.end_ms) for cue in episode.cues] == [(1_000, 4_500), (4_500, 7_250)]


def test_a_single_line_of_minutes_seconds_and_frames_does_not_jump_to_hours(tmp_path: Path) -> None:
    episode = read(tmp_path, "Transcription\n12:20 Bonjour.\n12:29 Merci.\n12:30:45 Voilà.\n12:33 Au revoir.\n")
    assert cues(episode) == [(740_000, "Bonjour."), (749_000, "Merci."), (750_000, "Voilà."), (753_000, "Au revoir.")]


def test_one_stamp_with_its_text_among_lone_stamps_is_a_cue(tmp_path: Path) -> None:
    page = "Transcription\n00:01\nBonjour.\n00:04\nMerci.\n00:07 Voilà.\n00:09\nAu revoir.\n00:12\nÀ demain.\n"
    assert cues(read(tmp_path, page)) == [
        (1_000, "Bonjour."), (4_000, "Merci."), (7_000, "Voilà."), (9_000, "Au revoir."), (12_000, "À demain."),
    ]  # fmt: skip


def test_a_clock_time_as_the_text_of_a_lone_stamp_stays_its_text(tmp_path: Path) -> None:
    page = "Transcription\n00:01\n20:30 c'est l'heure.\n00:04\nMerci.\n00:07\nAu revoir.\n"
    assert cues(read(tmp_path, page)) == [(1_000, "20:30 c'est l'heure."), (4_000, "Merci."), (7_000, "Au revoir.")]


ROLLING = """WEBVTT
Kind: captions
Language: fr

00:00:00.160 --> 00:00:02.389 align:start position:0%
\u0020
bonjour<00:00:00.480><c> à</c><00:00:00.560><c> tous</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
bonjour à tous
\u0020

00:00:02.399 --> 00:00:04.470 align:start position:0%
bonjour à tous
et<00:00:02.720><c> bienvenue</c>

00:00:04.470 --> 00:00:04.480 align:start position:0%
et bienvenue
\u0020

00:00:04.480 --> 00:00:07.000 align:start position:0%
et bienvenue
au<00:00:04.720><c> phare</c>
"""


def test_rolling_captions_give_every_phrase_once_at_its_own_time(tmp_path: Path) -> None:
    assert cues(read(tmp_path, ROLLING, "a.vtt")) == [(160, "bonjour à tous"), (2_399, "et bienvenue"), (4_480, "au phare")]


def test_rolling_captions_turned_to_subrip_give_every_phrase_once(tmp_path: Path) -> None:
    page = "".join(
        f"{number}\n00:00:0{number},000 --> 00:00:0{number + 2},000\n{above}\n{below}\n\n"
        for number, (above, below) in enumerate([("un phare", "et sa lampe"), ("et sa lampe", "veillent ensemble"), ("veillent ensemble", "toute la nuit"), ("toute la nuit", "sur la mer")], 1)
    )  # fmt: skip
    assert [text for _, text in cues(read(tmp_path, page, "a.srt"))] == [
        "un phare et sa lampe",
        "veillent ensemble",
        "toute la nuit",
        "sur la mer",
    ]


def test_a_sentence_said_twice_is_kept_twice(tmp_path: Path) -> None:
    page = "WEBVTT\n\n00:01.000 --> 00:02.000\nOui.\n\n00:03.000 --> 00:04.000\nOui.\n\n00:05.000 --> 00:06.000\nNon.\n\n00:07.000 --> 00:08.000\nBon.\n"
    assert [text for _, text in cues(read(tmp_path, page, "a.vtt"))] == ["Oui.", "Oui.", "Non.", "Bon."]


def test_a_line_of_one_space_ends_no_caption(tmp_path: Path) -> None:
    page = "1\n00:00:01,000 --> 00:00:03,000\n \nBonjour à tous.\n\n2\n00:00:04,000 --> 00:00:05,000\nMerci.\n"
    assert cues(read(tmp_path, page, "a.srt")) == [(1_000, "Bonjour à tous."), (4_000, "Merci.")]


@pytest.mark.parametrize("unit", [1, 1000])
def test_milliseconds_are_told_from_seconds_by_their_gaps(unit: int, tmp_path: Path) -> None:
    rows = [{"start": start * unit, "text": "Voici le phare de Brume et sa lampe."} for start in (0, 4, 9, 15, 21)]
    assert [start for start, _ in cues(read(tmp_path, json.dumps(rows), "a.json"))] == [0, 4_000, 9_000, 15_000, 21_000]


def test_sparse_seconds_are_not_taken_for_milliseconds(tmp_path: Path) -> None:
    rows = [{"start": start, "text": "Oui."} for start in (0, 200, 450, 600)]
    assert [start for start, _ in cues(read(tmp_path, json.dumps(rows), "a.json"))] == [0, 200_000, 450_000, 600_000]


def test_subrip_without_blank_lines_keeps_numbers_that_are_said(tmp_path: Path) -> None:
    page = "1\n00:00:01,000 --> 00:00:02,000\nEn quelle année ?\n2\n00:00:03,000 --> 00:00:04,000\n1934\n3\n00:00:05,000 --> 00:00:06,000\nDéjà.\n"
    assert cues(read(tmp_path, page, "a.srt")) == [(1_000, "En quelle année ?"), (3_000, "1934"), (5_000, "Déjà.")]


def test_subrip_with_a_blank_line_inside_a_caption_keeps_all_of_it(tmp_path: Path) -> None:
    page = "1\n00:00:01,000 --> 00:00:02,000\nBonjour\n\nà tous.\n\n2\n00:00:03,000 --> 00:00:04,000\nMerci.\n"
    assert cues(read(tmp_path, page, "a.srt")) == [(1_000, "Bonjour à tous."), (3_000, "Merci.")]


def test_a_line_of_times_that_cannot_be_read_is_counted_and_said(tmp_path: Path) -> None:
    good = "".join(f"00:{second:02d}.000 --> 00:{second:02d}.900\nmot numéro {second}\n\n" for second in range(20))
    episode = read(tmp_path, f"WEBVTT\n\n{good}00:2x.000 --> 00:21.000\nperdu\n", "a.vtt")
    assert [removed.rule for removed in episode.removed] == ["lines of times that cannot be read"]
    assert "perdu" not in episode.cues[-1].text


def test_a_caption_file_whose_times_are_mostly_broken_is_refused(tmp_path: Path) -> None:
    page = "WEBVTT\n\n00:01.000 --> 00:02.000\nun\n\n00:0x.000 --> 00:04.000\ndeux\n\n00:05 --> 00:06\ntrois\n"
    assert "lines of times cannot be read" in str(refused(tmp_path, page, "a.vtt").reason)


@pytest.mark.parametrize(
    ("label", "five", "minute"),
    [
        ("fr", "5 secondes", "1 minute et 2 secondes"),
        ("en", "5 seconds", "1 minute, 2 seconds"),
        ("de", "5 Sekunden", "1 Minute und 2 Sekunden"),
    ],
)
def test_what_a_panel_says_to_screen_readers_is_no_text(label: str, five: str, minute: str, tmp_path: Path) -> None:
    page = f"Transcription\n0:05\n{five}\nbonjour à tous\n0:09\n9{five[1:]}\nvoici le phare\n1:02\n{minute}\nsa lampe tourne\n"
    assert cues(read(tmp_path, page)) == [(5_000, "bonjour à tous"), (9_000, "voici le phare"), (62_000, "sa lampe tourne")]


def test_what_a_panel_says_to_screen_readers_is_no_text_where_it_is_glued(tmp_path: Path) -> None:
    page = "Transcription\n0:055 secondesbonjour à tous\n0:099 secondesvoici le phare\n1:021 minute et 2 secondessa lampe tourne\n"
    assert cues(read(tmp_path, page)) == [(5_000, "bonjour à tous"), (9_000, "voici le phare"), (62_000, "sa lampe tourne")]


def test_five_seconds_that_are_said_stay_text(tmp_path: Path) -> None:
    page = "Transcription\n0:01\n5 secondes et c'est fini\n0:06\nVoilà.\n0:09\nMerci.\n"
    assert cues(read(tmp_path, page))[0] == (1_000, "5 secondes et c'est fini")


def test_headings_of_chapters_in_a_panel_are_chapters(tmp_path: Path) -> None:
    page = "Transcription\nChapitre 1 : Le phare\n0:00\n0 seconde\nbonjour\n0:05\n5 secondes\nle phare\nChapitre 2 : La lampe\n1:02\n1 minute et 2 secondes\nla lampe\n"
    episode = read(tmp_path, page)
    assert [(chapter.start_ms, chapter.title) for chapter in episode.chapters] == [(0, "Le phare"), (62_000, "La lampe")]
    assert [text for _, text in cues(episode)] == ["bonjour", "le phare", "la lampe"]


def test_page_furniture_round_a_transcript_is_no_text(tmp_path: Path) -> None:
    page = "Accueil\nS'abonner\nTranscription\nRechercher dans la transcription\n00:00 Bonjour.\n00:04 Voici le phare.\n00:09 Merci.\nFrançais (générés automatiquement)\nÀ propos\nConditions d'utilisation\n"
    episode = read(tmp_path, page)
    assert cues(episode)[-1] == (9_000, "Merci.")
    behind = next(removed for removed in episode.removed if removed.rule == "behind the last line of the transcript")
    assert behind.sample.startswith("3 lines: Français (générés automatiquement)")


def test_lines_behind_the_last_cue_are_no_longer_than_a_cue_of_the_page(tmp_path: Path) -> None:
    page = "Transcription\n00:00 Bonjour.\nOn commence.\n00:04 Voici le phare.\n00:09 Merci.\nÀ demain.\nAutres films\nUn film\nUn autre film\n"
    episode = read(tmp_path, page)
    assert cues(episode)[-1] == (9_000, "Merci. À demain.")
    assert any("3 lines: Autres films" in removed.sample for removed in episode.removed)


PAGE = "Passer au playerPasser au contenu principal\n  • il y a 3 jours\n{name}.\n\nCatégorie\n\n📺\nTV\nTranscription\n00:00Bonjour de {name}.\n00:03Ici, tout va bien.\n00:07Merci.\n{footer}"
HTML = "<!doctype html><html><head><title>{name}</title></head><body><h2>Transcription</h2><p>00:00 Bonjour de {name}.</p><p>00:03 Merci.</p></body></html>\n"
GLUED = [
    pytest.param(PAGE.format(name="Brume", footer="Commentaires\nRecommandations\n") + PAGE.format(name="Sable", footer=""), id="skip links"),
    pytest.param(PAGE.format(name="Brume", footer="----------\n") + PAGE.format(name="Sable", footer="").split("\n", 1)[1], id="a rule"),
    pytest.param(PAGE.format(name="Brume", footer="Commentaires\n") + PAGE.format(name="Sable", footer="").split("\n", 1)[1], id="a footer"),
    pytest.param(PAGE.format(name="Brume", footer="") + PAGE.format(name="Sable", footer="").split("\n", 1)[1], id="nothing"),
    pytest.param(HTML.format(name="Brume") + HTML.format(name="Sable"), id="HTML"),
    pytest.param("".join(f"WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour de {name}.\n\n" for name in ("Brume", "Sable")), id="WebVTT"),
]  # fmt: skip


@pytest.mark.parametrize("content", GLUED)
def test_two_pages_in_one_file_are_two_pages(content: str, tmp_path: Path) -> None:
    found = read_all(written(tmp_path / "two.txt", content))
    assert list(found) == ["two.txt#1", "two.txt#2"]
    for name, episode in zip(("Brume", "Sable"), found.values(), strict=True):
        assert isinstance(episode, Episode), episode
        assert episode.cues[0].text == f"Bonjour de {name}."
        assert not any("Passer" in cue.text or "jours" in cue.text for cue in episode.cues)


def test_a_comment_that_names_moments_makes_no_second_page(tmp_path: Path) -> None:
    page = PAGE.format(name="Brume", footer="Commentaires\nTranscription\n00:03 bravo\n00:07 merci\n")
    assert list(read_all(written(tmp_path / "one.txt", page))) == ["one.txt"]


@pytest.mark.parametrize("rest", [":05 Bonjour.", ".160 Bonjour.", ",160 Bonjour.", "--> 00:04 Bonjour.", "→ Bonjour."])
def test_a_text_that_begins_with_the_rest_of_a_stamp_is_refused(rest: str, tmp_path: Path) -> None:
    page = f"Transcription\n00:01\n{rest}\n00:04\nMerci.\n00:07\nVoilà.\n"
    assert "a time that cannot be read" in str(refused(tmp_path, page).reason)


def test_times_that_go_back_are_noted(tmp_path: Path) -> None:
    episode = read(tmp_path, "Transcription\n00:01 Bonjour.\n00:09 Merci.\n00:05 Voilà.\n00:12 Fin.\n")
    assert ("times that go back", "1 times: 00:05 behind 00:09") in [(removed.rule, removed.sample) for removed in episode.removed]


SCRIPTS = [
    ("windows-1251", "Добрый день, дорогие друзья маяка.", "Сегодня мы говорим о старом маяке."),
    ("windows-1256", "مرحبا بكم في برنامجنا اليوم.", "نتحدث عن المنارة القديمة."),
    ("cp932", "こんにちは、今日は灯台の話です。", "古い灯台が島に立っています。"),
    ("euc-jp", "こんにちは、今日は灯台の話です。", "古い灯台が島に立っています。"),
    ("gb18030", "晚上好，欢迎收看我们的节目。", "今天我们谈谈大海和船只。"),
    ("windows-1255", "ערב טוב, ברוכים הבאים לתוכנית.", "היום אנחנו מדברים על ספינות ישנות."),
]
LATIN = [
    ("windows-1250", "Dobry wieczór, witamy państwa w naszej audycji.", "Dziś gościmy panią, która zajmuje się łodziami."),
    ("windows-1250", "Dobrý večer, vítejte v našem pořadu.", "Řekne nám, proč jsou přílivy čím dál vyšší."),
    ("windows-1250", "Jó estét kívánok, üdvözlöm önöket.", "Ma a tengerről és az őszi időről beszélgetünk."),
    ("windows-1254", "İyi akşamlar, programımıza hoş geldiniz.", "Bugün denizi ve kıyıdaki yaşamı konuşuyoruz."),
    ("windows-1257", "Labas vakaras, sveiki atvykę į mūsų laidą.", "Šiandien kalbame apie žvejus ir gyvenimą."),
    ("windows-1252", "Bonsoir à tous, bienvenue à la rédaction.", "L’île près de la forêt noyée, en été."),
    ("windows-1252", "Schön, dass Sie da sind.", "Wir sprechen über große Schiffe und Möwen."),
]


@pytest.mark.parametrize("saved_again", [False, True])
@pytest.mark.parametrize(("encoding", "one", "two"), SCRIPTS)
def test_a_wrong_charset_is_repaired(encoding: str, one: str, two: str, saved_again: bool, tmp_path: Path) -> None:
    content = f"Transcription\n00:00 {one}\n00:04 {two}\n".encode(encoding)
    content = content.decode("sloppy-windows-1252").encode() if saved_again else content
    episode = read(tmp_path, content)
    assert [text for _, text in cues(episode)] == [one, two]
    assert episode.removed[0].sample == f"read as {encoding}"


@pytest.mark.parametrize(("encoding", "one", "two"), LATIN)
def test_the_letters_of_a_language_tell_its_charset(encoding: str, one: str, two: str, tmp_path: Path) -> None:
    episode = read(tmp_path, f"Transcription\n00:00 {one}\n00:04 {two}\n".encode(encoding))
    assert [text for _, text in cues(episode)] == [one, two]


def test_a_few_accents_and_dashes_stay_french(tmp_path: Path) -> None:
    episode = read(tmp_path, "Transcription\n00:00 Voilà — c’est à lui.\n00:04 Il y a un an, à peu près.\n".encode("windows-1252"))
    assert [text for _, text in cues(episode)] == ["Voilà — c’est à lui.", "Il y a un an, à peu près."]


def test_a_charset_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    content = "Transcription\n00:00 Ωραία μέρα στον παλιό φάρο.\n00:04 Καλησπέρα σας, φίλοι του φάρου.\n".encode("mac-greek")
    assert "save it as UTF-8" in str(refused(tmp_path, content).reason)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("Transcription\u202800:01 Bonjour.\u202800:04 Merci.", id="U+2028 as line end"),
        pytest.param("Transcription\n00:01 Bonjour.\u202800:04 Merci.\n", id="U+2028 before a stamp"),
        pytest.param("Transcription\n\u200b00:01\u200b Bonjour.\n\ufeff00:04 Merci.\n", id="marks without width"),
        pytest.param("Transcription\n\u202a00:01\u202c Bonjour.\n\u200e00:04\u200f Merci.\n", id="marks of direction"),
        pytest.param("Transcription\n００：０１ Bonjour.\n００：０４ Merci.\n", id="full-width digits"),
        pytest.param("Transcription\n٠٠:٠١ Bonjour.\n٠٠:٠٤ Merci.\n", id="Arabic digits"),
    ],
)
def test_signs_of_other_scripts_in_a_stamp_are_read(page: str, tmp_path: Path) -> None:
    assert cues(read(tmp_path, page)) == [(1_000, "Bonjour."), (4_000, "Merci.")]
