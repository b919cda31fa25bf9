"""A buyer's browser, as the tests of the storefront have it."""

from tests.storefront.conftest import browser, desk

__all__ = ["browser", "desk"]
