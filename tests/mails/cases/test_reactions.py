"""From the fact to the mail: both sides hear of a case, and of each message with a link and without an address."""

from typing import Any

import pytest

from chalicelib.gateways import mail
from tests.aftersales.conftest import AfterSale, aftersale

__all__ = ["aftersale"]

BUYER, SELLER = "zoe@example.org", "shop@phenix.example"


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every mail that is sent, in order."""
    found: list[dict[str, Any]] = []

    def send(to: str, subject: str, text: str, **more: Any) -> str:
        found.append({"to": to, "subject": subject, "text": text, **more})
        return f"mail-{len(found)}"

    monkeypatch.setattr(mail, "send", send)
    return found


def _since(posted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = list(posted)
    posted.clear()
    return found


def test_both_sides_hear_of_a_return_and_the_buyer_of_its_answer(
    aftersale: AfterSale, posted: list[dict[str, Any]]
) -> None:
    order = aftersale.delivered()
    posted.clear()
    return_id = aftersale.opened(order)
    opened = {each["to"]: each for each in _since(posted)}
    assert opened.keys() == {BUYER, SELLER}
    assert f"/orders/{order.order_id}?token=" in opened[BUYER]["text"]
    assert f"#{return_id}" in opened[BUYER]["text"]
    assert f"/sell/returns/{return_id}" in opened[SELLER]["text"]
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    assert [each["to"] for each in _since(posted)] == [BUYER]


def test_a_message_is_mailed_to_the_other_side_without_an_address(
    aftersale: AfterSale, posted: list[dict[str, Any]]
) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    posted.clear()
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/messages", {"text": "Is <it> here?"})
    (to_seller,) = _since(posted)
    assert to_seller["to"] == SELLER
    assert "Is <it> here?" in to_seller["text"]
    assert "Is &lt;it&gt; here?" in to_seller["html"]
    aftersale.as_seller("POST", f"/returns/{return_id}/messages", {"text": "Not yet."})
    (to_buyer,) = _since(posted)
    assert to_buyer["to"] == BUYER
    for each in (to_seller, to_buyer):
        assert BUYER not in each["text"] + each["html"]
        assert SELLER not in each["text"] + each["html"]


def test_a_claim_is_told_to_both_sides_and_its_outcome_to_the_buyer(
    aftersale: AfterSale, posted: list[dict[str, Any]]
) -> None:
    order = aftersale.delivered()
    posted.clear()
    wanted = {"line_id": "1", "kind": "WRONG_DEVICE"}
    claim_id = aftersale.as_buyer(order, "POST", "/claims", wanted).body["claim_id"]
    assert {each["to"] for each in _since(posted)} == {BUYER, SELLER}
    aftersale.as_seller("POST", f"/claims/{claim_id}/contest", {"reason": "RIGHT_DEVICE"})
    aftersale.as_ops(
        "POST", f"/claims/{claim_id}/decision", {"decision": "REJECT", "explanation": "The label shows it."}
    )
    assert [each["to"] for each in _since(posted)] == [BUYER]
