"""Updates of a seller's account: an event is a hint, and the account as retrieved decides what is stored."""

from chalicelib.facts.payments import AccountChanged
from chalicelib.gateways import stripe, stripe_connect
from chalicelib.gateways.stripe_connect import ConnectedAccount
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import NotFound, WrongCell
from chalicelib.payments.connected_accounts.account_creation import as_stored
from chalicelib.payments.money_worker import UnknownStripeObject
from chalicelib.sellers.onboarding import account_changes


def follow_account(account_id: str, _: str) -> None:
    """Store what a seller's account has become; news that is known already changes nothing.

    Raises: UnknownStripeObject for an account that belongs to no seller, or is not stored with its seller yet.
    """
    transactions.retry_on_conflict(lambda: _follow(account_id))


def _follow(account_id: str) -> None:
    read = _seller_of(_retrieved(account_id))
    known = read.seller.stripe_account
    if known is None or known.account_id != account_id:
        raise UnknownStripeObject(account_id)
    # Retrieved after the seller was read: of two workers the one with the older news cannot write last.
    account = as_stored(_retrieved(account_id))
    if account == known:
        return
    changed = AccountChanged(
        seller_id=read.seller.seller_id,
        may_receive=account.may_receive,
        may_pay_out=account.may_pay_out,
        is_complete=account.details_submitted,
        requirements_due=account.requirements_due,
        version=read.version + 1,
    )
    transactions.commit([account_changes.store_account_act(read, account), record_act(changed)])


def _retrieved(account_id: str) -> ConnectedAccount:
    try:
        return stripe_connect.account(account_id)
    except stripe.StripeRefused as refusal:
        raise UnknownStripeObject(account_id) from refusal


def _seller_of(account: ConnectedAccount) -> account_changes.VersionedSeller:
    try:
        return account_changes.read_seller(account.seller_id)
    except (NotFound, WrongCell) as absent:
        raise UnknownStripeObject(account.id) from absent
