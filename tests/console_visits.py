"""Visits to the consoles: signing in with a key, as the pages ask for it."""

from collections.abc import Collection

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.sellers.profile.seller import Seller
from tests.storefront.browser import Browser, Page


def signed_in(browser: Browser, console: str, key: str) -> Page:
    """Enter a key at `/sell` or `/ops`; the page it leads to."""
    form = browser.get(f"{console}/sign-in").form(f"{console}/sign-in")
    return browser.submit(form, key=key)


def as_seller(browser: Browser, seller: Seller, scopes: Collection[str] = SCOPES["seller"]) -> Page:
    """Sign in as a seller; the first page."""
    return signed_in(browser, "/sell", issue_key("seller", seller.seller_id, scopes))


def as_operator(browser: Browser, scopes: Collection[str] = SCOPES["ops"]) -> Page:
    """Sign in as an operator; the first page."""
    return signed_in(browser, "/ops", issue_key("ops", "camille", scopes))
