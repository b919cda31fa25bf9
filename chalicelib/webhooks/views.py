"""Views of endpoints and deliveries for their seller."""

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.webhooks import answers, endpoint_health, signing
from chalicelib.webhooks.models import Endpoint, WebhookDelivery


def endpoint_view(endpoint: Endpoint) -> answers.ShownEndpoint:
    """An endpoint with its health; never a secret."""
    overlap_ends = signing.overlap_ends(endpoint.rotated_at)
    return {
        "endpoint_id": endpoint.endpoint_id,
        "url": endpoint.url,
        "event_types": sorted(endpoint.subscriptions),
        "description": endpoint.description,
        "state": endpoint.state,
        "disabled_why": endpoint.disabled_why,
        "disabled_at": endpoint.disabled_at,
        "created_at": endpoint.created_at,
        "secret_rotated_at": endpoint.rotated_at,
        "old_secret_signs_until": clock.stamp(overlap_ends) if overlap_ends else None,
        "health": {
            "is_slow": endpoint_health.is_slow(endpoint),
            "failures_in_a_row": int(endpoint.failures_in_a_row),
            "failing_since": endpoint.failing_since,
            "last_success_at": endpoint.last_success_at,
            "last_failure_at": endpoint.last_failure_at,
        },
    }


def secret_view(endpoint: Endpoint, secret: str | None) -> answers.EndpointWithSecret:
    """The same with the secret, which is shown only here."""
    return {**endpoint_view(endpoint), "secret": secret}


def delivery_view(delivery: WebhookDelivery) -> answers.ShownDelivery:
    """One message with its content and every stored attempt."""
    endpoint_id, _, subject = delivery.ordering_key.partition("#")
    return {
        "delivery_id": delivery.delivery_id,
        "endpoint_id": endpoint_id,
        "subject": subject,
        "type": delivery.event_type,
        "occurred_at": delivery.occurred_at,
        "state": delivery.state,
        "next_attempt_at": delivery.due_at,
        "message": msgspec.json.decode(delivery.body, type=answers.WebhookMessage),
        "attempts": [
            {
                "at": each.at,
                "outcome": each.outcome,
                "status": each.status,
                "milliseconds": each.milliseconds,
            }
            for each in delivery.attempts or ()
        ],
        "last_answer": delivery.answer or "",
    }
