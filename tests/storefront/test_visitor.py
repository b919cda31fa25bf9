"""Whom a page takes somebody for."""

import pytest

from chalicelib.storefront.visitor import visitor_of


@pytest.mark.parametrize(
    ("accepted", "market", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.5", "DE", "de"),
        ("fr-BE", "BE", "fr"),
        ("en-GB,en;q=0.9", "IE", "en"),
        ("en-US,en-IE;q=0.8", "IE", "en"),
        ("es", "ES", "en"),
        ("", "FR", "fr"),
        ("tlh;q=x, \x00", "FR", "en"),
    ],
)
def test_country_and_language_are_guessed_from_what_the_browser_likes(
    accepted: str, market: str, language: str
) -> None:
    visitor = visitor_of({"accept-language": accepted})
    assert (visitor.market.code, visitor.language) == (market, language)


def test_a_choice_outranks_the_guess() -> None:
    cookie = "rebound_market=NL; rebound_language=fr"
    visitor = visitor_of({"accept-language": "de-DE", "cookie": cookie})
    assert (visitor.market.code, visitor.language) == ("NL", "fr")


@pytest.mark.parametrize(
    "cookie", ["rebound_market=US", "rebound_market=..", "rebound_market", "=;;=", "rebound_session=x"]
)
def test_a_spoilt_cookie_counts_as_none(cookie: str) -> None:
    visitor = visitor_of({"accept-language": "de-DE", "cookie": cookie})
    assert visitor.market.code == "DE"
    assert visitor.session.is_new


def test_two_sessions_never_share_a_form_token() -> None:
    one, other = visitor_of({}), visitor_of({})
    assert one.session != other.session
    assert one.form_token != other.form_token
    again = visitor_of({"cookie": f"rebound_session={one.session.token}"})
    assert again.form_token == one.form_token
