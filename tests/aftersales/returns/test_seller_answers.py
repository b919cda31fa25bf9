"""The seller's answer to a return, and a refusal that is taken back."""

from typing import Any

import pytest

from chalicelib.gateways import mail
from tests.aftersales.conftest import AfterSale

REFUSAL = {"reason": "NO_FAULT_FOUND"}


def _refused(aftersale: AfterSale, return_id: str) -> None:
    assert aftersale.as_seller("POST", f"/returns/{return_id}/refusal", REFUSAL).body["state"] == "REFUSED"


@pytest.mark.parametrize("by", ["seller", "operators"])
def test_a_refusal_of_a_device_that_is_there_is_taken_back_and_its_remedy_decided_again(
    aftersale: AfterSale, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order)
    _refused(aftersale, return_id)
    mails: list[str] = []

    def send(_to: str, _subject: str, text: str, **_more: Any) -> str:
        mails.append(" ".join(text.split()))
        return f"mail-{len(mails)}"

    monkeypatch.setattr(mail, "send", send)
    answered = _take_back(aftersale, return_id, by)
    assert answered["state"] == "INSPECTED"
    assert sum("Le refus de votre retour a été annulé." in text for text in mails) == 1
    refunded = aftersale.as_seller("POST", f"/returns/{return_id}/refund", {}).body
    assert refunded["state"] == "REFUNDED"


@pytest.mark.parametrize("by", ["seller", "operators"])
def test_a_device_that_arrived_is_not_approved_in_place_of_its_inspection(aftersale: AfterSale, by: str) -> None:
    return_id = aftersale.received(aftersale.delivered())
    if by == "operators":
        answer = aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "APPROVE"})
    else:
        answer = aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    assert answer.body["type"] == "/problems/illegal-return-step"
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body["state"] == "RECEIVED"


def _take_back(aftersale: AfterSale, return_id: str, by: str) -> dict[str, Any]:
    if by == "operators":
        assert aftersale.as_ops("POST", f"/returns/{return_id}/takeover").status == 200
        body: dict[str, Any] = aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "APPROVE"}).body
        return body
    for _ in range(2):
        body = aftersale.as_seller("POST", f"/returns/{return_id}/approval", {}).body
    return body
