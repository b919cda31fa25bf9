"""Lines whose money is due, stored without selling them: a seller with an account, a charge, a dated transfer."""

from typing import Any
from urllib.parse import urlencode

import msgspec

from chalicelib.gateways import stripe_connect
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.payments.connected_accounts.account_creation import as_stored
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.accounts import seller_account
from chalicelib.payments.ledger.journals import Journal
from chalicelib.payments.money_commands import SettleLine
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.transfers import creation, queries, settlement
from chalicelib.payments.transfers.transfer import SellerShare, Transfer
from chalicelib.sellers.onboarding import account_changes
from testing.cell import Cell

NET_MINOR = 30_000


class DueLines(Cell):
    """A cell with one seller, whose lines are due as soon as they are stored."""

    def open_shop(self) -> None:
        self.seller_id = self.a_seller().seller_id
        parameters: dict[str, Any] = {"type": "express", "country": "FR", "metadata": {"seller_id": self.seller_id}}
        parameters["capabilities"] = {"transfers": {"requested": True}}
        parameters["settings"] = {"payouts": {"schedule": {"interval": "manual"}}}
        self.account_id = stripe_connect.create_account(parameters, "account").id
        self.stripe.onboard(self.account_id)
        found = as_stored(stripe_connect.account(self.account_id))
        transactions.write(account_changes.store_account_act(account_changes.read_seller(self.seller_id), found))

    def due_line(self, order_id: str, net_minor: int = NET_MINOR) -> Transfer:
        """The transfer of the order's only line, delivered so long ago that it can be made."""
        charged = {"amount": net_minor, "currency": "eur", "payment_method": "pm_card_visa", "confirm": "true"}
        share = SellerShare(
            order_id=order_id,
            line_id="1",
            seller_id=self.seller_id,
            sku="IP13-GOOD",
            product_id="prd_eu_1",
            market="FR",
            currency="EUR",
            net_minor=net_minor,
            payment_intent_id=self.ask("/v1/payment_intents", charged | {"return_url": "https://rebound.example"})[
                "id"
            ],
        )
        creation.make_available(share, "2026-11-01T10:00:00.000Z")
        return queries.transfer(order_id, "1")

    def settle_line(self, order_id: str) -> None:
        settlement.settle(SettleLine(order_id, "1"))

    def operation(self, subject: str, operation_id: str) -> StripeOperation:
        """What was asked of Stripe, as it is stored."""
        found = stripe_operations.find(subject, operation_id)
        assert found is not None
        return found

    def as_started(self, subject: str, operation_id: str) -> StripeOperation:
        """The same as a worker read it before the outcome was stored."""
        return msgspec.structs.replace(self.operation(subject, operation_id), state="STARTED")

    def credit(self, order_id: str, journal_id: str, minor: int) -> None:
        """Book an amount in favour of the seller for the line; below 0 against it, as a refund does."""
        postings = {seller_account(self.seller_id): -minor, "stripe": minor}
        booked = Journal(order_id=order_id, journal_id=journal_id, currency="EUR", postings=postings, line_id="1")
        transactions.commit(journals.book_acts(booked))

    def ask(self, path: str, wanted: dict[str, Any], account: str = "") -> dict[str, Any]:
        """A call from Stripe's dashboard."""
        headers = {"Authorization": f"Bearer {settings.stripe_secret_key}"}
        headers |= {"Stripe-Account": account} if account else {}
        answer = self.stripe.answer("POST", path, headers, urlencode(wanted).encode())
        assert answer.status == 200, answer.body
        found: dict[str, Any] = msgspec.json.decode(answer.body)
        return found

    def money_arrives(self) -> None:
        """What was transferred can be paid out: Stripe's days have passed."""
        self.clock.advance(days=10)
        self.stripe.tick()

    def empty_account(self) -> None:
        """The seller's bank has everything that the account had."""
        self.money_arrives()
        amount = stripe_connect.available_minor(self.account_id, "EUR")
        self.ask("/v1/payouts", {"amount": amount, "currency": "eur"}, self.account_id)

    def today(self) -> str:
        return clock.now().date().isoformat()
