"""What buyers read: the contract, the parcel, the money that goes back."""

import re
from html import unescape
from itertools import product
from typing import Any, Literal

import msgspec
import pytest

from chalicelib.facts.orders import LineCancelled
from chalicelib.facts.webhooks import EndpointDisabled
from chalicelib.kernel.values.money import Money
from chalicelib.mails import letters
from chalicelib.mails.order_details import DeviceToTell, OrderToTell
from chalicelib.mails.rendering import Letter
from chalicelib.markets import directory, legal_texts
from chalicelib.markets.market import Market
from chalicelib.people.person import Identifiers
from tests.mails.samples import CONTACT, DAY, NORDPHONE, ORDER, ZWEITE_LEBEN, order

PARCEL = Identifiers(serial_kind="IMEI", serial="490154203237518", carrier="Colissimo", tracking_number="6A12345678901")
TOLD_IN = [
    (market.code, language)
    for market in (*directory.markets("eu"), *directory.markets("us"))
    for language in market.languages
]


def cancelled(by: Literal["BUYER", "SELLER", "DEADLINE"]) -> LineCancelled:
    return LineCancelled(order_id=ORDER, line_id="1", seller_id="sel", product_id="prd", by=by, reason="")


def on_terms(device: DeviceToTell, **changed: Any) -> DeviceToTell:
    return msgspec.structs.replace(device, terms=msgspec.structs.replace(device.terms, **changed))


def every_letter(told: OrderToTell) -> list[Letter]:
    return [
        letters.order_confirmation(told, CONTACT),
        letters.order_link(told),
        letters.line_shipped(told, "1", PARCEL),
        letters.line_shipped(told, "1", None),
        *(letters.line_cancelled(told, cancelled(by)) for by in ("BUYER", "SELLER", "DEADLINE")),
    ]


def reads(html: str) -> str:
    """The text of an HTML part."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize(("market", "language"), TOLD_IN)
def test_every_letter_can_be_written_in_every_language_of_every_market(market: str, language: str) -> None:
    told = order(market, language, contribution_minor=500)
    written = every_letter(told)
    assert {letter.language for letter in written} == {language}
    for letter in written:
        for part in (letter.text, letter.html):
            assert "{" not in part.replace("{% ", "")
            assert told.link in unescape(part)
        assert f'<html lang="{language}">' in letter.html


def test_the_confirmation_holds_devices_sellers_money_and_the_link_in_both_parts() -> None:
    letter = letters.order_confirmation(order(), CONTACT)
    told = [CONTACT.address.street, "75011 Paris", "Bât. B", "349,00\u00a0€", "703,98\u00a0€", "5,98\u00a0€"]
    told.append("Colissimo, arrive au plus tard le 26 novembre 2026")
    for seller in (NORDPHONE, ZWEITE_LEBEN):
        told += [seller.legal_name, seller.postal_address, seller.email, seller.phone, seller.register_number]
    for part, text in product((letter.text, reads(letter.html)), [*told, "iPhone 13 128 GB", "ThinkPad T14"]):
        assert text in part
    assert letter.subject == f"Votre commande {ORDER} est confirmée"


@pytest.mark.parametrize("market", directory.markets("eu"), ids=lambda market: market.code)
def test_a_european_confirmation_tells_withdrawal_and_guarantees_of_the_country(market: Market) -> None:
    letter = letters.order_confirmation(order(market.code, market.default_language), CONTACT)
    for key in ("price_includes_tax", "withdrawal_notice", "legal_guarantee_notice", "repair_choice_notice"):
        said = legal_texts.wording(market, market.default_language, key, on=DAY)
        assert said in letter.text
        assert said in reads(letter.html)


def test_an_american_confirmation_titles_its_warranty_and_promises_no_european_right() -> None:
    letter = letters.order_confirmation(order("US", "en"), CONTACT)
    assert "Limited Warranty" in letter.text
    assert "for 24 months" in letter.text
    assert "VAT." not in letter.text
    assert "withdraw" not in letter.text
    assert "$703.98" in letter.text


def test_each_length_of_guarantee_in_the_order_is_told_once() -> None:
    told = order("IE", "en")
    longer = on_terms(told.lines[1], guarantee_months=36)
    text = letters.order_confirmation(msgspec.structs.replace(told, lines=(told.lines[0], longer)), CONTACT).text
    assert text.count("the seller guarantees the device for 24 months") == 1
    assert text.count("the seller guarantees the device for 36 months") == 1


def test_a_device_sold_under_the_margin_scheme_says_so_beside_it() -> None:
    told = order("IE", "en")
    second_hand = on_terms(told.lines[0], vat_scheme="MARGINAL")
    text = letters.order_confirmation(msgspec.structs.replace(told, lines=(second_hand, told.lines[1])), CONTACT).text
    assert text.count("Margin scheme") == 1
    assert "Margin scheme" not in letters.order_confirmation(told, CONTACT).text


def test_a_contribution_is_explained_only_to_who_made_one() -> None:
    given = letters.order_confirmation(order("IE", "en", contribution_minor=500), CONTACT).text
    assert "Contribution to climate projects: €5.00" in given
    assert "does not change the footprint" in given
    assert "Contribution" not in letters.order_confirmation(order("IE", "en"), CONTACT).text


@pytest.mark.parametrize(
    ("by", "reason"), [("BUYER", "As you asked"), ("SELLER", "Nordphone cannot deliver"), ("DEADLINE", "in time")]
)
def test_what_was_refunded_is_told_with_the_reason(by: Literal["BUYER", "SELLER", "DEADLINE"], reason: str) -> None:
    letter = letters.line_cancelled(order("IE", "en"), cancelled(by))
    assert reason in letter.text
    assert "€351.99" in letter.text
    assert "€351.99" in letter.html


def test_a_shipment_tells_the_parcel_but_never_the_serial_number() -> None:
    letter = letters.line_shipped(order(), "1", PARCEL)
    assert "6A12345678901" in letter.text
    assert f"écrivez au vendeur\u00a0: {NORDPHONE.email}." in letter.text
    assert "6A12345678901" in letter.html
    assert "490154203237518" not in letter.text + letter.html


def test_nobodys_name_or_title_becomes_markup_or_a_header() -> None:
    told = order(title='iPhone <img src=x onerror="alert(1)">\r\nBcc: everybody@example.com')
    contact = msgspec.structs.replace(CONTACT, name="<script>alert(1)</script>")
    for letter in [letters.order_confirmation(told, contact), letters.line_shipped(told, "1", PARCEL)]:
        assert "<script>" not in letter.html
        assert "<img" not in letter.html
        assert "\n" not in letter.subject
        assert "\r" not in letter.subject


def test_the_same_values_always_say_the_same() -> None:
    assert every_letter(order()) == every_letter(order())


def test_a_fee_of_nothing_has_no_row_and_free_delivery_has_one() -> None:
    told = order("IE", "en")
    no_fee = msgspec.structs.replace(told, totals=told.totals | {"service_fee": Money(0, "EUR")})
    text = letters.order_confirmation(no_fee, CONTACT).text
    assert "Service fee:" not in text
    assert "Delivery: €0.00" in text


@pytest.mark.parametrize("country", ["FR", "DE", "ES", "IT", "NL", "IE", "PL"])
@pytest.mark.parametrize("why", ["GONE", "FAILING"])
def test_a_seller_reads_which_endpoint_was_switched_off_and_why(country: str, why: Literal["GONE", "FAILING"]) -> None:
    trader = msgspec.structs.replace(NORDPHONE, country=country)
    disabled = EndpointDisabled(endpoint_id="whe_eu_1", seller_id="sel", host="erp.nordphone.example", why=why)
    letter = letters.endpoint_disabled(trader, disabled)
    assert letter.language == ("en" if country in ("IE", "PL") else country.lower())
    for part in (letter.text, reads(letter.html)):
        assert {"erp.nordphone.example", "whe_eu_1", "Nordphone"} <= set(re.findall(r"[\w.]+\w", part))


@pytest.mark.parametrize(("market", "language"), TOLD_IN)
def test_no_letter_greets_with_a_name_a_buyer_typed(market: str, language: str) -> None:
    """Nobody has shown that the address is that person's; only the paid order's contract repeats where it is sent."""
    contract, *others = every_letter(order(market, language))
    for part in (*(letter.text for letter in others), *(letter.html for letter in others)):
        assert CONTACT.name not in part
        assert CONTACT.address.street not in part
    for part in (contract.text, reads(contract.html)):
        assert part.count(CONTACT.name) == 1
        assert CONTACT.name not in part.strip().partition("\n\n")[0]


def test_a_seller_is_greeted_by_the_name_it_was_admitted_under() -> None:
    disabled = EndpointDisabled(endpoint_id="whe", seller_id="sel", host="erp.example", why="GONE")
    letter = letters.endpoint_disabled(NORDPHONE, disabled)
    assert NORDPHONE.trade_name in letter.text.partition("\n")[0]
    assert NORDPHONE.trade_name in reads(letter.html)
