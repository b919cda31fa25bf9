"""Whatever moves a balance is one balance transaction of it, listed by the span it was created in, newest first."""

import stripe

from tests.doubles.stripe_double.conftest import Platform, charge_id


def business(platform: Platform) -> str:
    """One movement of each kind; the seller's account."""
    platform.has_available(90_000)
    seller = platform.seller()
    moved = platform.stripe.transfers.create({"amount": 6_000, "currency": "eur", "destination": seller})
    platform.stripe.transfers.reversals.create(moved.id, {"amount": 1_000})
    refunded = platform.pays("pm_card_refundFail")
    platform.stripe.refunds.create({"payment_intent": refunded.id, "amount": 4_000})
    platform.pass_days(0.01)  # the bank sends the refund back
    dispute = platform.double.dispute(charge_id(platform.pays()))
    platform.double.decide_dispute(dispute, won=True)
    platform.stripe.payouts.create({"amount": 2_000, "currency": "eur"})
    payout = platform.stripe.payouts.create({"amount": 3_000, "currency": "eur"}, {"stripe_account": seller})
    platform.double.fail_payout(payout.id)
    return seller


def listed(platform: Platform, **asked: object) -> list[stripe.BalanceTransaction]:
    found = platform.stripe.balance_transactions.list({"limit": 100, **asked})
    return list(found.auto_paging_iter())


def test_every_movement_of_the_platform_is_listed_with_its_fee_and_source(platform: Platform) -> None:
    business(platform)
    found = {
        (each.type, each.source.object): (each.amount, each.fee)
        for each in listed(platform, expand=["data.source"])
        if isinstance(each.source, stripe.StripeObject) and each.amount not in (90_000, 10_000)
    }
    assert found == {
        ("transfer", "transfer"): (-6_000, 0),
        ("transfer_refund", "transfer_reversal"): (1_000, 0),
        ("refund", "refund"): (-4_000, 0),
        ("refund_failure", "refund"): (4_000, 0),
        ("adjustment", "dispute"): (-10_000, 2_000),
        ("payout", "payout"): (-2_000, 0),
    }
    charges = listed(platform, type="charge")
    assert [(each.amount, each.fee) for each in charges] == [(10_000, 175), (10_000, 175), (90_000, 1_375)]
    assert sum(each.net for each in listed(platform)) == platform.double.trial()["platform", "eur"]


def test_a_connected_account_has_its_own_list(platform: Platform) -> None:
    seller = business(platform)
    acting = {"stripe_account": seller}
    own = platform.stripe.balance_transactions.list({"limit": 100}, acting).data
    assert [(each.type, each.amount) for each in own] == [
        ("payout_failure", 3_000),
        ("payout", -3_000),
        ("payment_refund", -1_000),
        ("payment", 6_000),
    ]
    assert sum(each.net for each in own) == platform.double.trial()[seller, "eur"]
    assert {each.id for each in own}.isdisjoint(each.id for each in listed(platform))


def test_a_span_has_what_was_created_in_it_newest_first_in_pages(platform: Platform) -> None:
    days: list[list[str]] = []
    for _ in range(3):
        since = platform.now
        ids = []
        for _ in range(3):
            ids.append(str(platform.pays(expand=["latest_charge"]).id))
            platform.now += 60
        days.append(ids)
        platform.pass_days(1)
        platform.now = max(platform.now, since + 86_400)
    whole = listed(platform)
    assert [each.created for each in whole] == sorted((each.created for each in whole), reverse=True)
    middle = sorted({each.created for each in whole})[3:6]
    span = {"created": {"gte": middle[0], "lt": middle[-1] + 1}, "limit": 2}
    first = platform.stripe.balance_transactions.list(span)
    assert ([each.created for each in first.data], first.has_more) == ([middle[2], middle[1]], True)
    rest = platform.stripe.balance_transactions.list({**span, "starting_after": first.data[-1].id})
    assert ([each.created for each in rest.data], rest.has_more) == ([middle[0]], False)
    back = platform.stripe.balance_transactions.list({**span, "ending_before": rest.data[0].id})
    assert [each.id for each in back.data] == [each.id for each in first.data]
