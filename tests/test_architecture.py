"""The house keeps its own rules; and each rule is shown to fail where one is broken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import face_rules, house_rules, import_rules, naming_rules, surface_rules

Rule = Callable[[Path], list[str]]

ROOT = Path(__file__).parents[1]

RULES: tuple[Rule, ...] = (
    import_rules.imports_run_one_way,
    import_rules.modules_make_no_circle,
    import_rules.private_modules_stay_in_their_room,
    import_rules.private_names_stay_in_their_module,
    import_rules.pure_modules_import_pure_ones,
    import_rules.libraries_have_one_door,
    import_rules.imports_stand_at_the_top,
    import_rules.nothing_is_imported_by_star,
    import_rules.folders_stay_apart,
    surface_rules.the_page_kit_stands_alone,
    surface_rules.surfaces_are_for_the_application,
    face_rules.rooms_are_entered_by_their_face,
    face_rules.stored_models_stay_in_their_room,
    naming_rules.modules_are_nouns,
    naming_rules.class_names_are_used_once,
    house_rules.files_are_short,
    house_rules.functions_are_short,
    house_rules.positions_are_few,
    house_rules.modules_say_what_they_answer_for,
    house_rules.packages_are_empty,
    house_rules.names_say_something,
    house_rules.only_the_clock_knows_the_present,
    house_rules.tables_have_one_owner,
    house_rules.app_is_a_map,
    house_rules.tests_are_sentences,
    house_rules.tests_can_fail,
)

SAID = '"""What it answers for."""\n'
LONG_FUNCTION = "def total() -> int:\n" + "    1\n" * 40 + "    return 1\n"

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
        import_rules.pure_modules_import_pure_ones,
        "chalicelib/orders/checkout/pricing.py",
        "from chalicelib.kernel.runtime import clock",
    ),
    (import_rules.pure_modules_import_pure_ones, "chalicelib/markets/taxes.py", "import boto3"),
    (
        import_rules.pure_modules_import_pure_ones,
        "chalicelib/catalog/offers/offer.py",
        "from chalicelib.catalog.queries import product",
    ),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "from time import monotonic"),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "def pay():\n    import stripe"),
    (import_rules.libraries_have_one_door, "chalicelib/kernel/runtime/aws.py", "import threading"),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "from botocore import session"),
    (import_rules.libraries_have_one_door, "chalicelib/orders/checkout/placing.py", "from local.places import place"),
    (import_rules.imports_stand_at_the_top, "local/run.py", "def run():\n    import json"),
    (import_rules.imports_stand_at_the_top, "chalicelib/gateways/stripe.py", "import stripe"),
    (
        import_rules.nothing_is_imported_by_star,
        "tests/orders/checkout/test_placing.py",
        "from chalicelib.facts import *",
    ),
    (import_rules.folders_stay_apart, "doubles/stripe_double/wire.py", "from chalicelib.kernel import queues"),
    (import_rules.folders_stay_apart, "local/run.py", "from tests.desk import Desk"),
    (import_rules.folders_stay_apart, "bench/units.py", "import tests.desk"),
    (surface_rules.the_page_kit_stands_alone, "chalicelib/web/reader.py", "from chalicelib.catalog import languages"),
    (
        surface_rules.surfaces_are_for_the_application,
        "chalicelib/health/views.py",
        "import chalicelib.storefront.pages",
    ),
    (house_rules.files_are_short, "bench/measuring.py", "count = 1\n" * 300),
    (house_rules.functions_are_short, "local/run.py", LONG_FUNCTION),
    (house_rules.positions_are_few, "chalicelib/orders/checkout/placing.py", "def place(a, b, /, c, d, e): ..."),
    (house_rules.names_say_something, "chalicelib/orders/utils.py", ""),
    (house_rules.names_say_something, "chalicelib/orders/checkout/placing.py", "class OrderManager: ..."),
    (house_rules.names_say_something, "chalicelib/orders/checkout/placing.py", "class OrderService: ..."),
    (house_rules.names_say_something, "local/run.py", "order_info = 1"),
    (house_rules.names_say_something, "tests/desk.py", "MARKET, COMMON = 1, 2"),
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
    (house_rules.tests_can_fail, "tests/test_paying.py", "def test_a_buyer_pays_once():\n    pay()"),
    (house_rules.tests_can_fail, "tests/test_paying.py", "def test_a_buyer_pays_once():\n    assert True"),
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
    ("chalicelib/gateways/stripe.py", "def ask():\n    import stripe"),
    ("local/run.py", "import time\n\n\nclass Server:\n    def serve(self, a, b, c, d, *, e): ..."),
    ("tests/desk.py", "def expect_paid(order):\n    assert order.paid"),
    ("tests/test_paying.py", "def test_a_buyer_pays_once():\n    desk.expect_paid(pay())"),
)


def plant(root: Path, place: str, source: str) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source if path.name == "__init__.py" else SAID + source + "\n")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule: Rule) -> None:
    violations = rule(ROOT)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize(
    ("rule", "place", "source"), BROKEN, ids=[f"{rule.__name__}-{n}" for n, (rule, _, _) in enumerate(BROKEN)]
)
def test_a_broken_rule_is_found(tmp_path: Path, rule: Rule, place: str, source: str) -> None:
    plant(tmp_path, place, source)
    assert len(rule(tmp_path)) >= 1
    assert all(place in violation or "named in" in violation for violation in rule(tmp_path))


def test_a_module_without_a_docstring_is_found(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("app = 1\n")
    assert house_rules.modules_say_what_they_answer_for(tmp_path) == ["app.py has no docstring"]


def test_a_circle_of_two_modules_of_one_room_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "chalicelib/orders/line.py", "from chalicelib.orders.checkout import pricing")
    plant(tmp_path, "chalicelib/orders/checkout/pricing.py", "from chalicelib.orders.line import Line")
    assert [found.split(" ")[0] for found in import_rules.modules_make_no_circle(tmp_path)] == [
        "chalicelib/orders/checkout/pricing.py",
        "chalicelib/orders/line.py",
    ]


def test_a_class_name_of_two_rooms_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "chalicelib/orders/models.py", "class Delivery: ...")
    plant(tmp_path, "chalicelib/webhooks/models.py", "class Delivery: ...")
    assert naming_rules.class_names_are_used_once(tmp_path) == [
        "chalicelib/webhooks/models.py:2 Delivery is the name of chalicelib/orders/models.py:2 too"
    ]


def test_a_package_with_content_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "chalicelib/orders/__init__.py", "from chalicelib.orders.checkout.placing import place_order")
    assert house_rules.packages_are_empty(tmp_path) == ["chalicelib/orders/__init__.py is not empty"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_allowed_is_not_refused(tmp_path: Path, rule: Rule) -> None:
    for place, source in KEPT:
        plant(tmp_path, place, source)
    assert rule(tmp_path) == []


def test_every_rule_has_been_seen_to_fail() -> None:
    shown = {rule for rule, _, _ in BROKEN}
    # Shown below; the last one in tests/test_faces.py, because it needs two files.
    apart = {
        house_rules.modules_say_what_they_answer_for,
        house_rules.packages_are_empty,
        face_rules.stored_models_stay_in_their_room,
    }
    assert set(RULES) - shown == apart


def test_every_room_of_the_map_is_a_folder_or_a_page() -> None:
    present = {path.stem for path in (ROOT / "chalicelib").iterdir() if not path.stem.startswith("__")} | {"app"}
    assert present - import_rules.FLOOR.keys() == set()
