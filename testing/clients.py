"""botocore clients as the application makes them, without what no double of AWS looks at.

Signing, naming the SDK and working out the endpoint anew are half of a call's time; serialising, parsing, checking and
retrying, which is what the application depends on, stay botocore's own.
"""

from functools import cache
from types import SimpleNamespace
from typing import Any

import botocore

from chalicelib.kernel.runtime import aws

# The application's own recipe, kept from before a cell puts its own clients in its place.
_make_client: Any = aws.client.__wrapped__
SERVICES = ("dynamodb", "sqs", "kms", "sesv2")


class RealSleep(AssertionError):
    """Somebody would have slept on the machine's clock."""


def new_client(service: str) -> Any:
    """A client of a service, made by the application's own recipe."""
    made = _make_client(service)
    if service == "s3":  # its forms and links are signed, and each bucket has an endpoint of its own
        return made
    hyphenated = made.meta.service_model.service_id.hyphenize()
    events = made.meta.events
    events.unregister(f"request-created.{hyphenated}", made._user_agent_creator.rebuild_and_replace_user_agent_handler)
    made._user_agent_creator = SimpleNamespace(to_string=lambda: "simulated")
    events.register(f"choose-signer.{hyphenated}", _unsigned)
    made._ruleset_resolver.construct_endpoint = _remembered(made._ruleset_resolver.construct_endpoint)
    return made


# The simulation's one client of a service.
client_of = cache(new_client)


def _unsigned(**_: Any) -> Any:
    return botocore.UNSIGNED


def _remembered(construct: Any) -> Any:
    """The endpoint of an operation is always the same here: one region, one account, no bucket names."""
    known: dict[str, Any] = {}

    def construct_endpoint(*, operation_model: Any, call_args: Any, request_context: Any) -> Any:
        name = operation_model.name
        if name not in known:
            known[name] = construct(
                operation_model=operation_model, call_args=call_args, request_context=request_context
            )
        return known[name]

    return construct_endpoint


def _no_sleep(seconds: float) -> None:
    if seconds:
        raise RealSleep(seconds)


# What botocore's endpoint knows as `time`: its retries wait on the world's clock and leave it a sleep of nothing.
NO_TIME = SimpleNamespace(sleep=_no_sleep)
