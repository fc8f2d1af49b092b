"""The questions of `make load`: none twice, each class as many, the same by the same seed."""

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.load.http_bench import json_of, page_of, questions
from tests.load.questions import CLASSES, Question, Said, draw, said_in


@pytest.fixture(scope="module")
def said(sample_library: Path) -> Said:
    return said_in(sample_library, random.Random(5))


def drawn(said: Said, seed: int) -> list[Question]:
    return draw(said, 50, random.Random(seed))


def test_no_question_is_asked_twice_and_each_class_as_often(said: Said) -> None:
    found = drawn(said, 1)
    assert len({(question.text, question.after) for question in found}) == len(found) == 50
    assert Counter(question.kind for question in found) == dict.fromkeys(CLASSES, 5)


def test_the_same_seed_draws_the_same_and_another_others(said: Said) -> None:
    assert drawn(said, 1) == drawn(said, 1) != drawn(said, 2)


def test_what_warms_is_never_measured_and_each_server_is_asked_the_same(sample_library: Path, tmp_path: Path) -> None:
    measured, warming = questions(sample_library, 20, tmp_path)
    assert not {question.text for question in measured} & {question.text for question in warming}
    assert questions(sample_library, 20, tmp_path) == (measured, warming)


def test_a_question_with_too_few_answers_to_differ_ends(said: Said) -> None:
    with pytest.raises(ValueError, match="too little is said"):
        draw(Said([[["eau", "vive"]]], ["fontaine"], ["fontaine"], [2024]), 50, random.Random(1))


def test_a_question_is_an_address_with_its_words_and_days() -> None:
    question = Question("dates", "l'eau vive*", '"eau"', "2024-01-01", "2024-12-31")
    assert page_of(question) == "/search?q=l%27eau+vive%2A&after=2024-01-01&before=2024-12-31"
    assert json_of(question).startswith("/api/search?q=")
