"""One request has one purse, whatever it asks and however often."""

import pytest

from archive.search import Index
from archive.search.index import limits
from archive.search.index.limits import PRICES, Budget, Limits, Purse, apart, own_time
from tests.search.test_api import index, root

__all__ = ["index", "root"]
NEVER = 10**9


def test_what_one_question_spends_the_next_one_of_a_request_lacks() -> None:
    purse = Purse(1000 * PRICES["terms"], lambda: 0.0)
    first, second = (Budget(Limits(terms=NEVER), purse=purse) for _ in range(2))
    assert first.take("terms", 900)
    assert second.left("terms") == 100
    assert not second.take("terms", 101)


def test_each_of_several_questions_gets_its_share_and_what_the_others_left() -> None:
    purse = Purse(1000 * PRICES["terms"], lambda: 0.0)
    with purse.shared(2):
        assert (budget := Budget(Limits(terms=NEVER), purse=purse)).left("terms") == 500
        assert budget.take("terms", 100)
    with purse.shared(1):
        assert Budget(Limits(terms=NEVER), purse=purse).left("terms") == 900
    assert purse.left == 900 * PRICES["terms"]


def test_the_share_of_a_question_ends_sooner_than_the_request() -> None:
    now = [0.0]
    purse = Purse(1_000_000, lambda: now[0])
    with purse.shared(2):
        now[0] = 0.6
        assert purse.late()
    assert not purse.late()


def test_what_is_done_apart_is_taken_off_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(limits, "thread_time", lambda: now[0])
    begin = own_time()
    with apart():
        now[0] += 1
        with apart():
            now[0] += 2
        now[0] += 4
    assert own_time() == begin
    now[0] += 1
    assert own_time() == begin + 1


def test_a_cut_is_told_with_the_question_that_it_was_made_in() -> None:
    purse = Purse()
    first, second = (Budget(purse=purse) for _ in range(2))
    first.say("forms", "mer")
    assert (len(first.cut), second.cut) == (1, ())


def test_what_is_held_for_a_request_plans_a_text_once_and_is_spent_at_last(index: Index) -> None:
    held = index.pin()
    first, again = (held.search("mer", limit=1) for _ in range(2))
    assert first.hits == again.hits
    assert not held.means.is_spent
    held.means.purse.spend(NEVER)
    assert held.means.is_spent
    assert not index.means.is_spent
    held.release()


def test_a_request_without_means_tells_no_count_that_it_could_only_guess(index: Index) -> None:
    held = index.pin()
    assert held.answering("digues") == held.search("digues").total > 0
    held.means.offers.spend(NEVER)
    assert held.answering("moratoire digues") == 0
    held.release()


def test_what_an_answer_spends_is_no_loss_of_what_is_offered_in_its_place(index: Index) -> None:
    held, fresh = index.pin(), index.answering("moratoire digues")
    held.means.purse.spend(NEVER)
    assert held.answering("moratoire digues") == fresh > 0
    assert held.search("moratoire digues", limit=1).explanation.cut
    assert not held.search("moratoire digues", limit=1, offered=True).explanation.cut
    held.release()
