"""What is covered to the last branch is measured file by file, and a file that falls short is named."""

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.coverage_floors import OVERALL_PERCENT, WHOLE, shortfalls
from tests.purity_rules import PURE, pure_modules

ROOT = Path(__file__).parents[1]


def _file(percent: float = 100.0, lines: tuple[int, ...] = (), branches: tuple[tuple[int, int], ...] = ()) -> Any:
    return {
        "summary": {"percent_covered": percent},
        "missing_lines": list(lines),
        "missing_branches": [list(branch) for branch in branches],
    }


@pytest.fixture
def report() -> dict[str, Any]:
    """A report of coverage as it should be."""
    names = (floor if floor.endswith(".py") else f"{floor}any.py" for floor in WHOLE)
    return {"files": {name: _file() for name in names}, "totals": {"percent_covered": float(OVERALL_PERCENT)}}


def test_a_report_of_everything_falls_short_of_nothing(report: dict[str, Any]) -> None:
    assert shortfalls(report) == []


@pytest.mark.parametrize("name", ["chalicelib/kernel/values/money.py", "chalicelib/payments/any.py"])
def test_a_branch_nobody_takes_in_a_whole_file_is_named(report: dict[str, Any], name: str) -> None:
    report["files"][name] = _file(99.9, (3,), ((7, 9),))
    assert shortfalls(report) == [f"{name} lacks 3, 7->9"]


def test_a_whole_file_that_nobody_measured_is_named(report: dict[str, Any]) -> None:
    del report["files"]["chalicelib/orders/payment/confirmation.py"]
    assert shortfalls(report) == ["chalicelib/orders/payment/confirmation.py is not in the report"]


def test_other_files_only_count_together(report: dict[str, Any]) -> None:
    report["files"]["chalicelib/orders/fulfilment/deadline_handlers.py"] = _file(50.0, (1,))
    assert shortfalls(report) == []
    less = copy.deepcopy(report) | {"totals": {"percent_covered": OVERALL_PERCENT - 0.1}}
    assert shortfalls(less) == [f"everything together is covered to {OVERALL_PERCENT - 0.1:.1f} %, not 92 %"]


def test_a_module_is_pure_by_what_it_imports_and_not_by_who_remembers_it(tmp_path: Path) -> None:
    sources = {
        "rules": "import re\n",
        "more": "from chalicelib.room import rules\n",
        "clock": "import time\n",
        "late": "from chalicelib.room import clock\n",
        "later": "from chalicelib.room.late import anything\n",
    }
    (tmp_path / "app.py").write_text("")
    room = tmp_path / "chalicelib" / "room"
    room.mkdir(parents=True)
    for name, source in sources.items():
        (room / f"{name}.py").write_text(source)
    assert pure_modules(tmp_path) == {"chalicelib.room.rules", "chalicelib.room.more"}


def test_every_declared_pure_module_is_pure_by_its_imports() -> None:
    assert pure_modules(ROOT) >= PURE
