"""A prepared cell: two sellers and two buyers with one of everything, so that whose is whose can be asked of each."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from chalicelib.access.api_keys.credentials import SCOPES, identify, issue_key, revoke_key
from chalicelib.access.api_keys.key import KeyKind
from chalicelib.access.order_tokens import order_token
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids
from chalicelib.orders.fulfilment import acceptance, shipping
from chalicelib.orders.models import OrderItem
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import Buyer, PostalAddress, Shipment
from chalicelib.payments.connected_accounts import account_creation
from chalicelib.payments.reconciliation import due_days
from chalicelib.ranking.nightly import reranking
from chalicelib.search.index.rebuild import rebuild_search
from chalicelib.sellers.profile.seller import Seller
from chalicelib.webhooks import endpoints, queries, signing
from chalicelib.webhooks.events import EVENT_TYPES
from doubles.in_memory_aws.database import Database
from doubles.stripe_double.events import Delivery
from testing.cell import Cell, create_bucket, open_cell
from tests.aftersales.stored_cases import a_claim, a_return
from tests.conftest import cell_in_process
from tests.isolation.disputes import stored_dispute
from tests.isolation.payouts import stored_payout
from tests.isolation.refunds_of_order import RETURNED, SUSPENDED, made_in_dashboard, refunds_of
from tests.isolation.statements import withdrawal_id
from tests.isolation.written_calls import listening
from tests.ranking.faulty_worker import open_queue_and_bucket
from tests.search.processes import begin_anew
from tests.webhooks.public_names import public_names

RECONCILED_DAY = "2026-11-22"
SERIALS = {"A": "490154203237518", "B": "356938035643809"}
# Whom an order's devices go to, by the sellers they are of; the one of both sellers is buyer A's too.
BUYERS = {
    "A": Buyer(name="Zoé Müller 🙂", email="zoe@example.org", phone="+33 6 11 22 33 44"),
    "B": Buyer(name="Bea Other", email="bea@other.example", phone="+33 6 55 66 77 88"),
    "AB": Buyer(name="Zoé Müller 🙂", email="zoe@example.org"),
}
# Each seller was paid on a day of its own: a payout is named after its day.
PAID_ON = {"A": "2026-11-06", "B": "2026-11-16"}
STREETS = {"A": "12 rue des Lilas", "B": "9 quai des Brumes", "AB": "5 place du Partage"}


class Things(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has, by the names that paths give it. Lines are one paid, one accepted and one shipped.

    `sold_product_id` is a product that exists, whoever is asked about.
    """

    order_id: str
    token: str
    email: str
    paid_line: str
    accepted_line: str
    shipped_line: str
    sku: str
    endpoint_id: str
    delivery_id: str
    key_id: str
    run_id: str
    payout_id: str
    refund_id: str
    stripe_refund_id: str
    dispute_id: str
    return_id: str
    claim_id: str
    returned_refund_id: str
    suspended_refund_id: str
    withdrawal_id: str
    offer_id: str
    product_id: str
    seller_id: str
    sold_product_id: str
    invoice_id: str


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The cell: whose things are whose, the keys of everybody who may come, and an event that Stripe signed.

    `ended_token` opened A's order until its version went up.
    `wrote` is every call that changed anything, until somebody clears it.
    `within_a` and `within_b` are the two sellers' lines of one and the same order, of buyer A.
    """

    a: Things
    b: Things
    within_a: Things
    within_b: Things
    nobody: Things
    keys: dict[str, str]
    ended_token: str
    secrets: dict[str, frozenset[str]]
    event: Delivery
    wrote: list[str]
    database: Database

    def remember(self) -> bytes:
        """The tables as they stand, for `restore`."""
        return pickle.dumps(self.database.tables, protocol=pickle.HIGHEST_PROTOCOL)

    def restore(self, tables: bytes) -> None:
        self.database.tables = pickle.loads(tables)


@contextmanager
def prepared() -> Iterator[World]:
    with cell_in_process("memory") as cloud, public_names(), open_cell(Cell) as at:
        open_queue_and_bucket()
        create_bucket(settings.uploads_bucket)
        begin_anew()
        yield _world(at, cloud.dynamodb.database)
        begin_anew()


class _Stalls:
    """The two sellers, each with an offer of the same product, an endpoint and, from an order, the things of a path."""

    def __init__(self, at: Cell) -> None:
        self._at = at
        self.product_id = at.a_product()
        self.sellers = {name: at.a_seller() for name in "AB"}
        self.offers = {
            name: at.an_offer(seller, self.product_id, sku=f"SKU-OF-{name}", stock=30)
            for name, seller in self.sellers.items()
        }
        self.endpoints = {name: _endpoint(seller, name) for name, seller in self.sellers.items()}
        self.keys = _keys(at, self.sellers)
        for seller in self.sellers.values():
            account_creation.ask_for_account(seller)
        self.run_id = reranking.rerank_all().run_id
        self._refunds: dict[str, str] = {}

    def sold(self, names: str) -> Order:
        """A paid order of three devices of each seller."""
        address = PostalAddress(street=STREETS[names], postal_code="75011", city="Paris", country="FR")
        offers = (self.offers[name] for name in names * 3)
        return self._at.paid_order(*offers, buyer=BUYERS[names], delivery_address=address)

    def _failed_refund(self, order: Order) -> str:
        """The one failed refund of an order, whichever seller's things are asked for first."""
        if order.order_id in self._refunds:
            return self._refunds[order.order_id]
        self._refunds[order.order_id] = refunds_of(order)
        return self._refunds[order.order_id]

    def things(self, name: str, order: Order) -> Things:
        seller_id = self.sellers[name].seller_id
        paid, accepted, shipped = (line.line_id for line in order.lines if line.seller_id == seller_id)
        OrderItem(order.order_id).update([OrderItem.token_version.set(1)])
        (latest,), _ = queries.page_of_log(seller_id, 1, None, endpoint_id=self.endpoints[name], state=None)
        return Things(
            order_id=order.order_id,
            token=order_token(order.order_id, 1),
            email=BUYERS[name].email,
            paid_line=paid,
            accepted_line=accepted,
            shipped_line=shipped,
            sku=f"SKU-OF-{name}",
            endpoint_id=self.endpoints[name],
            delivery_id=latest.delivery_id,
            key_id=self.keys[f"seller {name}"].split("_")[2],
            run_id=self.run_id,
            payout_id=stored_payout(seller_id, PAID_ON[name]),
            refund_id=self._failed_refund(order),
            return_id=a_return(order, paid),
            claim_id=a_claim(order, shipped),
            dispute_id=stored_dispute(order),
            stripe_refund_id=made_in_dashboard(self._at, order),
            returned_refund_id=RETURNED,
            suspended_refund_id=SUSPENDED,
            withdrawal_id=withdrawal_id(order.order_id, BUYERS[name].email),
            offer_id=self.offers[name],
            product_id=self.product_id,
            seller_id=seller_id,
            sold_product_id=self.product_id,
            invoice_id=ids.derived_id("inv", order.order_id, shipped, "sale"),
        )


def _world(at: Cell, database: Database) -> World:
    stalls = _Stalls(at)
    shared = stalls.sold("AB")
    a = stalls.things("A", stalls.sold("A"))
    b = stalls.things("B", stalls.sold("B"))
    for name, mine in (("A", a), ("B", b)):
        for line_id in (mine.accepted_line, mine.shipped_line):
            acceptance.accept_line(mine.order_id, line_id, mine.seller_id)
        parcel = Shipment(carrier="colissimo", tracking_number="6A12345678901", serial=SERIALS[name])
        shipping.ship_line(mine.order_id, mine.shipped_line, mine.seller_id, parcel)
    at.settle()
    at.pay(at.place(stalls.offers["A"]))
    due_days.begin(RECONCILED_DAY)
    rebuild_search()
    return World(
        a=a,
        b=b,
        within_a=stalls.things("A", shared),
        within_b=stalls.things("B", shared),
        nobody=_nobodys(a),
        keys=stalls.keys,
        ended_token=order_token(a.order_id, 0),
        secrets=_secrets(a, b, stalls.keys),
        event=at.stripe.due_events()[0],
        wrote=listening(),
        database=database,
    )


def _endpoint(seller: Seller, name: str) -> str:
    wanted = endpoints.EndpointRequest(url=f"https://{name.lower()}.example.org/hook", event_types=tuple(EVENT_TYPES))
    request = Request(route="webhook-endpoints", principal=seller.seller_id, key="prepared", fingerprint=name)
    return endpoints.create_endpoint(seller.seller_id, wanted, request)[0].endpoint_id


def _keys(at: Cell, sellers: dict[str, Seller]) -> dict[str, str]:
    """By whose they are, each used before. The narrow ones are given their scopes anew for each route."""
    soon = clock.stamp(at.clock.moment.replace(minute=59))
    holders: dict[KeyKind, str] = {"seller": sellers["A"].seller_id, "ops": "camille"}
    keys = {}
    for kind, holder in holders.items():
        keys[f"revoked {kind}"] = issue_key(kind, holder, SCOPES[kind])
        revoke_key(keys[f"revoked {kind}"].split("_")[2])
        keys[f"expired {kind}"] = issue_key(kind, holder, SCOPES[kind], soon)
    at.clock.advance(hours=1)
    used = {
        f"seller {name}": issue_key("seller", each.seller_id, SCOPES["seller"], name=f"only {name}'s")
        for name, each in sellers.items()
    }
    used |= {"narrow seller": issue_key("seller", at.a_seller().seller_id, SCOPES["seller"])}
    used |= {each: issue_key("ops", each, SCOPES["ops"]) for each in ("narrow ops", "ops")}
    for key in used.values():
        identify(key)
    return keys | used


def _nobodys(like: Things) -> Things:
    """Ids of the right form that nothing has."""
    return Things(
        order_id=ids.derived_id("ord", "nobody"),
        token=order_token("ord_eu_nobody", 0),
        email="nobody@nowhere.example",
        paid_line="39",
        accepted_line="39",
        shipped_line="39",
        sku="SKU-OF-NOBODY",
        endpoint_id=ids.derived_id("whe", "nobody"),
        delivery_id=ids.derived_id("whd", "nobody"),
        key_id=like.key_id[:-4] + "0000",
        run_id=ids.derived_id("run", "nobody"),
        payout_id="2026-10-06-EUR",
        refund_id="late-9",
        dispute_id="du_nobody",
        return_id=ids.derived_id("ret", "nobody"),
        claim_id=ids.derived_id("clm", "nobody"),
        stripe_refund_id="re_nobody",
        returned_refund_id="late-9",
        suspended_refund_id="suspense-9",
        withdrawal_id=withdrawal_id(ids.derived_id("ord", "nobody"), "nobody@nowhere.example"),
        offer_id=ids.derived_id("off", "nobody"),
        product_id=ids.derived_id("prd", "nobody"),
        seller_id=ids.derived_id("sel", "nobody"),
        sold_product_id=like.product_id,
        invoice_id=ids.derived_id("inv", "nobody"),
    )


def _secrets(a: Things, b: Things, keys: dict[str, str]) -> dict[str, frozenset[str]]:
    """Texts, and everybody whom an answer shows them to; what opens something, to nobody who has not sent it."""
    ops, nobody = frozenset({"ops"}), frozenset[str]()
    both = frozenset({"seller A", "seller B"}) | ops
    secrets = {"Zoé": both, "Bea Other": frozenset({"seller B"}) | ops, STREETS["AB"]: both}
    for name, things in (("A", a), ("B", b)):
        seller, both_sides = frozenset({f"seller {name}"}), frozenset({f"seller {name}", f"buyer {name}"})
        private = (things.endpoint_id, things.delivery_id, things.key_id, f"only {name}'s")
        secrets |= dict.fromkeys((*private, f"https://{name.lower()}.example.org"), seller)
        # Operators see every order, and whose it is.
        secrets |= dict.fromkeys((things.sku, STREETS[name], str(BUYERS[name].phone)), seller | ops)
        secrets |= dict.fromkeys((SERIALS[name], things.order_id), both_sides | ops)
        opening = (things.token, keys[f"seller {name}"].split("_")[3], signing.secret(things.endpoint_id, 1))
        secrets |= dict.fromkeys(opening, nobody) | {things.email: ops}
    return secrets
