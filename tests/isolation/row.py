"""A row of the matrix: how a route is asked, and what those who may not are answered."""

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec

from chalicelib.kernel.http.auth import Kind
from chalicelib.kernel.http.route import Route
from tests.isolation.world import Things

Of = Callable[[Things], Any]
# What is one party's own: another party's is answered like one that never was. All else in a path is everybody's.
PRIVATE = frozenset(
    {
        "order_id",
        "line_id",
        "sku",
        "endpoint_id",
        "delivery_id",
        "invoice_id",
        "key_id",
        "payout_id",
        "return_id",
        "claim_id",
        "dispute_id",
    }
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """How a route is asked. `body`, `form` and `query` are made for the things a request is about.

    `line` is the line a path's `line_id` means, `refund` the refund its `refund_id` means; `names` what the request
    names besides its path; `elsewhere` is the status for a thing that is not one's own, where it is not 404.
    `credential_in` is where the credential goes: pages of an order take its token in a cookie, the first of them in
    the link of a mail, and consoles the session of a key. What `tells_nothing` answers the same for one's own thing.
    """

    body: Of | None = None
    form: Of | None = None
    query: Of | None = None
    line: str = "paid_line"
    refund: str = "refund_id"
    names: frozenset[str] = frozenset()
    elsewhere: int = 404
    credential_in: Literal["authorization", "cookie", "link", "console"] = "authorization"
    statuses: tuple[int, ...] = ()
    in_basket: bool = False
    is_signed: bool = False
    tells_nothing: bool = False

    def kind(self, route: Route) -> Kind:
        """The kind of credential that opens this; the route cannot name the kind that pages of an order take."""
        return "order_token" if self.credential_in in ("cookie", "link") else route.needs.kind


PUBLIC = Row()
# Done, and led to the page that shows it.
SENT_ON = (303,)
OPENED = Row(credential_in="cookie")
CONSOLE = Row(credential_in="console")
ADDRESS = {"street": "1 rue Neuve", "postal_code": "75011", "city": "Paris", "country": "FR"}
SHIPMENT = {"carrier": "colissimo", "tracking_number": "6A1234567890", "serial": "353918056991447"}


def asking(**asked: str) -> Of:
    def query(things: Things) -> str:
        known = msgspec.structs.asdict(things)
        return urlencode({name: text.format(**known) for name, text in asked.items()})

    return query


def made_in_dashboard(things: Things) -> dict[str, Any]:
    return {"stripe_refund_id": things.stripe_refund_id}


def withdrawal(things: Things) -> dict[str, Any]:
    """A statement of withdrawal from somebody's order."""
    return {"name": "Zoé", "order_id": things.order_id, "email": things.email}
