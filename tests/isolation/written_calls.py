"""What changed anything: every call to AWS that is no reading."""

from typing import Any

from chalicelib.kernel.runtime import aws

READS = {"GetItem", "BatchGetItem", "Query"}


def listening() -> list[str]:
    """The calls that change something, in order, from now on."""
    wrote: list[str] = []

    def note(model: Any, **_: Any) -> None:
        if model.name not in READS:
            wrote.append(model.name)

    for service in ("dynamodb", "sqs", "sesv2"):
        aws.client(service).meta.events.register("before-call", note)
    return wrote
