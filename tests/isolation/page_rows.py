"""Rows of the buyers' pages, which know no key: an order's go by its cookie."""

from tests.isolation.row import ADDRESS, OPENED, PUBLIC, SENT_ON, Row, asking, withdrawal

PAGE_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/"): PUBLIC,
    ("GET", "/openapi.json"): PUBLIC,
    ("GET", "/docs"): PUBLIC,
    ("GET", "/categories/{slug}"): PUBLIC,
    ("GET", "/search"): Row(query=asking(q="iphone")),
    ("GET", "/products/{product_id}"): PUBLIC,
    ("GET", "/products/{product_id}/offers"): Row(query=asking(grade="GOOD")),
    ("GET", "/sellers/{seller_id}"): PUBLIC,
    ("GET", "/preferences"): PUBLIC,
    ("POST", "/preferences"): Row(form=lambda _: {"market": "FR", "language": "fr", "back": "/"}, statuses=SENT_ON),
    ("GET", "/basket"): Row(in_basket=True),
    ("POST", "/basket"): Row(form=lambda things: {"offer_id": things.offer_id, "quantity": "1"}, statuses=SENT_ON),
    ("GET", "/checkout"): Row(in_basket=True),
    ("POST", "/checkout"): Row(
        in_basket=True,
        statuses=SENT_ON,
        form=lambda things: {
            **{name: ADDRESS[name] for name in ("street", "postal_code", "city", "country")},
            "market": "FR",
            "name": "Ada",
            "email": "ada@example.org",
            "key": "7a0f4b6e-51a0-4c57-9d0e-0c2b6a1f9e11",
            "line": f"{things.offer_id} 1 1",
            "total_minor": "35889",
        },
    ),
    ("GET", "/orders/{order_id}"): OPENED,
    ("GET", "/orders/{order_id}/payment"): Row(credential_in="cookie", statuses=SENT_ON),
    ("GET", "/orders/{order_id}/cancellation"): OPENED,
    ("POST", "/orders/{order_id}/cancellation"): Row(
        credential_in="cookie", form=lambda things: {"line": things.paid_line, "key": "cancel-1"}, statuses=SENT_ON
    ),
    ("GET", "/orders/{order_id}/lines/{line_id}/receipt"): Row(credential_in="cookie", line="shipped_line"),
    ("POST", "/orders/{order_id}/lines/{line_id}/receipt"): Row(
        credential_in="cookie", line="shipped_line", form=lambda _: {"arrived": "yes"}, statuses=SENT_ON
    ),
    ("GET", "/orders/{order_id}/lines/{line_id}/guarantee"): Row(credential_in="cookie", statuses=SENT_ON),
    ("GET", "/orders/{order_id}/lines/{line_id}/guarantee/pdf"): Row(credential_in="cookie", statuses=SENT_ON),
    ("GET", "/orders/{order_id}/invoices/{invoice_id}"): Row(credential_in="cookie", statuses=SENT_ON),
    ("GET", "/orders/{order_id}/withdrawal"): OPENED,
    ("POST", "/orders/{order_id}/withdrawal"): Row(
        credential_in="cookie", form=lambda things: {"line": things.shipped_line, "name": "Zoé"}, statuses=SENT_ON
    ),
    ("POST", "/orders/{order_id}/withdrawal/parcel"): Row(
        credential_in="cookie",
        form=lambda things: {"line": things.shipped_line, "carrier": "colissimo", "tracking_number": "6A1234567890"},
        statuses=(409,),
    ),
    ("GET", "/withdrawal"): PUBLIC,
    ("POST", "/withdrawal"): Row(
        form=withdrawal, names=frozenset({"order_id"}), elsewhere=200, statuses=(200,), tells_nothing=True
    ),
    ("POST", "/withdrawal/confirmation"): Row(
        form=lambda things: withdrawal(things) | {"declaration_id": things.withdrawal_id},
        names=frozenset({"order_id"}),
        elsewhere=200,
        tells_nothing=True,
    ),
    ("GET", "/order-lookup"): PUBLIC,
    ("POST", "/order-lookup"): Row(
        form=lambda things: {"order_id": things.order_id, "email": things.email},
        names=frozenset({"order_id"}),
        elsewhere=200,
        tells_nothing=True,
    ),
    ("GET", "/how-we-rank"): PUBLIC,
    ("GET", "/carbon"): PUBLIC,
    ("GET", "/problems/{slug}"): PUBLIC,
    # Everything there is has a route of its own.
    ("GET", "/{page_name}"): Row(statuses=(404,)),
    ("GET", "/{page_name}/{below}"): Row(statuses=(404,)),
    ("GET", "/products/{product_id}/{below}"): Row(statuses=(404,)),
    ("GET", "/orders/{order_id}/{below}"): Row(statuses=(404,)),
    ("GET", "/assets/{file_name}"): PUBLIC,
    ("GET", "/favicon.ico"): PUBLIC,
    ("GET", "/robots.txt"): PUBLIC,
}
