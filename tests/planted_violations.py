"""Violations of each rule, planted in a small tree, and files that keep every rule."""

from collections.abc import Callable
from pathlib import Path

from tests import assertion_rules, face_rules, house_rules, import_rules, naming_rules, purity_rules, surface_rules

Rule = Callable[[Path], list[str]]

LONG_FUNCTION = "def total() -> int:\n" + "    1\n" * 40 + "    return 1\n"

# What a test may stand on, and a body that passes whatever the application does.
CANNOT_FAIL = (
    ("", "pay()"),
    ("", "assert True"),
    ("", "for order in orders():\n        assert order.paid"),
    ("", "for order in []:\n        assert order.paid"),
    ("", "while pays:\n        assert pays.pop()"),
    ("", "if pays:\n        assert pay()"),
    ("", "assert all(order.paid for order in orders())"),
    ("", "[expect_paid(order) for order in orders()]"),
    ("", "pays.expect_paid()"),
    ("def check():\n    assert pay()\n\n\n", "check = pay\n    lambda: check()"),
    ("from tests.kernel.aws_stub import expect_paid\n\n\n", "expect_paid(pay())"),
    ("class Desk:\n    def expect_paid(self): ...\n\n\n", "Desk().expect_paid()"),
)

# A rule, the file that breaks it, and how.
BROKEN: tuple[tuple[Rule, str, str], ...] = (
    (import_rules.imports_run_one_way, "chalicelib/payments/paying.py", "from chalicelib.orders import queries"),
    (import_rules.imports_run_one_way, "chalicelib/payments/paying.py", "import chalicelib.orders.queries"),
    (import_rules.imports_run_one_way, "chalicelib/payments/paying.py", "from ..orders.queries import order"),
    (import_rules.imports_run_one_way, "chalicelib/payments/paying.py", "from ..orders import queries"),
    (import_rules.imports_run_one_way, "chalicelib/payments/paying.py", "from .. import orders"),
    (
        import_rules.imports_run_one_way,
        "chalicelib/payments/paying.py",
        "def pay():\n    from chalicelib.orders import queries",
    ),
    (import_rules.imports_run_one_way, "chalicelib/mails/telling.py", "from chalicelib.webhooks import signing"),
    (import_rules.imports_run_one_way, "chalicelib/kernel/runtime/clock.py", "from chalicelib import facts"),
    (import_rules.imports_run_one_way, "chalicelib/orders/checkout/placing.py", "from app import app"),
    (import_rules.imports_run_one_way, "chalicelib/stuff/placing.py", "from chalicelib.kernel.runtime import clock"),
    (
        import_rules.private_modules_stay_in_their_room,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.payments.models import StripeOperation",
    ),
    (
        import_rules.private_modules_stay_in_their_room,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.catalog import payloads",
    ),
    (
        import_rules.private_modules_stay_in_their_room,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.catalog.offers.models import OfferItem",
    ),
    (import_rules.private_modules_stay_in_their_room, "app.py", "from chalicelib.orders import reactions"),
    (
        import_rules.private_modules_stay_in_their_room,
        "chalicelib/subscriptions.py",
        "from chalicelib.orders.routes import routes",
    ),
    (
        import_rules.modules_make_no_circle,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.orders.checkout import placing",
    ),
    (
        face_rules.rooms_are_entered_by_their_face,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.catalog.stock.sold_out import announce_if_sold_out",
    ),
    (
        face_rules.rooms_are_entered_by_their_face,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.catalog.offers.versions.history import oldest",
    ),
    (
        face_rules.rooms_are_entered_by_their_face,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.kernel.http.application import Application",
    ),
    (
        face_rules.rooms_are_entered_by_their_face,
        "chalicelib/storefront/pages.py",
        "from chalicelib.search.index.indexing import index_search",
    ),
    (
        face_rules.rooms_are_entered_by_their_face,
        "app.py",
        "from chalicelib.catalog.stock.sold_out import announce_if_sold_out",
    ),
    (naming_rules.modules_are_nouns, "chalicelib/orders/settling.py", ""),
    (naming_rules.modules_are_nouns, "chalicelib/orders/moving/lines.py", ""),
    (
        naming_rules.class_names_are_used_once,
        "chalicelib/orders/models.py",
        "class Order: ...\n\n\nclass Order: ...",
    ),
    (
        import_rules.private_names_stay_in_their_module,
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.orders.checkout.pricing import _line",
    ),
    (
        purity_rules.pure_modules_import_pure_ones,
        "chalicelib/orders/checkout/pricing.py",
        "from chalicelib.kernel.runtime import clock",
    ),
    (purity_rules.pure_modules_import_pure_ones, "chalicelib/markets/taxes.py", "import boto3"),
    (
        purity_rules.pure_modules_import_pure_ones,
        "chalicelib/catalog/offers/offer.py",
        "from chalicelib.catalog.queries import product",
    ),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "from time import monotonic"),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "def pay():\n    import stripe"),
    (import_rules.libraries_have_one_door, "chalicelib/kernel/runtime/aws.py", "import threading"),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "from botocore import session"),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "from local.places import place"),
    (import_rules.libraries_have_one_door, "chalicelib/web/forms.py", "import uuid"),
    (import_rules.libraries_have_one_door, "chalicelib/web/forms.py", "from uuid import uuid4"),
    (import_rules.imports_stand_at_the_top, "local/run.py", "def run():\n    import json"),
    (import_rules.imports_stand_at_the_top, "chalicelib/gateways/stripe.py", "import stripe"),
    (
        import_rules.nothing_is_imported_by_star,
        "tests/orders/checkout/test_placing.py",
        "from chalicelib.facts import *",
    ),
    (import_rules.folders_stay_apart, "doubles/stripe_double/wire.py", "from chalicelib.kernel import queues"),
    (import_rules.folders_stay_apart, "local/run.py", "from tests.contract import keeping_its_word"),
    (import_rules.folders_stay_apart, "local/run.py", "from testing import builders"),
    (import_rules.folders_stay_apart, "doubles/stripe_double/wire.py", "import testing.builders"),
    (import_rules.folders_stay_apart, "testing/builders.py", "from local.places import place"),
    (import_rules.folders_stay_apart, "testing/builders.py", "from bench.basket import Basket"),
    (import_rules.folders_stay_apart, "bench/units.py", "import tests.contract"),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "from testing import builders"),
    (import_rules.libraries_have_one_door, "app.py", "from testing import builders"),
    (surface_rules.the_page_kit_stands_alone, "chalicelib/web/reader.py", "from chalicelib.catalog import languages"),
    (
        surface_rules.surfaces_are_for_the_application,
        "chalicelib/health/views.py",
        "import chalicelib.storefront.pages",
    ),
    (house_rules.files_are_short, "bench/measuring.py", "count = 1\n" * 300),
    (house_rules.half_of_the_files_are_shorter, "chalicelib/orders/line.py", "count = 1\n" * 100),
    (house_rules.functions_are_short, "local/run.py", LONG_FUNCTION),
    (house_rules.positions_are_few, "chalicelib/orders/checkout/placing.py", "def place(a, b, /, c, d, e): ..."),
    (house_rules.names_say_something, "chalicelib/orders/utils.py", ""),
    (house_rules.names_say_something, "chalicelib/orders/checkout/placing.py", "class OrderManager: ..."),
    (house_rules.names_say_something, "chalicelib/orders/checkout/placing.py", "class OrderService: ..."),
    (house_rules.names_say_something, "local/run.py", "order_info = 1"),
    (house_rules.names_say_something, "testing/cell.py", "MARKET, COMMON = 1, 2"),
    (
        house_rules.only_the_clock_knows_the_present,
        "chalicelib/orders/checkout/placing.py",
        "import datetime\n\nnow = datetime.datetime.now()",
    ),
    (
        house_rules.only_the_clock_knows_the_present,
        "chalicelib/markets/taxes.py",
        "from datetime import date\n\ntoday = date.today()",
    ),
    (house_rules.tables_have_one_owner, "chalicelib/orders/checkout/placing.py", 'table_name = named("orders")'),
    (house_rules.tables_have_one_owner, "chalicelib/catalog/models.py", 'one = named("orders")\ntwo = named("orders")'),
    (house_rules.app_is_a_map, "app.py", "def work(event):\n    return event if event else None"),
    (house_rules.app_is_a_map, "app.py", "def work(event):\n    event.pop()\n    return event"),
    (house_rules.app_is_a_map, "app.py", "count = 1\n" * 120),
    (house_rules.tests_are_sentences, "tests/test_paying.py", "def test_pay():\n    assert pay()"),
    (house_rules.tests_are_sentences, "tests/test_paying.py", "class TestPaying: ..."),
    (house_rules.rules_have_their_own_tests, "chalicelib/markets/taxes.py", "def tax_minor(gross_minor): ..."),
    (house_rules.rules_have_their_own_tests, "chalicelib/markets/time_limits.py", "DELIVERY_LIMIT_DAYS = 30"),
    (house_rules.rules_have_their_own_tests, "chalicelib/orders/lifecycle.py", "def is_over(state): ..."),
    *(
        (
            assertion_rules.tests_can_fail,
            "tests/test_paying.py",
            f"{before}def test_a_buyer_pays_once(pays):\n    {body}",
        )
        for before, body in CANNOT_FAIL
    ),
)

KEPT: tuple[tuple[str, str], ...] = (
    ("app.py", "from chalicelib.orders.routes import routes\n\n\ndef work(event):\n    return use_case(event)"),
    ("chalicelib/__init__.py", ""),
    ("chalicelib/subscriptions.py", "from chalicelib.orders import reactions"),
    (
        "chalicelib/kernel/runtime/clock.py",
        "import time\nfrom datetime import UTC, datetime\n\nnow = datetime.now(UTC)",
    ),
    ("chalicelib/orders/models.py", 'class Order(Table):\n    table_name = named("orders")'),
    (
        "chalicelib/orders/queries.py",
        "from chalicelib.orders.models import Order\n\n\ndef _stored(order_id: str) -> Order: ...",
    ),
    ("chalicelib/catalog/stored_items.py", "def item() -> OfferItem: ..."),
    (
        "chalicelib/orders/checkout/placing.py",
        "from chalicelib.carbon import views\nfrom chalicelib.orders.models import Order",
    ),
    (
        "chalicelib/orders/checkout/pricing.py",
        "from chalicelib.kernel.values.money import split\nfrom chalicelib.markets import taxes",
    ),
    ("chalicelib/storefront/basket.py", "from chalicelib.orders.payloads import OrderRequest\n\nSERVICE_FEE = 1"),
    ("chalicelib/web/rendering.py", "from chalicelib.markets import formatting"),
    ("chalicelib/web/forms.py", "from uuid import UUID"),
    ("chalicelib/gateways/stripe.py", "def ask():\n    import stripe"),
    ("local/run.py", "import time\n\n\nclass Server:\n    def serve(self, a, b, c, d, *, e): ..."),
    (
        "tests/purchase.py",
        "def expect_paid(order):\n    assert order.paid\n\n\n"
        "class Purchase:\n    def asks(self):\n        expect_paid(self)",
    ),
    (
        "tests/test_paying.py",
        "from tests import purchase\n\n\ndef test_a_buyer_pays_once():\n    purchase.expect_paid(pay())",
    ),
    (
        "tests/test_asking.py",
        "from tests.purchase import Purchase\n\nPAYERS = (1, 2)\n\n\n"
        "def test_a_buyer_asks_once(purchase: Purchase):\n    purchase.asks()\n\n\n"
        "def test_each_buyer_is_asked():\n    for payer in PAYERS:\n        assert payer\n\n\n"
        "def test_a_buyer_is_refused():\n    with pytest.raises(ValueError):\n        pay()",
    ),
)
