"""The document is kept: whatever a client draws from it, the application answers as it says, and never breaks."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

import app as application
from chalicelib.api_reference.openapi_document import document
from tests.api_reference.known_things import knowing, whole
from tests.api_reference.web import web
from tests.isolation.rows import ROWS
from tests.isolation.world import World, prepared
from tests.test_api_docs import of_api

Headers = dict[str, str]

# What is sent there must be signed by Stripe.
SIGNED = ("POST", "/v1/stripe/events")
SHIPPING = ("POST", "/v1/seller/orders/{order_id}/lines/{line_id}/shipment")
# Cases for each operation, and the calls they are at least: 1,000 together, 5,000 in the long run.
SIZES = [pytest.param(8, 500, id="short"), pytest.param(100, 2_500, id="long", marks=pytest.mark.long)]
# Where something that the document permits may be refused all the same, and why it cannot say more.
MAY_REFUSE = {
    SIGNED: "Stripe alone can sign",
    ("GET", "/v1/ops/ledger/trial-balance"): "`to` may be before `from`",
    ("GET", "/v1/search"): "a category is one of the tree's, `max_price_minor` not below `min_price_minor`",
    ("POST", "/v1/ops/orders/{order_id}/refunds"): "the currency is the order's",
    ("POST", "/v1/seller/orders/{order_id}/lines/{line_id}/refund"): "the currency is the order's",
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer"): "`paid_on` may not have come",
    ("POST", "/v1/ops/donations"): "a serial has no characters that nobody sees",
    ("POST", "/v1/ops/products"): "a category is one of the tree's, and has attributes of its own",
    ("POST", "/v1/orders"): "postal codes, states and countries belong together",
    ("POST", "/v1/order-lookups"): "what counts as a space in a pattern differs from one reader to the next",
    ("POST", "/v1/quotes"): "what counts as a space in a pattern differs from one reader to the next",
    ("PUT", "/v1/seller/offers/{sku}"): "markets, currencies, carriers and guarantees belong together",
    ("PATCH", "/v1/seller/offers/{sku}"): "markets, currencies, carriers and guarantees belong together",
    SHIPPING: "a category asks for its number, and the digits of an IMEI add up",
    ("POST", "/v1/seller/webhook-endpoints"): "a URL has a public host",
    ("PATCH", "/v1/seller/webhook-endpoints/{endpoint_id}"): "a URL has a public host",
    ("POST", "/v1/seller/webhook-redeliveries"): "`until` may be before `since`",
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with prepared() as found:
        yield found


def drawn(world: World, mode: GenerationMode, cases_each: int) -> Counter[tuple[str, str, int]]:
    """Calls drawn from the document, each with a credential of the right kind: how often which operation said what."""
    written = msgspec.json.decode(msgspec.json.encode(document(application.app.rooms("/v1"), "http://localhost")))
    loaded = schemathesis.openapi.from_dict(knowing(written, world) if mode is GenerationMode.POSITIVE else written)
    loaded.app = web
    tokens = {"order_token": world.a.token, "seller": world.keys["seller A"], "ops": world.keys["ops"]}
    told: Counter[tuple[str, str, int]] = Counter()
    before = world.remember()
    for (method, path), route in sorted(of_api().items()):
        token = tokens.get((route.optional_credential or route.needs).kind)
        signed = {"Authorization": f"Bearer {token}"} if token else {}
        # Who is told more is asked for in turn with the rest, who must be told without.
        carried = cycle([signed] if route.optional_credential is None else [signed, {}])

        def ask(case: Any, *, of: tuple[str, str] = (method, path), carried: Iterator[Headers] = carried) -> None:
            # A cursor is one that the same list has given.
            not_asked = [positive_data_acceptance] if of in MAY_REFUSE or "cursor" in (case.query or {}) else []
            told[*of, case.call_and_validate(headers=next(carried), excluded_checks=not_asked).status_code] += 1
            if world.wrote:
                world.restore(before)
                world.wrote.clear()

        operation = loaded[path][method]
        if mode is GenerationMode.POSITIVE:
            for _ in range(1 if route.optional_credential is None else 2):
                ask(whole(operation, ROWS[method, path], world))
        if mode is GenerationMode.POSITIVE or _can_be_wrong(operation.definition.raw):
            _each(operation.as_strategy(generation_mode=mode).filter(_can_be_sent).map(_in_digits), cases_each)(ask)
    return told


def _each(cases: Any, count: int) -> Any:
    """Runs a function for so many cases, the same ones each time."""
    known = settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return lambda ask: known(given(case=cases)(lambda case: ask(case)))()


def _can_be_sent(case: Any) -> bool:
    """Whether the URL says all that was drawn: a parameter without any value is not in it, and so forbids nothing."""
    return [] not in (case.query or {}).values()


def _in_digits(case: Any) -> Any:
    """The case with 1 for 1.0, which JSON Schema counts among the integers and the API refuses."""
    if case.meta.generation.mode.is_positive:
        case.body = _digits(case.body)
    return case


def _digits(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _digits(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_digits(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _can_be_wrong(operation: dict[str, Any]) -> bool:
    """Whether there is anything to send that the document forbids: any text may stand in a path."""
    return "requestBody" in operation or any(each["in"] != "path" for each in operation["parameters"])


@pytest.mark.parametrize(("cases_each", "calls"), SIZES)
def test_what_the_document_permits_is_answered_as_it_says(world: World, cases_each: int, calls: int) -> None:
    told = drawn(world, GenerationMode.POSITIVE, cases_each)
    assert told.total() >= calls
    done = {(method, path) for method, path, status in told if status < 300}
    # Some acts need a case in a later state than the prepared market's: the matrix says how they are refused there.
    refused = {key for key, row in ROWS.items() if row.statuses and min(row.statuses) >= 400}
    assert of_api().keys() - done - refused == {SIGNED}, "everything else was done at least once"
    assert MAY_REFUSE.keys() <= of_api().keys(), "what is named is there"


@pytest.mark.parametrize(("cases_each", "calls"), SIZES)
def test_what_the_document_forbids_is_refused_as_it_says(world: World, cases_each: int, calls: int) -> None:
    told = drawn(world, GenerationMode.NEGATIVE, cases_each)
    assert told.total() >= calls
