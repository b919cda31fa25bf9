"""A shop whose days are reconciled, and a browser of the pages."""

import pytest

from tests.orders.conftest import shop
from tests.payments.reconciliation.conftest import Books, books
from tests.storefront.browser import Browser

__all__ = ["books", "shop"]


@pytest.fixture
def browser(books: Books) -> Browser:  # noqa: ARG001 - the tables must stand
    return Browser()
