"""The thread of a case: once per key, told to the other side, readable by nobody once the buyer is erased."""

import pytest

from chalicelib.aftersales.messages import queries
from chalicelib.aftersales.messages.message import MESSAGES_MAX
from chalicelib.aftersales.messages.models import THREAD, MessageItem, ThreadItem
from chalicelib.facts.aftersales import MessagePosted
from chalicelib.kernel import fact_store
from chalicelib.kernel.storage import transactions
from chalicelib.people.models import PERSON, PersonItem
from tests.aftersales.conftest import AfterSale


def test_a_message_sent_twice_is_one_message(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    path = f"/returns/{aftersale.opened(order)}/messages"
    first = aftersale.as_buyer(order, "POST", path, {"text": "When?"}, idempotency_key="one").body
    assert aftersale.as_buyer(order, "POST", path, {"text": "When?"}, idempotency_key="one").body == first
    other = aftersale.as_buyer(order, "POST", path, {"text": "Where?"}, idempotency_key="one")
    assert other.body["type"] == "/problems/idempotency-key-reused"
    assert aftersale.as_seller("GET", path).body["items"] == [first]


def test_the_first_unanswered_message_sets_the_time_and_the_answer_ends_it(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    path = f"/returns/{return_id}/messages"
    first = aftersale.as_buyer(order, "POST", path, {"text": "When?"}).body
    assert first["answer_by"].startswith("2026-11-25T")
    aftersale.cell.clock.advance(days=1)
    aftersale.as_buyer(order, "POST", path, {"text": "Hello?"})
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body["answer_by"] == first["answer_by"]
    aftersale.as_seller("POST", path, {"text": "Tomorrow."})
    shown = aftersale.as_buyer(order, "GET", f"/returns/{return_id}").body
    assert (shown["answer_by"], shown["messages"]) == (None, 3)


@pytest.mark.parametrize("text", ["", " \n", "a\x00b", "a\u200bb", "a\u202eb", "a\ufeffb", "a\rb", "x" * 2_001])
def test_a_text_that_hides_something_or_says_nothing_is_refused(aftersale: AfterSale, text: str) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    refused = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/messages", {"text": text})
    assert (refused.status, refused.body["errors"][0]["pointer"]) == (422, "/text")
    assert queries.thread(return_id).posted == 0


def test_what_people_write_in_their_languages_is_taken(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    text = "Ça marche\u202f!\nMüller & Söhne 👩‍🔧 <b>"
    assert aftersale.as_buyer(order, "POST", f"/returns/{return_id}/messages", {"text": text}).body["text"] == text


def test_a_text_is_stored_sealed_and_gone_with_the_buyers_record(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/messages", {"text": "My name is Zoé."})
    (item,) = MessageItem.query(return_id, MessageItem.entry < THREAD)
    assert "Zoé".encode() not in item.sealed_text
    (told,) = fact_store.story(f"{return_id}#thread")
    assert "Zoé" not in told.body
    PersonItem(order.person_id, PERSON).update([PersonItem.fiscal_key.remove()])
    (shown,) = aftersale.as_seller("GET", f"/returns/{return_id}/messages").body["items"]
    assert shown["text"] is None


def test_a_thread_has_an_end(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    item = ThreadItem(return_id, THREAD)
    transactions.write(transactions.update(item, ThreadItem.posted.set(MESSAGES_MAX)))
    full = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/messages", {"text": "One more."})
    assert full.body["type"] == "/problems/thread-full"


def test_a_message_is_announced_with_its_author_and_never_its_text(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/messages", {"text": "Please send it."})
    (told,) = fact_store.story(f"{return_id}#thread")
    assert told.name == MessagePosted.__name__
    assert "Please" not in told.body
