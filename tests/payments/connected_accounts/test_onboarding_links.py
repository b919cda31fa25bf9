"""Links to onboarding: one is refused as Stripe refuses it."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.payments.connected_accounts.onboarding_links import OnboardingRefused, onboarding_link
from chalicelib.sellers.onboarding import account_changes
from chalicelib.sellers.profile.stripe_account import StripeAccount
from testing.cell import Cell


def test_an_account_that_stripe_has_no_more_gets_no_link(cell: Cell) -> None:
    seller_id = cell.a_seller().seller_id
    gone = StripeAccount(account_id="acct_gone")
    transactions.write(account_changes.store_account_act(account_changes.read_seller(seller_id), gone))
    with pytest.raises(OnboardingRefused) as refused:
        onboarding_link(seller_id)
    assert refused.value.members == {"code": "resource_missing"}
