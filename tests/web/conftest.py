"""A buyer's browser, as the tests of the storefront have it."""

from tests.storefront.conftest import browser, cell

__all__ = ["browser", "cell"]
