"""Links to Stripe's onboarding: the page on which a seller gives Stripe what it needs to receive money."""

from chalicelib.gateways import stripe, stripe_connect
from chalicelib.gateways.stripe_connect import AccountLink
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import InProgress, Problem
from chalicelib.payments.connected_accounts.account_creation import AccountRefused, ask_for_account
from chalicelib.payments.payment_intents import PaymentUnavailable
from chalicelib.sellers import queries


class OnboardingRefused(Problem):
    """`code` is Stripe's reason."""

    slug, status, title = "onboarding-refused", 409, "The payment provider refused the account"


def onboarding_link(seller_id: str) -> AccountLink:
    """A new link, which opens once. The first request has the seller's account opened.

    Raises: InProgress while the account is opened, OnboardingRefused, PaymentUnavailable.
    """
    seller = queries.seller(seller_id)
    if seller.stripe_account is None:
        try:
            ask_for_account(seller)
        except AccountRefused as refused:
            raise OnboardingRefused(code=refused.code) from refused
        raise InProgress()
    back = f"{settings.public_url}/sell"
    try:
        return stripe_connect.create_account_link(seller.stripe_account.account_id, return_url=back, refresh_url=back)
    except stripe.StripeRefused as refusal:
        raise OnboardingRefused(code=refusal.code) from refusal
    except stripe.OutcomeUnknown as unknown:
        raise PaymentUnavailable() from unknown
