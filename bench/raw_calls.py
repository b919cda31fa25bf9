"""The same calls without the application: what reading, decoding and writing the same items takes with raw clients.

A figure that is measured against it says what the application adds to what no program on these clients can leave out.
"""

import time
from urllib.parse import parse_qsl

import msgspec

from bench.market import Market
from bench.recorded_answers import Tape, replay
from chalicelib.gateways import stripe
from chalicelib.kernel.runtime import aws


def raw_ms(given: Market, tape: Tape, rounds: int) -> list[float]:
    """Milliseconds of CPU of making a tape's calls with the raw clients and decoding their answers, each round."""
    times = []
    forms = [(asked.method, asked.path, dict(parse_qsl(asked.body))) for asked in tape.asked_of_stripe]
    with replay(given, tape):
        for _ in range(rounds):
            started = time.process_time_ns()
            for request in tape.asked_of_aws:
                aws.client(request.service)._make_api_call(request.operation, request.parameters)
            for method, path, form in forms:
                msgspec.json.decode(stripe._connected().raw_request(method, path, **form).body)
            times.append((time.process_time_ns() - started) / 1_000_000)
    return times
