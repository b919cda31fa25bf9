"""The rules of a transfer: what is due of a line, what it waits for, how debts are netted from it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.ledger.accounts import seller_account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.ledger.postings import netting_postings, transfer_postings
from chalicelib.payments.transfers.transfer import (
    Circumstances,
    MadeTransfer,
    Transfer,
    netted_parts,
    outstanding_minor,
    shown_state,
    to_take_back,
    wait_reasons,
)
from chalicelib.payments.transfers.transfer_lifecycle import TransferState

READY = Circumstances(now="2026-12-05T00:00:00.000Z", has_account=True, may_receive=True, refund_runs=False)
DUE = Transfer(
    order_id="ord_eu_1",
    line_id="1",
    seller_id="sel_eu_1",
    sku="SKU",
    product_id="prd_eu_1",
    market="FR",
    currency="EUR",
    net_minor=31_143,
    payment_intent_id="pi_1",
    state=TransferState.PENDING,
    holds=0,
    version=3,
    opened_at="2026-11-23T00:00:00.000Z",
    changed_at="2026-11-23T00:00:00.000Z",
    delivered_at="2026-11-24T10:00:00.000Z",
    available_at="2026-12-05T00:00:00.000Z",
)
AMOUNTS = st.integers(0, 10**12)


def journal(line_id: str | None, minor: int) -> Journal:
    return Journal(
        order_id="ord_eu_1",
        journal_id=f"transfer#{minor}",
        currency="EUR",
        postings=transfer_postings("sel_eu_1", minor),
        line_id=line_id,
    )


@pytest.mark.parametrize(
    ("changed", "around", "reasons"),
    [
        ({}, {}, ()),
        ({"available_at": None}, {}, ("AWAITING_DELIVERY",)),
        ({}, {"now": "2026-12-04T23:59:59.999Z"}, ("NOT_AVAILABLE_YET",)),
        ({"holds": 2}, {}, ("CASE_OPEN",)),
        ({}, {"refund_runs": True}, ("REFUND_PENDING",)),
        ({}, {"has_account": False, "may_receive": False}, ("NO_ACCOUNT",)),
        ({}, {"may_receive": False}, ("ACCOUNT_RESTRICTED",)),
        (
            {"holds": 1, "available_at": None},
            {"may_receive": False},
            ("AWAITING_DELIVERY", "CASE_OPEN", "ACCOUNT_RESTRICTED"),
        ),
    ],
)
def test_a_transfer_waits_for_everything_that_stands_in_its_way(
    changed: dict[str, object], around: dict[str, object], reasons: tuple[str, ...]
) -> None:
    transfer = msgspec.structs.replace(DUE, **changed)
    assert wait_reasons(transfer, msgspec.structs.replace(READY, **around)) == reasons


def test_only_what_somebody_must_end_puts_a_pending_transfer_on_hold() -> None:
    assert shown_state(DUE, ("AWAITING_DELIVERY", "NOT_AVAILABLE_YET")) is TransferState.PENDING
    assert shown_state(DUE, ("NOT_AVAILABLE_YET", "CASE_OPEN")) is TransferState.ON_HOLD
    assert shown_state(msgspec.structs.replace(DUE, state=TransferState.PAID), ("CASE_OPEN",)) is TransferState.PAID


@given(st.lists(st.tuples(st.sampled_from(["1", "2", None]), st.integers(-(10**9), 10**9))))
def test_what_is_outstanding_is_the_share_less_what_was_booked_for_this_line(
    booked: list[tuple[str | None, int]],
) -> None:
    journals = [journal(line_id, minor) for line_id, minor in booked]
    own = sum(minor for line_id, minor in booked if line_id == "1")
    assert outstanding_minor(DUE, journals) == DUE.net_minor - own


def test_postings_on_another_sellers_account_do_not_count() -> None:
    other = msgspec.structs.replace(journal("1", 0), postings={seller_account("sel_eu_2"): 5, "stripe": -5})
    assert outstanding_minor(DUE, [other]) == DUE.net_minor


@given(AMOUNTS, st.lists(AMOUNTS, max_size=10))
def test_debts_are_netted_oldest_first_and_never_above_what_is_due(due_minor: int, debts: list[int]) -> None:
    parts = netted_parts(due_minor, debts)
    assert sum(parts) == min(due_minor, sum(debts))
    assert all(0 <= part <= debt for part, debt in zip(parts, debts, strict=True))
    unpaid = [number for number, (part, debt) in enumerate(zip(parts, debts, strict=True)) if part < debt]
    assert not any(parts[number] for number in range(unpaid[0] + 1, len(parts))) if unpaid else parts == debts


@given(AMOUNTS)
def test_both_sides_of_a_netted_debt_sum_to_zero_together(minor: int) -> None:
    pays, owed = netting_postings("sel_eu_1", minor), netting_postings("sel_eu_1", -minor)
    assert {account: pays[account] + owed[account] for account in pays} == dict.fromkeys(pays, 0)


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**9)), max_size=4), st.integers(1, 10**9))
def test_never_more_is_taken_back_of_a_transfer_than_is_left_of_it(
    made: list[tuple[int, int]], owed_minor: int
) -> None:
    transfers = tuple(
        MadeTransfer(stripe_id=f"tr_{number}", amount_minor=amount, reversed_minor=min(amount, taken))
        for number, (amount, taken) in enumerate(made)
    )
    transfer = msgspec.structs.replace(DUE, made=transfers)
    found = to_take_back(transfer, owed_minor)
    if found is None:
        assert transfer.transferred_minor == 0
        return
    one, amount_minor = found
    assert 0 < amount_minor == min(owed_minor, one.left_minor)
