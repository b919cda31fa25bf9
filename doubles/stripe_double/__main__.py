"""Starts the double: `python -m doubles.stripe_double --port 12111 --secret-key sk_test_… …`."""

from __future__ import annotations

import argparse
import random
import signal
import threading
from pathlib import Path

from doubles.save_line import obey
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.routes import NAMES
from doubles.stripe_double.server import Desk, Server, wall_clock
from doubles.stripe_double.world import DAY_SECONDS


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="doubles.stripe_double", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, help="file the state survives a restart in")
    parser.add_argument("--line", type=int, help="descriptor on which a market orders to save; else saved by itself")
    parser.add_argument("--webhook", help="address that events are posted to")
    parser.add_argument("--webhook-secret", required=True)
    parser.add_argument("--secret-key", action="append", required=True)
    parser.add_argument("--publishable-key", action="append", default=[])
    parser.add_argument(
        "--restricted-key",
        action="append",
        default=[],
        type=_restricted,
        help="rk_test_…=route,route with route names such as payment_intents.create",
    )
    parser.add_argument("--settlement-days", type=int, default=2, help="until a charge is available; 0 for at once")
    return parser.parse_args()


def _restricted(text: str) -> tuple[str, frozenset[str]]:
    key, _, routes = text.partition("=")
    allowed = frozenset(routes.split(","))
    unknown = allowed - NAMES
    if unknown:
        raise argparse.ArgumentTypeError(f"no such routes: {', '.join(sorted(unknown))}")
    return key, allowed


def main() -> None:
    given = _arguments()
    saved = given.state.read_bytes() if given.state and given.state.exists() else None
    double = StripeDouble(
        wall_clock,
        random.SystemRandom(),
        given.webhook_secret,
        frozenset(given.secret_key),
        restricted_keys=dict(given.restricted_key),
        publishable_keys=frozenset(given.publishable_key),
        public_url=f"http://127.0.0.1:{given.port}",
        settlement_seconds=given.settlement_days * DAY_SECONDS,
        state=saved,
    )
    ordered = given.line is not None
    desk = Desk(double, state_file=None if ordered else given.state, webhook_url=given.webhook)
    server = Server(desk, given.port)
    stopped = threading.Event()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, lambda *_: stopped.set())
    if ordered:
        obey(given.line, desk.orders(), when_closed=stopped.set)
    else:
        desk.start()
    listener = threading.Thread(target=server.serve_forever, name="stripe-double-http")
    listener.start()
    print(f"Stripe double ready on http://127.0.0.1:{given.port}", flush=True)
    stopped.wait()
    server.shutdown()
    listener.join()
    server.server_close()
    desk.stop()


if __name__ == "__main__":
    main()
