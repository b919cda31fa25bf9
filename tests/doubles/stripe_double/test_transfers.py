"""Moving money to sellers: from what is available, to whom may receive it, and back."""

import pytest
import stripe

from tests.doubles.stripe_double.conftest import Platform


def moved(platform: Platform, seller: str, amount: int = 6_000, **more: object) -> stripe.Transfer:
    given = {"amount": amount, "currency": "eur", "destination": seller}
    transfer: stripe.Transfer = platform.stripe.transfers.create({**given, **more})
    return transfer


def test_a_transfer_needs_money_that_is_available(platform: Platform) -> None:
    seller = platform.seller()
    platform.pays()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        moved(platform, seller)
    assert refused.value.code == "balance_insufficient"

    platform.pass_days(2)
    transfer = moved(platform, seller, transfer_group="ord_eu_1", metadata={"line": "1"})
    assert (transfer.amount, transfer.transfer_group, transfer.reversed) == (6_000, "ord_eu_1", False)
    assert platform.available(seller) == 6_000
    assert platform.available() == 9_825 - 6_000
    assert platform.stripe.transfers.list({"transfer_group": "ord_eu_1"}).data[0].id == transfer.id


def test_a_transfer_tied_to_its_sale_may_run_ahead_of_the_money(platform: Platform) -> None:
    seller = platform.seller()
    paid = platform.pays()
    moved(platform, seller, 9_000, source_transaction=paid.latest_charge)
    assert platform.available(seller) == 0
    with pytest.raises(stripe.InvalidRequestError, match="must not exceed the source amount"):
        moved(platform, seller, 1_001, source_transaction=paid.latest_charge)
    platform.pass_days(2)
    assert platform.available(seller) == 9_000


def test_only_an_onboarded_seller_receives(platform: Platform) -> None:
    platform.has_available()
    newcomer = platform.seller(onboarded=False)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        moved(platform, newcomer)
    assert refused.value.code == "insufficient_capabilities_for_transfer"
    with pytest.raises(stripe.InvalidRequestError) as missing:
        moved(platform, "acct_nobody")
    assert (missing.value.code, missing.value.param) == ("resource_missing", "destination")


def test_a_reversal_takes_back_at_most_what_was_moved(platform: Platform) -> None:
    platform.has_available()
    seller = platform.seller()
    transfer = moved(platform, seller)
    reversal = platform.stripe.transfers.reversals.create(transfer.id, {"amount": 2_000})
    assert (reversal.amount, platform.available(seller)) == (2_000, 4_000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unreversed"):
        platform.stripe.transfers.reversals.create(transfer.id, {"amount": 4_001})
    platform.stripe.transfers.reversals.create(transfer.id)
    after = platform.stripe.transfers.retrieve(transfer.id)
    assert (after.reversed, after.amount_reversed, after.reversals.total_count) == (True, 6_000, 2)
    assert platform.double.trial() == {("platform", "eur"): 9_825, (seller, "eur"): 0}


def test_money_a_seller_was_paid_out_cannot_be_reversed(platform: Platform) -> None:
    platform.has_available()
    seller = platform.seller()
    transfer = moved(platform, seller)
    platform.stripe.payouts.create({"amount": 5_000, "currency": "eur"}, {"stripe_account": seller})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        platform.stripe.transfers.reversals.create(transfer.id, {"amount": 1_001})
    assert refused.value.code == "balance_insufficient"

    debited = {"settings": {"payouts": {"debit_negative_balances": True}}}
    platform.stripe.accounts.update(seller, debited)
    platform.stripe.transfers.reversals.create(transfer.id, {"amount": 1_001})
    assert platform.available(seller) == -1


def test_a_destination_charge_passes_its_money_on_by_itself(platform: Platform) -> None:
    seller = platform.seller()
    platform.pays(transfer_data={"destination": seller, "amount": 7_000})
    assert platform.double.trial() == {("platform", "eur"): 2_825, (seller, "eur"): 7_000}
