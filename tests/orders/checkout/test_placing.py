"""Placing: one transaction promises the stock, the same request is the same order, limits keep hoarders out."""

import msgspec
import pytest

from chalicelib.catalog.models import StockItem
from chalicelib.catalog.offers.offer import TermsChanged
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft
from chalicelib.facts.orders import OrderPlaced
from chalicelib.gateways import stripe
from chalicelib.kernel import fact_store
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import IdempotencyKeyReused, InProgress, InvalidRequest
from chalicelib.markets.market import UnknownMarket
from chalicelib.orders.checkout import order_limits, placing
from chalicelib.orders.checkout.order_limits import TooManyOrders, TooManyUnpaidOrders
from chalicelib.orders.checkout.placing import GuestKeyNotUuid, TotalChanged
from chalicelib.orders.checkout.pricing import NotDeliverable, NotInMarket, OfferNotFound, TooMany
from chalicelib.orders.models import OrderItem, OrderLimit
from chalicelib.orders.payloads import Buyer, PostalAddress, QuotedLine, QuoteRequest, WantedLine
from chalicelib.payments import payment_intents
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.people import queries as people
from tests.orders.conftest import Shop

KEY = "0b7f3a52-4a4c-4c3e-9d0a-6f1d2c3b4a5e"
OTHER_KEY = "11111111-4a4c-4c3e-9d0a-6f1d2c3b4a5e"


def test_an_order_freezes_every_cent_and_promises_its_unit(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    (line,) = placed.order.lines
    assert (line.amounts.price_minor, line.amounts.shipping_minor, line.amounts.fee_minor) == (34_900, 490, 499)
    assert (line.amounts.commission_minor, line.amounts.commission_vat_minor) == (3_539, 708)
    assert placed.order.total_minor == line.amounts.paid_minor == 35_889
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_the_order_is_in_its_own_story_without_a_word_about_the_buyer(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    (fact,) = fact_store.story(placed.order.order_id)
    told = msgspec.json.decode(fact.body, type=OrderPlaced)
    assert told.product_ids == (shop.product_id,)
    assert "zoe" not in fact.body.lower()


def test_the_buyer_is_stored_sealed_and_can_be_read_back(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    buyer = people.contact(placed.order.person_id)
    assert buyer is not None
    assert (buyer.name, buyer.email, buyer.address.city) == ("Zoé Müller 🙂", "zoe@example.org", "Paris")


def test_three_devices_are_three_lines(shop: Shop) -> None:
    placed = shop.cell.place(*[shop.offer_id] * 3)
    assert [line.line_id for line in placed.order.lines] == ["1", "2", "3"]
    assert shop.cell.stock(shop.offer_id) == (2, 3, 0, 0)
    assert sum(line.amounts.fee_minor for line in placed.order.lines) == 799


def test_the_last_unit_is_sold_once(shop: Shop) -> None:
    scarce = shop.cell.an_offer(shop.seller, shop.product_id, sku="LAST", stock=1)
    shop.cell.place(scarce)
    with pytest.raises(NoUnitsLeft) as refused:
        shop.cell.place(scarce)
    assert refused.value.members == {"offer_id": scarce}
    assert shop.cell.stock(scarce) == (0, 1, 0, 0)


def test_a_refused_order_leaves_nothing_behind(shop: Shop) -> None:
    scarce = shop.cell.an_offer(shop.seller, shop.product_id, sku="LAST", stock=1)
    with pytest.raises(NoUnitsLeft):
        shop.cell.place(shop.offer_id, scarce, scarce)
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    assert shop.cell.stock(scarce) == (1, 0, 0, 0)
    assert not list(OrderItem.scan())
    assert not list(OrderLimit.scan())


def test_the_same_request_again_is_the_same_order_and_the_same_payment(shop: Shop) -> None:
    request = shop.cell.order_request(shop.offer_id)
    first = placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    again = placing.place_order(request, idempotency_key=KEY.upper(), origin="198.51.100.2")
    assert (again.order.order_id, again.payment, again.is_replay) == (first.order.order_id, first.payment, True)
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)
    assert len(list(OrderLimit.scan())) == 2


def test_a_replay_outranks_a_sold_out_offer(shop: Shop) -> None:
    scarce = shop.cell.an_offer(shop.seller, shop.product_id, sku="LAST", stock=1)
    request = shop.cell.order_request(scarce)
    first = placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    assert (
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1").order.order_id == first.order.order_id
    )


def test_a_replay_outranks_terms_that_changed_since(shop: Shop) -> None:
    request = shop.cell.order_request(shop.offer_id)
    first = placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    shop.cell.an_offer(shop.seller, shop.product_id, price_minor=36_000)
    assert (
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1").order.order_id == first.order.order_id
    )


def test_the_same_key_for_another_basket_is_refused_and_reveals_nothing(shop: Shop) -> None:
    placing.place_order(shop.cell.order_request(shop.offer_id), idempotency_key=KEY, origin="198.51.100.1")
    other = shop.cell.order_request(shop.offer_id, shop.offer_id)
    with pytest.raises(IdempotencyKeyReused) as refused:
        placing.place_order(other, idempotency_key=KEY, origin="198.51.100.1")
    assert refused.value.members == {}
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


@pytest.mark.parametrize("key", ["1", "not-a-uuid", "0b7f3a52-4a4c-4c3e-9d0a-6f1d2c3b4a5e0", "💥"])
def test_a_guest_s_key_is_a_uuid(shop: Shop, key: str) -> None:
    with pytest.raises(GuestKeyNotUuid):
        placing.place_order(shop.cell.order_request(shop.offer_id), idempotency_key=key, origin="198.51.100.1")


def test_a_price_that_moved_after_the_quote_is_refused(shop: Shop) -> None:
    request = shop.cell.order_request(shop.offer_id)
    shop.cell.an_offer(shop.seller, shop.product_id, price_minor=36_000)
    with pytest.raises(TermsChanged):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)


def test_terms_that_move_between_reading_and_writing_are_caught_by_the_condition(shop: Shop) -> None:
    stock = StockItem.get(shop.offer_id)
    stock.update(actions=[StockItem.terms["FR"].set(9)])
    with pytest.raises(TermsChanged):
        shop.cell.place(shop.offer_id)


def test_a_total_other_than_the_one_shown_is_refused(shop: Shop) -> None:
    with pytest.raises(TotalChanged) as refused:
        shop.cell.place(shop.offer_id, expected_total_minor=35_888)
    assert refused.value.members == {"total_minor": 35_889}
    assert shop.cell.place(shop.offer_id, expected_total_minor=35_889).order.total_minor == 35_889


def test_a_fourth_unpaid_order_of_a_mail_address_waits(shop: Shop) -> None:
    for _ in range(order_limits.UNPAID_PER_MAIL_MAX):
        shop.cell.place(shop.offer_id)
    with pytest.raises(TooManyUnpaidOrders):
        shop.cell.place(shop.offer_id)
    other = Buyer(name="Somebody else", email="else@example.org")
    assert shop.cell.place(shop.offer_id, buyer=other).order.state == "RESERVED"


def test_paying_makes_room_for_another_order(shop: Shop) -> None:
    placed = [shop.cell.place(shop.offer_id) for _ in range(order_limits.UNPAID_PER_MAIL_MAX)]
    shop.cell.pay(placed[0])
    shop.cell.settle()
    assert shop.cell.place(shop.offer_id).order.state == "RESERVED"


def test_an_eleventh_order_of_one_origin_within_an_hour_waits_for_the_next(shop: Shop) -> None:
    plenty = shop.cell.an_offer(shop.seller, shop.product_id, sku="PLENTY", stock=40)

    def place(number: int) -> None:
        buyer = Buyer(name="Buyer", email=f"buyer{number}@example.org")
        request = shop.cell.order_request(plenty, buyer=buyer)
        placing.place_order(request, idempotency_key=f"{number:08d}-{KEY[9:]}", origin="198.51.100.7")

    for number in range(order_limits.PLACED_PER_ORIGIN_AND_HOUR_MAX):
        place(number)
    with pytest.raises(TooManyOrders):
        place(98)
    shop.cell.clock.advance(hours=1)
    place(99)
    assert shop.cell.stock(plenty)[1] == order_limits.PLACED_PER_ORIGIN_AND_HOUR_MAX + 1


def test_more_than_three_units_of_one_offer_are_refused_however_they_are_asked_for(shop: Shop) -> None:
    lines = tuple(QuotedLine(offer_id=shop.offer_id, quantity=2, terms_version=1) for _ in range(2))
    with pytest.raises(TooMany) as refused:
        shop.cell.place(lines=lines)
    assert refused.value.members == {"offer_id": shop.offer_id}


def test_the_same_offer_on_two_lines_is_reserved_once_for_both(shop: Shop) -> None:
    lines = tuple(QuotedLine(offer_id=shop.offer_id, quantity=1, terms_version=1) for _ in range(2))
    assert len(shop.cell.place(lines=lines).order.lines) == 2
    assert shop.cell.stock(shop.offer_id) == (3, 2, 0, 0)


def test_an_address_the_country_does_not_know_is_refused_field_by_field(shop: Shop) -> None:
    nowhere = PostalAddress(street="1", postal_code="ABC", city="Paris", country="FR")
    with pytest.raises(InvalidRequest) as refused:
        shop.cell.place(shop.offer_id, delivery_address=nowhere)
    assert refused.value.members["errors"] == [{"pointer": "/delivery_address/postal_code", "reason": "malformed"}]


def test_offers_that_cannot_be_had_say_why(shop: Shop) -> None:
    def refused(kind: type[Exception], **changed: object) -> None:
        with pytest.raises(kind):
            shop.cell.place(shop.offer_id, **changed)

    refused(UnknownMarket, market="US")
    refused(NotInMarket, market="ES", delivery_address=_address("ES", "28013"))
    stranger = QuotedLine(offer_id="off_eu_00000000000000000000000000", quantity=1, terms_version=1)
    refused(OfferNotFound, lines=(stranger,))
    by_pigeon = QuotedLine(offer_id=shop.offer_id, quantity=1, terms_version=1, carrier="pigeon")
    refused(NotDeliverable, lines=(by_pigeon,))


def _address(country: str, postal_code: str) -> PostalAddress:
    return PostalAddress(street="1 Main Street", postal_code=postal_code, city="Town", country=country)


def test_when_stripe_does_not_answer_the_order_waits_and_the_same_key_goes_on(shop: Shop) -> None:
    request = shop.cell.order_request(shop.offer_id)
    shop.cell.stripe.inject("timeout_after", method="POST", path="/v1/payment_intents", times=1)
    with pytest.raises(PaymentUnavailable):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    with pytest.raises(InProgress):
        placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    shop.cell.clock.advance(seconds=11)
    placed = placing.place_order(request, idempotency_key=KEY, origin="198.51.100.1")
    assert stripe.intent(placed.payment.intent_id).amount_minor == 35_889
    assert shop.cell.stock(shop.offer_id) == (4, 1, 0, 0)


def test_the_operation_is_written_down_with_its_key_before_and_its_outcome_after(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    operation = stripe_operations.find(placed.order.order_id, payment_intents.PAY)
    assert operation is not None
    assert (operation.state, operation.idempotency_key) == ("OK", f"{placed.order.order_id}:pay#1")
    assert operation.parameters["amount"] == 35_889


def test_a_contribution_is_paid_on_top_and_split_over_the_lines(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id, shop.offer_id, contribution_minor=101)
    assert [line.amounts.contribution_minor for line in placed.order.lines] == [51, 50]


def test_a_quote_promises_nothing_and_equals_the_order(shop: Shop) -> None:
    request = QuoteRequest(market="FR", lines=(WantedLine(offer_id=shop.offer_id, quantity=2),), delivery_country="FR")
    quoted = placing.quote(request)
    assert quoted.available == {shop.offer_id: 5}
    assert shop.cell.stock(shop.offer_id) == (5, 0, 0, 0)
    assert quoted.lines == shop.cell.place(shop.offer_id, shop.offer_id).order.lines


def test_a_language_the_market_does_not_speak_becomes_its_own(shop: Shop) -> None:
    assert shop.cell.place(shop.offer_id, language="pl").order.language == "fr"
    assert shop.cell.place(shop.offer_id, language="fr").order.language == "fr"


def test_where_tax_follows_the_state_a_quote_needs_the_state(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "settings", msgspec.structs.replace(settings, cell="us"))
    wanted = (WantedLine(offer_id=shop.offer_id),)
    for state in (None, "ZZ"):
        request = QuoteRequest(market="US", lines=wanted, delivery_country="US", delivery_state=state)
        with pytest.raises(InvalidRequest) as refused:
            placing.quote(request)
        errors = refused.value.members["errors"]
        assert [fault["pointer"] for fault in errors] == ["/delivery_state", "/delivery_postal_code"]
