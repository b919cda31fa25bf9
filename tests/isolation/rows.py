"""The matrix: a row for every route, saying what a request for somebody's things is. Who may, the route itself says."""

from typing import Any

from tests.isolation.aftersales_rows import AFTERSALES_ROWS
from tests.isolation.case_page_rows import CASE_PAGE_ROWS
from tests.isolation.console_rows import CONSOLE_ROWS
from tests.isolation.page_rows import PAGE_ROWS
from tests.isolation.row import ADDRESS, PUBLIC, SENT_ON, SHIPMENT, Row, asking, made_in_dashboard, withdrawal
from tests.isolation.world import Things

AMOUNT = {"amount_minor": 34_900, "currency": "EUR"}
SHIPPING = [
    {
        "carrier": "colissimo",
        "delivery_days": 2,
        "cost": {"amount_minor": 490, "currency": "EUR"},
        "countries": ["FR", "DE"],
    }
]
MAKER = {"name": "Apple", "postal_address": "Cork", "electronic_address": "https://apple.example"}


def _offer(things: Things) -> dict[str, Any]:
    return {
        "product_id": things.sold_product_id,
        "grade": "GOOD",
        "battery": "STANDARD",
        "prices": {"FR": AMOUNT, "DE": AMOUNT},
        "shipping": SHIPPING,
        "guarantee_months": 24,
        "vat_scheme": "MARGINAL",
        "stock": 30,
    }


def _part(things: Things) -> dict[str, Any]:
    return {"line_id": things.paid_line, "amount": {"amount_minor": 1, "currency": "EUR"}, "reason": "GOODWILL"}


def _bank_transfer(_: Things) -> dict[str, Any]:
    return {"reference": "RB 1", "paid_on": "2026-11-23"}


def _order(things: Things) -> dict[str, Any]:
    return {
        "market": "FR",
        "lines": [{"offer_id": things.offer_id, "quantity": 1, "terms_version": 1}],
        "buyer": {"name": "Ada", "email": "ada@example.org"},
        "delivery_address": ADDRESS,
    }


def _product(_: Things) -> dict[str, Any]:
    return {
        "category": "iphones",
        "title": "Apple iPhone 12 64 GB black",
        "brand": "Apple",
        "model": "iPhone 12",
        "attributes": {"storage_gigabytes": 64, "colour": "black"},
        "weight_grams": 164,
        "manufacturer": MAKER,
        "reference_price": [
            {"amount": {"amount_minor": 80_900, "currency": "EUR"}, "source": "launch", "dated": "2020-10-23"}
        ],
    }


def _endpoint(_: Things) -> dict[str, Any]:
    return {"url": "https://new.example.org/hook", "event_types": ["order.paid"]}


LINE = "/v1/seller/orders/{order_id}/lines/{line_id}"
ENDPOINT = "/v1/seller/webhook-endpoints/{endpoint_id}"

_API_ROWS: dict[tuple[str, str], Row] = {
    # Everybody's.
    ("GET", "/v1/markets"): PUBLIC,
    ("GET", "/v1/markets/{market}"): PUBLIC,
    ("GET", "/v1/categories"): PUBLIC,
    ("GET", "/v1/categories/{slug}/products"): Row(query=asking(market="FR")),
    ("GET", "/v1/products/{product_id}"): Row(query=asking(market="FR")),
    ("GET", "/v1/products/{product_id}/offers"): Row(query=asking(market="FR", grade="GOOD")),
    ("GET", "/v1/ranking-policy"): PUBLIC,
    ("GET", "/v1/carbon-method"): PUBLIC,
    ("GET", "/v1/search"): Row(query=asking(market="FR", q="iphone")),
    ("POST", "/v1/quotes"): Row(
        body=lambda things: {"market": "FR", "lines": [{"offer_id": things.offer_id}], "delivery_country": "FR"},
        names=frozenset({"offer_id"}),
    ),
    ("POST", "/v1/orders"): Row(body=_order, names=frozenset({"offer_id"})),
    ("POST", "/v1/order-lookups"): Row(
        body=lambda things: {"order_id": things.order_id, "email": things.email},
        names=frozenset({"order_id"}),
        elsewhere=202,
        tells_nothing=True,
    ),
    ("POST", "/v1/stripe/events"): Row(is_signed=True),
    # A buyer's.
    ("GET", "/v1/orders/{order_id}"): Row(),
    ("GET", "/v1/orders/{order_id}/timeline"): Row(),
    ("GET", "/v1/orders/{order_id}/carbon"): Row(),
    ("GET", "/v1/orders/{order_id}/guarantees"): Row(),
    # Nothing is delivered yet.
    ("GET", "/v1/orders/{order_id}/guarantees/{line_id}/pdf"): Row(statuses=(404,)),
    ("GET", "/v1/orders/{order_id}/withdrawals"): Row(),
    ("POST", "/v1/orders/{order_id}/withdrawals"): Row(
        body=lambda things: {"name": "Zoé", "line_ids": [things.shipped_line]}, statuses=(201,)
    ),
    ("POST", "/v1/orders/{order_id}/withdrawals/proof"): Row(
        body=lambda things: {
            "line_ids": [things.shipped_line],
            "carrier": "colissimo",
            "tracking_number": "6A1234567890",
        },
        statuses=(409,),
    ),
    ("POST", "/v1/withdrawals"): Row(body=withdrawal, names=frozenset({"order_id"}), elsewhere=202, tells_nothing=True),
    ("POST", "/v1/withdrawals/{withdrawal_id}/confirmation"): Row(
        body=withdrawal, names=frozenset({"order_id"}), elsewhere=202, tells_nothing=True
    ),
    ("POST", "/v1/orders/{order_id}/cancellation"): Row(body=lambda things: {"line_ids": [things.paid_line]}),
    ("POST", "/v1/orders/{order_id}/lines/{line_id}/receipt"): Row(line="shipped_line"),
    ("GET", "/v1/orders/{order_id}/invoices"): Row(),
    ("GET", "/v1/orders/{order_id}/invoices/{invoice_id}/pdf"): Row(),
    ("GET", "/v1/orders/{order_id}/invoices/{invoice_id}/xml"): Row(),
    # A seller's.
    ("GET", "/v1/seller/invoices"): Row(),
    ("GET", "/v1/seller/invoices/{invoice_id}/pdf"): Row(),
    ("GET", "/v1/seller/invoices/{invoice_id}/xml"): Row(),
    ("GET", "/v1/seller"): Row(),
    ("GET", "/v1/seller/balance"): Row(),
    ("POST", "/v1/seller/onboarding-link"): Row(),
    ("GET", "/v1/seller/ledger-entries"): Row(
        query=asking(order_id="{order_id}"), names=frozenset({"order_id"}), elsewhere=200
    ),
    ("GET", "/v1/seller/transfers"): Row(),
    ("GET", "/v1/seller/payouts"): Row(),
    ("GET", "/v1/seller/payouts/{payout_id}"): Row(),
    ("GET", "/v1/seller/payouts/{payout_id}/entries"): Row(),
    ("GET", "/v1/seller/statements/{month}"): Row(),
    ("GET", "/v1/seller/statements/{month}/pdf"): Row(),
    ("GET", "/v1/seller/statements/{month}/csv"): Row(),
    ("GET", "/v1/seller/tax-report"): Row(query=asking(year="2026", quarter="4")),
    ("POST", "/v1/seller/tax-report/confirmation"): Row(body=lambda _: {"year": 2026, "quarter": 3, "items": []}),
    ("GET", "/v1/seller/offers"): Row(),
    ("GET", "/v1/seller/offers/{sku}"): Row(),
    # Another seller's sku is one's own sku that is still free.
    ("PUT", "/v1/seller/offers/{sku}"): Row(body=_offer, elsewhere=201),
    ("PATCH", "/v1/seller/offers/{sku}"): Row(body=lambda _: {"guarantee_months": 36}),
    ("DELETE", "/v1/seller/offers/{sku}"): Row(),
    ("POST", "/v1/seller/offers/{sku}/stock-changes"): Row(body=lambda _: {"delta": 1}),
    ("POST", "/v1/seller/offers/batch"): Row(
        body=lambda things: {"offers": [_offer(things) | {"sku": things.sku}]}, names=frozenset({"sku"}), elsewhere=200
    ),
    ("GET", "/v1/seller/offers/{sku}/competition"): Row(),
    ("GET", "/v1/seller/orders"): Row(),
    ("GET", "/v1/seller/orders/{order_id}"): Row(),
    ("POST", f"{LINE}/acceptance"): Row(),
    ("POST", f"{LINE}/cancellation"): Row(body=lambda _: {"reason": "DEFECTIVE"}),
    ("POST", f"{LINE}/refund"): Row(body=lambda _: {"reason": "DEFECT"}, statuses=(202,)),
    ("POST", f"{LINE}/shipment"): Row(line="accepted_line", body=lambda _: SHIPMENT),
    ("POST", f"{LINE}/delivery"): Row(line="shipped_line", body=lambda _: {"reference": "signed"}),
    ("GET", "/v1/seller/webhook-endpoints"): Row(),
    ("POST", "/v1/seller/webhook-endpoints"): Row(body=_endpoint),
    ("GET", ENDPOINT): Row(),
    ("PATCH", ENDPOINT): Row(body=lambda _: {"description": "changed"}),
    ("DELETE", ENDPOINT): Row(),
    ("POST", f"{ENDPOINT}/secret-rotation"): Row(),
    ("POST", f"{ENDPOINT}/test"): Row(),
    ("GET", "/v1/seller/webhook-deliveries"): Row(
        query=asking(endpoint_id="{endpoint_id}"), names=frozenset({"endpoint_id"}), elsewhere=200
    ),
    ("POST", "/v1/seller/webhook-deliveries/{delivery_id}/redelivery"): Row(),
    ("POST", "/v1/seller/webhook-redeliveries"): Row(
        body=lambda things: {"endpoint_id": things.endpoint_id, "since": "2026-11-23T00:00:00Z"},
        names=frozenset({"endpoint_id"}),
    ),
    ("GET", "/v1/seller/api-keys"): Row(),
    ("POST", "/v1/seller/api-keys"): Row(body=lambda _: {"name": "one more", "scopes": ["keys:write"]}),
    ("DELETE", "/v1/seller/api-keys/{key_id}"): Row(),
    # The operators'.
    ("POST", "/v1/ops/products"): Row(body=_product),
    ("POST", "/v1/ops/ranking/runs"): Row(
        body=lambda things: {"product_id": things.product_id}, names=frozenset({"product_id"})
    ),
    ("GET", "/v1/ops/ranking/runs/{run_id}"): Row(),
    ("GET", "/v1/ops/ledger/trial-balance"): Row(),
    ("GET", "/v1/ops/reconciliations"): Row(),
    ("GET", "/v1/ops/reconciliations/{day}"): Row(),
    ("POST", "/v1/ops/reconciliations/{day}"): Row(statuses=(202,)),
    ("GET", "/v1/ops/health"): Row(),
    ("GET", "/v1/ops/refunds"): Row(),
    ("GET", "/v1/ops/transfers"): Row(),
    ("GET", "/v1/ops/payouts"): Row(),
    ("POST", "/v1/ops/orders/{order_id}/lines/{line_id}/transfer/retry"): Row(line="shipped_line"),
    ("POST", "/v1/ops/orders/{order_id}/refunds"): Row(body=_part, statuses=(202,)),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer-return"): Row(
        body=lambda _: {"reference": "RB 1"}, refund="returned_refund_id"
    ),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/assignment"): Row(
        body=lambda things: {"line_id": things.paid_line}, refund="suspended_refund_id", statuses=(202,)
    ),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/retry"): Row(statuses=(202,)),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer"): Row(body=_bank_transfer),
    ("POST", "/v1/ops/orders/{order_id}/refunds/{refund_id}/stripe-refund"): Row(
        body=made_in_dashboard, statuses=(202,)
    ),
}
ROWS = _API_ROWS | AFTERSALES_ROWS | PAGE_ROWS | CASE_PAGE_ROWS | CONSOLE_ROWS
# What is asked a second time, with the credential in another place.
LINKED: dict[tuple[str, str], Row] = {("GET", "/orders/{order_id}"): Row(credential_in="link", statuses=SENT_ON)}
