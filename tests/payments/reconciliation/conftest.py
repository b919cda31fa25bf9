"""A shop whose days are reconciled, and calls of Stripe that the platform did not make itself."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.kernel.runtime.settings import settings
from chalicelib.payments.ledger import trial_balance
from chalicelib.payments.reconciliation import day_runs, due_days, unexplained_money
from chalicelib.payments.reconciliation.day_result import DayRun, UnexplainedMoney, explained_ppm
from tests.orders.conftest import Shop, shop

__all__ = ["shop"]

TODAY, TOMORROW = "2026-11-23", "2026-11-24"
ALL_PPM = 1_000_000


class Books:
    """The shop with its Stripe account and its reconciliation."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.cell = shop, shop.cell

    def days_pass(self, days: int = 1) -> None:
        self.cell.clock.advance(days=days)
        self.cell.stripe.tick()

    def reconcile(self, day: str = TODAY) -> DayRun:
        """Run a day to its end, and follow what it found unreported."""
        due_days.begin(day)
        while self.cell.work("money") + self.cell.relay_facts() + self.cell.work_reactions():
            pass
        return day_runs.of_day(day)

    def explained_ppm(self, day: str = TODAY) -> int:
        run = self.reconcile(day)
        assert run.state == "DONE"
        assert run.result is not None
        return explained_ppm(run.result)

    def open(self, day: str = TODAY) -> list[UnexplainedMoney]:
        return unexplained_money.open_of_day(day)

    def lose_events(self) -> int:
        """Stripe gives up on every event that is due."""
        lost = self.cell.stripe.due_events()
        for event in lost:
            self.cell.stripe.delivered(event.event_id, 200)
        return len(lost)

    def ask_stripe(self, path: str, **parameters: Any) -> dict[str, Any]:
        """A call from Stripe's dashboard."""
        authorization = {"Authorization": f"Bearer {settings.stripe_secret_key}"}
        answer = self.cell.stripe.answer("POST", path, authorization, urlencode(parameters).encode())
        assert answer.status == 200, answer.body
        found: dict[str, Any] = json.loads(answer.body)
        return found

    def balance_at_stripe(self) -> int:
        return self.cell.stripe.trial().get(("platform", "eur"), 0)

    def accounts(self) -> dict[str, int]:
        return trial_balance.trial_balance("EUR", "2026-01-01", "2026-12-31").accounts


@pytest.fixture
def books(shop: Shop) -> Books:
    return Books(shop)
