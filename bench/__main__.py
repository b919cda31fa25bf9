"""`make bench`: measures, prints a table, writes `bench/results.json`; with --strict a missed goal is an error."""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from typing import Any

# A deployed function's settings: the local stage would also look for a moved clock, and real keys have no place here.
os.environ.update(
    STAGE="eu",
    CELL="eu",
    CELL_SECRET="a secret of the measured cell",
    PUBLIC_URL="https://eu.rebound.example",
    MAIL_SENDER="Rebound <orders@eu.rebound.example>",
    KMS_KEY_ID="known-when-deployed",  # a build, as far as a start asks: the texts of the operator are not there
    REACTIONS_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-reactions",
    MONEY_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-money",
    MAILS_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-mails",
    LINKS_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-links",
    RANKING_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-ranking",
    FILES_BUCKET="rebound-eu-files",
    UPLOADS_BUCKET="rebound-eu-uploads",
    WEBHOOKS_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-webhooks.fifo",
    SLOW_WEBHOOKS_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-slow_webhooks.fifo",
    WEBHOOK_TASKS_QUEUE_URL="https://sqs.eu-central-1.amazonaws.com/000000000000/rebound-eu-webhook_tasks",
    STRIPE_WEBHOOK_SECRET="whsec_bench",
    STRIPE_PUBLISHABLE_KEY="pk_test_bench",
    STRIPE_SECRET_KEY="sk_test_bench",
    STRIPE_BASE_URL="",
    CARRIERS_BASE_URL="https://carriers.eu.rebound.example",
    AWS_ACCESS_KEY_ID="bench",
    AWS_SECRET_ACCESS_KEY="bench",
    AWS_DEFAULT_REGION="eu-central-1",
)

from bench.cold_start import measure_cold_start
from bench.goals import missed, table
from bench.parts import LOG, measured
from bench.payouts import measure_payouts
from bench.processor_time import measure_processor_time
from bench.ranking import measure_ranking
from bench.reconciliation import measure_reconciliation
from bench.reranking import measure_reranking
from bench.results import write
from bench.returns import measure_returns
from bench.search import measure_search
from bench.units import itemised, measure_units
from local.places import ROOT

PARTS: dict[str, Callable[[], Any]] = {
    "units": measure_units,
    "returns": measure_returns,
    "payouts": measure_payouts,
    "ranking": measure_ranking,
    "re-ranking": measure_reranking,
    "reconciliation": measure_reconciliation,
    "search": measure_search,
    "processor time": measure_processor_time,
    "cold start": measure_cold_start,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="end with 1 if a goal is missed")
    options = parser.parse_args()
    found = measured(PARTS)
    units, returns = found.pop("units"), found.pop("returns")
    results: dict[str, Any] = {**units.results, **returns.results, "python_version": platform.python_version()}
    for figures in found.values():
        results |= figures
    print("\nWhat an order of two lines of two sellers writes, item by item:\n")
    print("\n".join(itemised(units.steps)))
    print("\nWhat the return of one of its devices writes until its refund is booked:\n")
    print("\n".join(itemised(returns.steps)))
    write(results)
    print("\n" + "\n".join(table(results)), "\n")
    failing = missed(results)
    print(f"MISSED: {', '.join(failing)}" if failing else "Every goal is met.")
    print(f"What the application logged meanwhile is in {LOG.relative_to(ROOT)}.")
    sys.exit(1 if failing and options.strict else 0)


if __name__ == "__main__":
    main()
