"""Money commands: what the API, schedules and sweepers ask of the only worker that moves money."""

import msgspec

from chalicelib.kernel import queues
from chalicelib.kernel.runtime.settings import settings


class FollowObject(msgspec.Struct, frozen=True, tag="follow_object"):
    """Something happened to an object at Stripe: retrieve it and act. `account` is None for the platform's own."""

    kind: str
    object_id: str
    event_id: str
    account: str | None = None


class ReleaseOrder(msgspec.Struct, frozen=True, tag="release_order"):
    """The time to pay is over."""

    order_id: str


class ResolveOperation(msgspec.Struct, frozen=True, tag="resolve_operation"):
    """An operation is to be carried out, or its outcome to be found."""

    subject: str
    operation_id: str


Command = FollowObject | ReleaseOrder | ResolveOperation


def send(*commands: Command) -> None:
    """Queue commands for the money worker."""
    queues.send(settings.money_queue_url, [msgspec.json.encode(command).decode() for command in commands])
