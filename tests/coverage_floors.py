"""Coverage floors: money and rules are covered to the last branch, everything together nearly so.

`python -m tests.coverage_floors <coverage.json>`, after the tests; ends with 1 naming each file below its floor.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.purity_rules import pure_modules

OVERALL_PERCENT = 92
WHOLE = (
    *(name.replace(".", "/") + ".py" for name in sorted(pure_modules(Path(__file__).parents[1]))),
    "chalicelib/markets/",
    "chalicelib/payments/",
    "chalicelib/kernel/values/money.py",
    "chalicelib/orders/checkout/placing.py",
    "chalicelib/orders/payment/confirmation.py",
    "chalicelib/orders/cancellation/cancelling.py",
    "chalicelib/orders/payment/reservation_release.py",
    "chalicelib/orders/cancellation/refunding.py",
    "chalicelib/orders/cancellation/refund_outcomes.py",
    "chalicelib/orders/cancellation/refund_substitutes.py",
    "chalicelib/orders/payment/stripe_updates.py",
    "chalicelib/orders/payment/order_audit.py",
)


def shortfalls(report: dict[str, Any]) -> list[str]:
    """Each file below its floor, from coverage's JSON report; never empty for a report that lacks a whole file."""
    found = []
    files: dict[str, Any] = report["files"]
    for floor in WHOLE:
        covered = {name: file for name, file in files.items() if name.startswith(floor)}
        if not covered:
            found.append(f"{floor} is not in the report")
        for name, file in sorted(covered.items()):
            if file["summary"]["percent_covered"] < 100:
                missing = file["missing_lines"] + [f"{start}->{end}" for start, end in file["missing_branches"]]
                found.append(f"{name} lacks {', '.join(map(str, missing))}")
    overall: float = report["totals"]["percent_covered"]
    if overall < OVERALL_PERCENT:
        found.append(f"everything together is covered to {overall:.1f} %, not {OVERALL_PERCENT} %")
    return list(dict.fromkeys(found))


def main() -> int:
    report = json.loads(Path(sys.argv[1]).read_text())
    found = shortfalls(report)
    for shortfall in found:
        print(f"NOT COVERED  {shortfall}")
    print(f"branch coverage {report['totals']['percent_covered']:.1f} %, {len(found)} files below their floor")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
