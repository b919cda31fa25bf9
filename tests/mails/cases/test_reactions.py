"""From the fact to the mail: both sides hear of a case, and of each message with a link and without an address."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.gateways import mail
from tests.aftersales.conftest import SERIALS, AfterSale, aftersale

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


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "WRONG_DEVICE",
            "votre signalement est donc considéré comme accepté. Vous pouvez renvoyer cet appareil.",
        ),
        ("NOT_RECEIVED", "votre signalement est donc considéré comme accepté. Vous êtes remboursé."),
    ],
)
def test_the_buyer_of_a_claim_reads_that_the_seller_did_not_answer_and_what_happens_now(
    aftersale: AfterSale, posted: list[dict[str, Any]], kind: str, told: str
) -> None:
    order = aftersale.delivered()
    path, body = ("/claims", {"line_id": "1", "kind": kind}) if kind == "WRONG_DEVICE" else ("/lines/1/non-receipt", {})
    assert aftersale.as_buyer(order, "POST", path, body).status == 201
    posted.clear()
    with aftersale.carrier("LOST"):
        aftersale.wait(days=4)
    texts = [" ".join(each["text"].split()) for each in posted if each["to"] == BUYER]
    assert sum(told in text for text in texts) == 1
    assert not [text for text in texts if "accepte votre signalement" in text]


def test_a_claim_that_the_seller_accepts_or_the_operators_decide_is_told_as_such(
    aftersale: AfterSale, posted: list[dict[str, Any]]
) -> None:
    claims = [
        aftersale.as_buyer(aftersale.delivered(), "POST", "/claims", {"line_id": "1", "kind": "WRONG_DEVICE"}).body
        for _ in range(2)
    ]
    posted.clear()
    aftersale.as_seller("POST", f"/claims/{claims[0]['claim_id']}/acceptance", {"remedy": "RETURN"})
    assert any("accepte votre signalement" in each["text"] for each in _since(posted))
    aftersale.as_seller("POST", f"/claims/{claims[1]['claim_id']}/contest", {"reason": "RIGHT_DEVICE"})
    aftersale.as_ops("POST", f"/claims/{claims[1]['claim_id']}/decision", {"decision": "RETURN"})
    assert any("tranché votre signalement en votre faveur" in each["text"] for each in _since(posted))


def test_a_buyer_whose_replacement_was_not_sent_reads_why_the_money_comes_back(
    aftersale: AfterSale, posted: list[dict[str, Any]]
) -> None:
    wanted = {"line_id": "1", "kind": "WRONG_DEVICE", "wish": "EXCHANGE"}
    claim = aftersale.as_buyer(aftersale.delivered(), "POST", "/claims", wanted).body
    aftersale.as_seller("POST", f"/claims/{claim['claim_id']}/acceptance", {"remedy": "REPLACEMENT"})
    posted.clear()
    aftersale.wait(days=7)
    assert sum("pas envoyé d'autre appareil à temps" in each["text"] for each in posted) == 1


def _repaired(aftersale: AfterSale) -> str:
    return_id = aftersale.inspected(aftersale.delivered(), reason="FAULTY_AT_FIRST_USE", fault="SCREEN", wish="REPAIR")
    aftersale.as_seller("POST", f"/returns/{return_id}/repair", {"fault": "SCREEN"})
    return f"/returns/{return_id}/repair-shipment"


def _refused(aftersale: AfterSale) -> str:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/refusal", {"reason": "NO_FAULT_FOUND"})
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/appeal", {})
    aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "REJECT"})
    return f"/returns/{return_id}/dispatch"


def _exchanged(aftersale: AfterSale) -> str:
    return_id = aftersale.inspected(aftersale.delivered(), reason="FAULTY_ON_ARRIVAL", fault="SCREEN", wish="EXCHANGE")
    aftersale.as_seller("POST", f"/returns/{return_id}/replacement", {})
    return f"/returns/{return_id}/replacement-shipment"


@pytest.mark.parametrize("ready_to_send", [_repaired, _refused, _exchanged])
def test_the_parcel_of_a_device_on_its_way_to_the_buyer_is_in_the_mail(
    aftersale: AfterSale, posted: list[dict[str, Any]], ready_to_send: Callable[[AfterSale], str]
) -> None:
    path = ready_to_send(aftersale)
    posted.clear()
    parcel = {"carrier": "DHL", "tracking_number": "JJD000390007882"}
    sent = parcel | {"serial": SERIALS[1]} if "replacement" in path else parcel
    assert aftersale.as_seller("POST", path, sent).status == 200
    news = [each for each in posted if each["to"] == BUYER and "JJD000390007882" in each["text"]]
    assert len(news) == 1
    assert "DHL" in news[0]["text"]
    assert "JJD000390007882" in news[0]["html"]
