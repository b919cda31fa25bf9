"""A shop whose buyer has a delivered device, and a browser of the pages."""

import pytest

from tests.aftersales.conftest import AfterSale, aftersale
from tests.storefront.browser import Browser

__all__ = ["aftersale"]


@pytest.fixture
def browser(aftersale: AfterSale) -> Browser:  # noqa: ARG001 - the tables must stand
    return Browser()
