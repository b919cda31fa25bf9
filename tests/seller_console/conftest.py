"""A cell, and a browser of its pages."""

from tests.storefront.conftest import browser, cell

__all__ = ["browser", "cell"]
