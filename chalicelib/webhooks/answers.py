"""The answers about endpoints and deliveries."""

from typing import Any, TypedDict

from chalicelib.webhooks.lifecycle import Outcome


class EndpointHealth(TypedDict):
    """The health of an endpoint, from its attempts."""

    is_slow: bool
    failures_in_a_row: int
    failing_since: str | None
    last_success_at: str | None
    last_failure_at: str | None


class ShownEndpoint(TypedDict):
    """An endpoint; `disabled_why` is SELLER, GONE (it answered 410) or FAILING."""

    endpoint_id: str
    url: str
    event_types: list[str]
    description: str
    state: str
    disabled_why: str | None
    disabled_at: str | None
    created_at: str
    secret_rotated_at: str | None
    old_secret_signs_until: str | None
    health: EndpointHealth


class EndpointWithSecret(ShownEndpoint):
    """The same with the secret that signs its messages; null where the same request made it before."""

    secret: str | None


class RemovedEndpoint(TypedDict):
    """A deleted endpoint."""

    endpoint_id: str
    state: str


class DeliveryTry(TypedDict):
    """One attempt; `status` is null where there was no answer."""

    at: str
    outcome: Outcome
    status: int | None
    milliseconds: int


class WebhookMessage(TypedDict):
    """The body as it is sent."""

    type: str
    timestamp: str
    data: dict[str, Any]


class ShownDelivery(TypedDict):
    """One message for one endpoint; `delivery_id` is its `webhook-id`."""

    delivery_id: str
    endpoint_id: str
    subject: str
    type: str
    occurred_at: str
    state: str
    next_attempt_at: str | None
    message: WebhookMessage
    attempts: list[DeliveryTry]
    last_answer: str


class AcceptedRedelivery(TypedDict):
    """What will be sent again, and for which time."""

    endpoint_id: str
    since: str
    until: str
