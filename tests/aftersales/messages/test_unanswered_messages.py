"""A message without an answer: the platform takes the return over, unless the answer came in time."""

from chalicelib.aftersales.returns import queries
from chalicelib.kernel import fact_store
from chalicelib.orders.order import Order
from tests.aftersales.conftest import AfterSale


def asked(aftersale: AfterSale) -> tuple[Order, str, str]:
    """A return under way, whose buyer asked something; its id and the path of its thread."""
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    path = f"/returns/{return_id}/messages"
    aftersale.as_buyer(order, "POST", path, {"text": "When is my money here?"})
    return order, return_id, path


def test_a_return_whose_buyer_is_left_without_an_answer_is_taken_over(aftersale: AfterSale) -> None:
    _, return_id, _ = asked(aftersale)
    aftersale.wait(hours=24)
    assert queries.device_return(return_id).taken_over_at is None
    aftersale.wait(hours=16)
    assert queries.device_return(return_id).taken_over_at is not None
    assert '"cause":"NO_ANSWER"' in fact_store.story(return_id)[-1].body
    assert queries.count_for_operators() == 1


def test_an_answer_in_time_leaves_the_return_with_its_seller(aftersale: AfterSale) -> None:
    order, return_id, path = asked(aftersale)
    aftersale.wait(hours=24)
    aftersale.as_seller("POST", path, {"text": "Tomorrow."})
    aftersale.as_buyer(order, "POST", path, {"text": "Thank you."})
    aftersale.wait(hours=16)
    assert queries.device_return(return_id).taken_over_at is None


def test_a_return_that_ended_meanwhile_is_left_alone(aftersale: AfterSale) -> None:
    _, return_id, _ = asked(aftersale)
    assert aftersale.as_seller("POST", f"/returns/{return_id}/refund", {}).status == 200
    aftersale.wait(hours=40)
    found = queries.device_return(return_id)
    assert (found.state, found.taken_over_at) == ("REFUNDED", None)


def test_a_claim_is_met_by_silence_and_needs_no_taking_over(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    wanted = {"line_id": "1", "kind": "WRONG_DEVICE"}
    claim_id = aftersale.as_buyer(order, "POST", "/claims", wanted).body["claim_id"]
    aftersale.as_buyer(order, "POST", f"/claims/{claim_id}/messages", {"text": "It is a different phone."})
    aftersale.wait(hours=40)
    names = [fact.name for fact in fact_store.story(claim_id)]
    assert names[-1] == "ClaimResolved"
