"""Mails about cases can be written in every language, for each thing that happens."""

from datetime import date
from html import unescape

import pytest

from chalicelib.mails import wording
from chalicelib.mails.cases.case_letters import CaseNews, case_news, sellers_case_news
from chalicelib.sellers.profile.seller import Trader
from tests.mails.samples import NORDPHONE, ZWEITE_LEBEN, order
from tests.mails.test_letters import TOLD_IN

LINK = "http://127.0.0.1:8000/sell/returns/ret_eu_1"


def _told(code: str) -> CaseNews:
    return CaseNews(code=code, case_id="ret_eu_1", line_id="1", day=date(2026, 12, 1), text="Zeile 1\nZeile <2>")


@pytest.mark.parametrize(("market", "language"), TOLD_IN)
def test_every_news_can_be_written_to_buyers_in_every_language(market: str, language: str) -> None:
    told = order(market, language)
    written = [case_news(told, _told(code)) for code in wording.NAMES["case news"]]
    assert {letter.language for letter in written} == {language}
    for letter in written:
        assert "{" not in letter.text
        assert f"{told.link}#ret_eu_1" in unescape(letter.html)
        assert "Zeile &lt;2&gt;" in letter.html


@pytest.mark.parametrize("trader", [NORDPHONE, ZWEITE_LEBEN])
def test_every_news_can_be_written_to_sellers_in_their_language(trader: Trader) -> None:
    written = [sellers_case_news(trader, "iPhone", _told(code), LINK) for code in wording.NAMES["seller case news"]]
    assert {letter.language for letter in written} == {"fr" if trader is NORDPHONE else "de"}
    for letter in written:
        assert LINK in letter.text
        assert "{" not in letter.text


def test_a_time_limit_is_named_by_its_day() -> None:
    buyers = case_news(order("FR", "fr"), _told("RETURN_OPENED"))
    sellers = sellers_case_news(NORDPHONE, "iPhone", _told("RETURN_OPENED"), LINK)
    for letter in (buyers, sellers):
        assert "1er décembre 2026" in letter.text
        assert "1er décembre 2026" in letter.html
