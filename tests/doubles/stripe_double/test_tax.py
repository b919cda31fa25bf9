"""Sales tax in the United States: by state, on top of the price, recorded and reversed."""

from typing import Any

import pytest
import stripe

from tests.doubles.stripe_double.conftest import Platform


def asked(state: str, *amounts: int, **more: Any) -> dict[str, Any]:
    return {
        "currency": "usd",
        "line_items": [
            {"amount": amount, "reference": f"line_{n}", "tax_behavior": "exclusive"}
            for n, amount in enumerate(amounts)
        ],
        "customer_details": {
            "address": {"line1": "1 Main St", "city": "X", "state": state, "postal_code": "94016", "country": "US"},
            "address_source": "shipping",
        },
        **more,
    }


def test_tax_is_added_line_by_line_and_to_shipping(platform: Platform) -> None:
    calculated = platform.stripe.tax.calculations.create(
        asked("CA", 34_900, 19_999, shipping_cost={"amount": 500}, expand=["line_items"])
    )
    taxes = [line.amount_tax for line in calculated.line_items.data]
    assert taxes == [2_530, 1_450]
    assert calculated.shipping_cost.amount_tax == 36
    assert calculated.tax_amount_exclusive == sum(taxes) + 36
    assert calculated.amount_total == 34_900 + 19_999 + 500 + sum(taxes) + 36
    assert calculated.tax_breakdown[0].tax_rate_details.state == "CA"


def test_oregon_taxes_nothing_and_europe_is_not_ours_to_tax(platform: Platform) -> None:
    assert platform.stripe.tax.calculations.create(asked("OR", 10_000)).tax_amount_exclusive == 0
    abroad = asked("", 10_000)
    abroad["customer_details"]["address"] = {"country": "FR", "postal_code": "75001"}
    assert platform.stripe.tax.calculations.create(abroad).amount_total == 10_000


def test_an_address_that_cannot_be_taxed_is_refused(platform: Platform) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.tax.calculations.create(asked("ZZ", 10_000))
    assert refused.value.code == "customer_tax_location_invalid"


def test_a_sale_is_recorded_once_and_reversed_up_to_its_total(platform: Platform) -> None:
    calculated = platform.stripe.tax.calculations.create(asked("NY", 10_000))
    recorded = platform.stripe.tax.transactions.create_from_calculation(
        {"calculation": calculated.id, "reference": "ord_us_1"}
    )
    assert (recorded.type, recorded.line_items.data[0].amount_tax) == ("transaction", 400)
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        platform.stripe.tax.transactions.create_from_calculation(
            {"calculation": calculated.id, "reference": "ord_us_1"}
        )
    partial = {"mode": "partial", "original_transaction": recorded.id, "flat_amount": -5_200, "reference": "ret_1"}
    reversal = platform.stripe.tax.transactions.create_reversal(partial)
    assert reversal.line_items.data[0].amount_tax == -200
    with pytest.raises(stripe.InvalidRequestError, match="is left"):
        platform.stripe.tax.transactions.create_reversal({**partial, "flat_amount": -5_201, "reference": "ret_2"})


def test_single_lines_are_reversed_up_to_what_is_left_of_them(platform: Platform) -> None:
    calculated = platform.stripe.tax.calculations.create(asked("NY", 10_000, 500))
    recorded = platform.stripe.tax.transactions.create_from_calculation(
        {"calculation": calculated.id, "reference": "o"}
    )
    goods, shipping = platform.stripe.tax.transactions.line_items.list(recorded.id).data
    taken = {"original_line_item": goods.id, "amount": -4_000, "amount_tax": -160, "reference": "r-1"}
    whole = {"original_line_item": shipping.id, "amount": -500, "amount_tax": -20, "reference": "r-2"}
    asked_for = {"mode": "partial", "original_transaction": recorded.id, "reference": "r", "line_items": [taken, whole]}
    reversal = platform.stripe.tax.transactions.create_reversal(asked_for)
    assert [(line.amount, line.amount_tax) for line in reversal.line_items.data] == [(-4_000, -160), (-500, -20)]
    more = {"original_line_item": goods.id, "amount": -6_000, "amount_tax": -241, "reference": "r-3"}
    with pytest.raises(stripe.InvalidRequestError, match="240 that is left"):
        platform.stripe.tax.transactions.create_reversal({**asked_for, "reference": "s", "line_items": [more]})
    strange = {**more, "original_line_item": "tax_li_unknown"}
    with pytest.raises(stripe.InvalidRequestError, match="No such line item"):
        platform.stripe.tax.transactions.create_reversal({**asked_for, "reference": "t", "line_items": [strange]})


def test_a_calculation_expires_after_ninety_days(platform: Platform) -> None:
    calculated = platform.stripe.tax.calculations.create(asked("NY", 10_000))
    platform.pass_days(90)
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        platform.stripe.tax.transactions.create_from_calculation({"calculation": calculated.id, "reference": "o"})
