"""Walks one device through a running market, step by step, with the cases that fail; then audits the books."""

import argparse
import subprocess
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from local.market_client import WAIT_SECONDS_MAX, DidNotHappen, MarketClient, NotRunning, Refused
from local.places import CELLS, ROOT, Place, place
from local.tour_after_sale import WholeTour
from local.tour_people import Visitor
from local.tour_steps import Tour

STEPS: dict[str, Callable[[WholeTour], str]] = {
    "books open": Tour.open_books,
    "found in its category": Tour.find,
    "quoted and ordered": Tour.order,
    "paid by signed event": Tour.pay,
    "mail seen": Tour.read_mail,
    "carbon recorded": Tour.record_carbon,
    "accepted": Tour.accept,
    "shipped": Tour.ship,
    "delivered": Tour.deliver,
    "box re-ranked": Tour.rerank,
    "declined": Tour.decline,
    "paid after the decline": Tour.pay_after_decline,
    "cancelled and refunded": Tour.cancel,
    "expired": Tour.expire,
    "commission booked": Tour.book,
    "returned": WholeTour.send_back,
    "refunded": WholeTour.refund,
    "sold again": WholeTour.sell_again,
    "repaired": WholeTour.repair,
    "exchanged": WholeTour.exchange,
    "transferred": WholeTour.transfer,
    "paid out": WholeTour.pay_out,
    "invoiced": WholeTour.invoice,
}


def main() -> int:
    """0 if every step happened and the books agree, 1 naming the first that did not, 2 where no market runs."""
    parser = argparse.ArgumentParser(prog="make tour", description=__doc__)
    parser.add_argument("--cell", choices=CELLS, default="eu")
    parser.add_argument("--first-port", type=int, help="where the market listens, if not at its usual place")
    parser.add_argument(
        "--patience-seconds", type=float, default=WAIT_SECONDS_MAX, help="how long to wait for one thing"
    )
    given = parser.parse_args()
    market = place(given.cell, first_port=given.first_port)
    visitor = Visitor(MarketClient(market), given.patience_seconds)
    try:
        visitor.client.call("GET", "/v1/markets")
    except NotRunning:
        print(f"No market of cell {given.cell} runs here: `make run CELL={given.cell}` first.", file=sys.stderr)
        return 2
    return _walk(visitor) or _audit(market)


def _walk(visitor: Visitor) -> int:
    tour = WholeTour(visitor)
    for number, (name, step) in enumerate(STEPS.items(), 1):
        try:
            print(f"{number:>3}  {step(tour)}", flush=True)
        except (DidNotHappen, NotRunning, Refused, BotoCoreError, ClientError) as missing:
            print(f"\nThe tour ends before this was proved: {name}. {missing}", file=sys.stderr)
            return 1
    return 0


def _audit(market: Place) -> int:
    command = [sys.executable, "-m", "local.audit", "--cell", market.cell, "--first-port", str(market.first_port)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
