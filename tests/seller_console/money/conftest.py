"""A market whose sellers are paid, and a browser of its pages."""

import pytest

from tests.payments.conftest import market
from tests.payments.paid_sellers import Market
from tests.storefront.browser import Browser

__all__ = ["market"]


@pytest.fixture
def browser(market: Market) -> Browser:  # noqa: ARG001 - the tables must stand
    return Browser()
