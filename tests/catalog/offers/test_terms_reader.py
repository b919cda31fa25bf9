"""Quoting: terms and units in one read."""

import json
from typing import Any

import pytest

from chalicelib.catalog.offers import terms_reader
from chalicelib.catalog.stock import stock_acts
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Unavailable
from testing.builders import a_product, a_seller, an_offer, shipping

pytestmark = pytest.mark.usefixtures("tables")
NOBODYS = "off_eu_01JB0000000000000000000000"


def test_terms_come_with_the_units_of_the_moment() -> None:
    own = an_offer(a_seller(), a_product())
    offer_id = own.publication.offer_id
    transactions.commit([stock_acts.reserve(offer_id, 2, market="FR", terms_version=1)])
    terms = terms_reader.terms_of([offer_id, offer_id, NOBODYS])
    assert set(terms) == {offer_id}
    assert terms[offer_id].publication == own.publication
    assert (terms[offer_id].available, terms[offer_id].on_sale) == (3, True)


def test_more_offers_than_one_read_takes_are_all_found() -> None:
    seller, product = a_seller(), a_product()
    wanted = {an_offer(seller, product, f"sku-{number}").publication.offer_id for number in range(51)}
    assert set(terms_reader.terms_of(wanted)) == wanted


def test_nothing_asked_is_nothing_answered() -> None:
    assert terms_reader.terms_of([]) == {}


def test_the_cheapest_shipping_to_a_country_comes_first() -> None:
    slow, fast, abroad = shipping(0, ("FR",), 5), shipping(0, ("FR",), 1), shipping(900, ("DE", "FR"))
    offer = an_offer(a_seller(), a_product(), shipping=(abroad, slow, fast)).publication
    assert [(each.cost_minor, each.delivery_days) for each in offer.shipping_to("FR")] == [(0, 1), (0, 5), (900, 2)]
    assert offer.shipping_to("ES") == ()


class Accepted:
    """The status line of an answer that carries no news."""

    status_code = 200


@pytest.mark.parametrize(("refusals", "comes"), [(2, True), (99, False)])
def test_keys_left_unread_are_asked_for_again_but_not_for_ever(refusals: int, comes: bool) -> None:
    offer_id = an_offer(a_seller(), a_product()).publication.offer_id
    left = [refusals]

    def leave_unread(params: dict[str, Any], **_: Any) -> Any:
        if not left[0]:
            return None
        left[0] -= 1
        return Accepted(), {"Responses": {}, "UnprocessedKeys": json.loads(params["body"])["RequestItems"]}

    aws.client("dynamodb").meta.events.register("before-call.dynamodb.BatchGetItem", leave_unread)
    if comes:
        assert set(terms_reader.terms_of([offer_id])) == {offer_id}
    else:
        with pytest.raises(Unavailable):
            terms_reader.terms_of([offer_id])
