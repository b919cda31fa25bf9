"""From the fact to the mail: the buyer hears of the order, its link, each parcel and each cancellation."""

from typing import Any

import msgspec
import pytest

from chalicelib.access.order_tokens import order_token
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.facts.orders import LineCancelled, LineShipped, OrderPaid, RefundPaidByBankTransfer, RefundRequested
from chalicelib.facts.payments import (
    AccountChanged,
    DisputeClosed,
    DisputedLine,
    DisputeFact,
    DisputeOpened,
    PayoutFailed,
)
from chalicelib.facts.webhooks import EndpointDisabled
from chalicelib.kernel.fact_store import Fact, Recorded
from chalicelib.kernel.storage import transactions
from chalicelib.mails import reactions
from chalicelib.orders.line import Line
from chalicelib.orders.models import OrderItem
from chalicelib.payments import refunds
from chalicelib.payments.commission import LineAmounts
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.people.device_identifiers import seal_identifiers_act
from chalicelib.people.person import FiscalRecord, Identifiers
from chalicelib.people.registration import register_act
from chalicelib.sellers.onboarding.admission import admit_seller
from tests.mails.samples import CONTACT, DAY, NORDPHONE, ORDER, PERSON

AMOUNTS = LineAmounts(price_minor=34_900, shipping_minor=0, fee_minor=299, fee_vat_minor=50, commission_minor=3_490)
LINE: dict[str, Any] = {"order_id": ORDER, "line_id": "1", "seller_id": "sel", "product_id": "prd"}


def line(seller_id: str) -> Line:
    return Line(
        line_id="1",
        offer_id="off",
        terms_version=1,
        seller_id=seller_id,
        sku="A-1",
        product_id="prd",
        title="iPhone 13 128 GB",
        category="iphones",
        grade="GOOD",
        terms=AgreedTerms(battery="NEW", guarantee_months=24, vat_scheme="MARGINAL"),
        amounts=AMOUNTS,
        carrier="Colissimo",
        delivery_days=3,
        commission_vat_rule="FR_DOMESTIC",
        identifier_kind="IMEI",
    )


@pytest.fixture
def mails(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A paid order of Camille's, and the mails about it."""
    seller = admit_seller(NORDPHONE)
    order = OrderItem(
        ORDER,
        state="PAID",
        market="FR",
        currency="EUR",
        language="fr",
        delivery_country="FR",
        lines=(line(seller.seller_id),),
        total_minor=35_199,
        person_id=PERSON,
        mail_key="key",
        body_hash=bytes(32),
        created_at=DAY,
        expires_at=DAY,
        expiry_minute=DAY[:16],
    )
    person = register_act(PERSON, CONTACT, FiscalRecord(name=CONTACT.name, address=CONTACT.address))
    transactions.commit([transactions.put_new(order), person])
    return sent


def recorded(fact: Fact, fact_id: str = "01JD0000000000000000000000") -> Recorded:
    body = msgspec.json.encode(fact).decode()
    return Recorded(fact_id=fact_id, subject=fact.subject, name=type(fact).__name__, body=body)


def text_of(mail: dict[str, Any]) -> str:
    text: str = mail["Content"]["Simple"]["Body"]["Text"]["Data"]
    return text


def test_who_paid_gets_the_contract_with_the_link_that_opens_it(mails: list[dict[str, Any]]) -> None:
    paid = OrderPaid(order_id=ORDER, market="FR", journal_id="capture#pi", accept_by=DAY, lines=())
    for _ in range(2):
        reactions.confirm_order(recorded(paid), paid)
    (mail,) = mails
    assert mail["Content"]["Simple"]["Subject"]["Data"] == f"Votre commande {ORDER} est confirmée"
    arrival = "Colissimo, arrive au plus tard le 26 novembre 2026"
    for said in (NORDPHONE.legal_name, "351,99\u00a0€", "Régime particulier", arrival, order_token(ORDER, 0)):
        assert said in text_of(mail)


def test_a_shipped_line_is_told_with_its_parcel(mails: list[dict[str, Any]]) -> None:
    parcel = Identifiers(serial_kind="IMEI", serial="490154203237518", carrier="Chronopost", tracking_number="XY123")
    transactions.commit([seal_identifiers_act(PERSON, "1", parcel)])
    shipped = LineShipped(**LINE)
    reactions.tell_shipment(recorded(shipped), shipped)
    (mail,) = mails
    assert "Chronopost" in text_of(mail)
    assert "XY123" in text_of(mail)


def test_a_cancelled_line_is_told_with_its_refund(mails: list[dict[str, Any]]) -> None:
    cancelled = LineCancelled(**LINE, by="DEADLINE", reason="NOT_ACCEPTED")
    reactions.tell_cancellation(recorded(cancelled), cancelled)
    (mail,) = mails
    assert mail["Content"]["Simple"]["Subject"]["Data"] == "Annulé : iPhone 13 128 GB"
    assert "351,99\u00a0€" in text_of(mail)


@pytest.mark.parametrize(("refund_minor", "said"), [(30_000, "Le reste de ce que vous avez payé"), (0, None)])
def test_a_cancelled_line_of_which_a_part_went_back_before_is_told_with_the_rest(
    mails: list[dict[str, Any]], refund_minor: int, said: str | None
) -> None:
    cancelled = LineCancelled(**LINE, by="SELLER", reason="OUT_OF_STOCK", refund_minor=refund_minor)
    reactions.tell_cancellation(recorded(cancelled), cancelled)
    (mail,) = mails
    assert "351,99" not in text_of(mail)
    assert ("€" in text_of(mail)) == (said is not None)
    assert said is None or said in text_of(mail)


def test_a_part_that_goes_back_is_told_with_its_amount(mails: list[dict[str, Any]]) -> None:
    requested = RefundRequested(**LINE, refund_id="1-1", amount_minor=2_500, currency="EUR", reason="GOODWILL")
    for _ in range(2):
        reactions.tell_refund(recorded(requested), requested)
    (mail,) = mails
    assert mail["Content"]["Simple"]["Subject"]["Data"] == "Votre remboursement de 25,00 €"
    assert "iPhone 13 128 GB" in text_of(mail)


def test_a_buyer_is_not_told_of_a_refund_by_which_a_lost_dispute_is_booked(mails: list[dict[str, Any]]) -> None:
    taken = RefundRequested(**LINE, refund_id="1-1", amount_minor=2_500, currency="EUR", reason="DISPUTE")
    reactions.tell_refund(recorded(taken), taken)
    assert mails == []


def test_a_bank_transfer_is_told_with_its_day_and_reference(mails: list[dict[str, Any]]) -> None:
    refund = refunds.late_money_refund(ORDER, amount_minor=2_500, currency="EUR")
    transactions.commit(refunds.request_acts(refund, "pi_1"))
    closed = {"bank_reference": "RB 7", "paid_on": "2026-11-22"}
    transactions.write(refunds.change_act(refund, RefundState.PAID_BY_BANK_TRANSFER, **closed))
    paid = RefundPaidByBankTransfer(order_id=ORDER, refund_id=refund.refund_id, journal_id="refund_bank#late-1")
    reactions.tell_bank_transfer(recorded(paid), paid)
    (mail,) = mails
    for said in ("25,00", "22 novembre 2026", "RB 7"):
        assert said in text_of(mail)


def test_a_seller_is_told_once_which_endpoint_was_switched_off_and_why(sent: list[dict[str, Any]]) -> None:
    seller = admit_seller(NORDPHONE)
    disabled = EndpointDisabled(
        endpoint_id="whe_eu_01JD0000000000000000000000",
        seller_id=seller.seller_id,
        host="erp.nordphone.example",
        why="GONE",
    )
    for _ in range(2):
        reactions.tell_disabled_endpoint(recorded(disabled), disabled)
    (mail,) = sent
    assert mail["Destination"]["ToAddresses"] == [NORDPHONE.email]
    for said in (disabled.endpoint_id, disabled.host, "410"):
        assert said in text_of(mail)


def test_a_seller_is_told_once_that_a_payout_did_not_arrive(sent: list[dict[str, Any]]) -> None:
    seller = admit_seller(NORDPHONE)
    failed = PayoutFailed(
        payout_id="2026-12-06-EUR",
        seller_id=seller.seller_id,
        currency="EUR",
        amount_minor=31_143,
        code="account_closed",
    )
    for _ in range(2):
        reactions.tell_failed_payout(recorded(failed), failed)
    (mail,) = sent
    assert mail["Destination"]["ToAddresses"] == [NORDPHONE.email]
    assert "311,43" in mail["Content"]["Simple"]["Subject"]["Data"]
    assert failed.payout_id in text_of(mail)


DISPUTED: dict[str, Any] = {
    "order_id": ORDER,
    "dispute_id": "du_1",
    "amount_minor": 900,
    "currency": "EUR",
    "reason": "general",
}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (DisputeOpened(**DISPUTED, state="NEEDS_RESPONSE", answer_by="2026-12-09T23:59:59.000Z"), "9 décembre 2026"),
        (DisputeOpened(**DISPUTED, state="WARNING_NEEDS_RESPONSE"), "s’informe"),
        (DisputeClosed(**DISPUTED, outcome="WON"), "en notre faveur"),
        (DisputeClosed(**DISPUTED, outcome="LOST", bearer="SELLER"), "à votre charge"),
        (DisputeClosed(**DISPUTED, outcome="LOST", bearer="PLATFORM"), "à notre charge"),
        (DisputeClosed(**DISPUTED, outcome="WARNING_CLOSED"), "plus de questions"),
    ],
)
def test_each_seller_of_a_disputed_order_is_told_once_with_its_own_articles(
    sent: list[dict[str, Any]], told: DisputeFact, said: str
) -> None:
    seller = admit_seller(NORDPHONE)
    lines = (
        DisputedLine(line_id="1", seller_id=seller.seller_id, sku="NORD-1"),
        DisputedLine(line_id="2", seller_id=seller.seller_id, sku="NORD-2"),
    )
    disputed: Any = msgspec.structs.replace(told, lines=lines)
    for _ in range(2):
        reactions.tell_dispute(recorded(disputed), disputed)
    (mail,) = sent
    assert mail["Destination"]["ToAddresses"] == [NORDPHONE.email]
    assert ORDER in mail["Content"]["Simple"]["Subject"]["Data"]
    for words in ("NORD-1, NORD-2", said):
        assert words in text_of(mail)


@pytest.mark.parametrize(
    ("is_complete", "due", "mails_sent"), [(True, ("external_account",), 1), (True, (), 0), (False, ("tos",), 0)]
)
def test_a_seller_whose_account_was_complete_is_told_what_stripe_asks_for_again(
    sent: list[dict[str, Any]], is_complete: bool, due: tuple[str, ...], mails_sent: int
) -> None:
    seller = admit_seller(NORDPHONE)
    changed = AccountChanged(
        seller_id=seller.seller_id, may_receive=False, may_pay_out=True, is_complete=is_complete, requirements_due=due
    )
    for _ in range(2):
        reactions.tell_account_requirements(recorded(changed), changed)
    assert len(sent) == mails_sent
    assert all("external_account" in text_of(mail) for mail in sent)
