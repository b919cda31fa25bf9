"""The house keeps its own rules; and each rule is shown to fail where one is broken."""

from pathlib import Path

import pytest

from tests import (
    assertion_rules,
    face_rules,
    house_rules,
    import_rules,
    model_rules,
    naming_rules,
    purity_rules,
    surface_rules,
)
from tests.planted_violations import BROKEN, KEPT, Rule

ROOT = Path(__file__).parents[1]

RULES: tuple[Rule, ...] = (
    import_rules.imports_run_one_way,
    import_rules.modules_make_no_circle,
    import_rules.private_modules_stay_in_their_room,
    import_rules.private_names_stay_in_their_module,
    purity_rules.pure_modules_import_pure_ones,
    import_rules.libraries_have_one_door,
    import_rules.imports_stand_at_the_top,
    import_rules.nothing_is_imported_by_star,
    import_rules.folders_stay_apart,
    surface_rules.the_page_kit_stands_alone,
    surface_rules.surfaces_are_for_the_application,
    face_rules.rooms_are_entered_by_their_face,
    model_rules.stored_models_stay_in_their_room,
    naming_rules.modules_are_nouns,
    naming_rules.class_names_are_used_once,
    house_rules.files_are_short,
    house_rules.half_of_the_files_are_shorter,
    house_rules.functions_are_short,
    house_rules.positions_are_few,
    house_rules.modules_say_what_they_answer_for,
    house_rules.packages_are_empty,
    house_rules.names_say_something,
    house_rules.only_the_clock_knows_the_present,
    house_rules.tables_have_one_owner,
    house_rules.app_is_a_map,
    house_rules.tests_are_sentences,
    house_rules.rules_have_their_own_tests,
    assertion_rules.tests_can_fail,
)

SAID = '"""What it answers for."""\n'


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
        model_rules.stored_models_stay_in_their_room,
    }
    assert set(RULES) - shown == apart


def test_every_room_of_the_map_is_a_folder_or_a_page() -> None:
    present = {path.stem for path in (ROOT / "chalicelib").iterdir() if not path.stem.startswith("__")} | {"app"}
    assert present - import_rules.FLOOR.keys() == set()
