"""The search's URL: totals complete, impossible questions refused, whatever is typed answered."""

from urllib.parse import quote

import pytest

from chalicelib.search.index.rebuild import rebuild_search
from doubles.clock_and_randomness import ManualClock
from tests.api_client import Api
from tests.search.sample_products import on_sale


@pytest.fixture
def shop(api: Api, cell: ManualClock) -> Api:  # noqa: ARG001 - it stands on the cell
    prior = {"applied_at": "2026-11-20T00:00:00.000Z", "prior_lowest_minor": 39_900}
    on_sale(boxes=({"grade": "GOOD"}, {"grade": "FAIR", "price_minor": 29_900, **prior}))
    on_sale("Samsung Galaxy S22, 128 GB black", brand="Samsung", model="Galaxy S22", category="samsung-smartphones")
    rebuild_search()
    return api


def test_a_page_shows_complete_totals_and_tells_prices_straight(shop: Api) -> None:
    answer = shop("GET", "/v1/search?market=FR&q=iphone+13")
    assert answer.status == 200
    assert answer.body["total"] == 1
    assert answer.body["next_cursor"] is None
    assert answer.body["matching"] == "words"
    (item,) = answer.body["items"]
    assert item["title"] == "Apple iPhone 13, 128 GB midnight"
    assert item["reference_price"] == {
        "amount": {"amount_minor": 90_900, "currency": "EUR"},
        "source": "Apple",
        "dated": "2021-09-24",
    }
    good, fair = item["boxes"]
    assert item["grades"] == ["GOOD", "FAIR"]
    assert (good["grade"], good["reduction"]) == ("GOOD", None)
    assert [fair[name]["amount_minor"] for name in ("price", "shipping", "service_fee", "total")] == [
        29_900,
        490,
        399,
        30_789,
    ]
    assert fair["reduction"] == {
        "prior_lowest": {"amount_minor": 39_900, "currency": "EUR"},
        "basis_points": 2506,
        "since": "2026-11-20T00:00:00.000Z",
    }
    assert fair["savings"] == {"amount": {"amount_minor": 60_111, "currency": "EUR"}, "basis_points": 6612}
    assert item["from"] == {"grade": "FAIR", "total": fair["total"], "savings": fair["savings"]}
    assert item["saving"] == fair["savings"]["amount"]
    assert set(answer.body["facets"]) == {"category", "brand", "grade", "price"}


def test_pages_follow_each_other_by_their_cursor(shop: Api) -> None:
    first = shop("GET", "/v1/search?market=FR&limit=1&sort=price").body
    second = shop("GET", f"/v1/search?market=FR&limit=1&sort=price&cursor={first['next_cursor']}").body
    assert second["next_cursor"] is None
    assert len({page["items"][0]["product_id"] for page in (first, second)}) == 2
    assert shop("GET", f"/v1/search?market=FR&cursor={first['next_cursor']}").body["type"] == "/problems/invalid-cursor"


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("", 422, "invalid-request"),
        ("market=XX", 404, "unknown-market"),
        ("market=US", 421, "wrong-cell"),
        ("market=FR&colour=red", 422, "invalid-request"),
        ("market=FR&grade=PERFECT", 422, "invalid-request"),
        ("market=FR&sort=cheapest", 422, "invalid-request"),
        ("market=FR&limit=0", 422, "invalid-request"),
        ("market=FR&limit=101", 422, "invalid-request"),
        ("market=FR&limit=many", 422, "invalid-request"),
        ("market=FR&min_price_minor=-1", 422, "invalid-request"),
        ("market=FR&min_price_minor=1.5", 422, "invalid-request"),
        ("market=FR&max_price_minor=99999999999999999999", 422, "invalid-request"),
        ("market=FR&category=hats", 422, "invalid-request"),
        ("market=FR&cursor=nonsense", 400, "invalid-cursor"),
        (f"market=FR&q={'x' * 10_000}", 422, "invalid-request"),
    ],
)
def test_an_impossible_question_is_a_problem(shop: Api, query: str, status: int, slug: str) -> None:
    answer = shop("GET", f"/v1/search?{query}")
    assert (answer.status, answer.body["type"]) == (status, f"/problems/{slug}")


@pytest.mark.parametrize(
    "q", ["🙂", "\x00\x1b\x7f", "'; DROP TABLE boxes;--", "a" * 200, "iphone AND (", '"', "*", "-1", "ﷺ", "ip hone"]
)
def test_whatever_is_typed_is_answered(shop: Api, q: str) -> None:
    answer = shop("GET", f"/v1/search?market=FR&q={quote(q)}")
    assert answer.status == 200
    assert answer.body["total"] == len(answer.body["items"])


def test_empty_words_and_filters_are_none(shop: Api) -> None:
    assert shop("GET", "/v1/search?market=FR&q=&category=&brand=").body["total"] == 2


def test_without_an_index_the_answer_says_when_to_come_back(api: Api, cell: ManualClock) -> None:  # noqa: ARG001
    answer = api("GET", "/v1/search?market=FR")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert answer.body["type"] == "/problems/search-not-ready"
