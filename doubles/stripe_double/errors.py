"""Refusals in Stripe's shape: status, type, code, parameter and message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doubles.stripe_double.wire import Answer, Json, json_answer


class Refusal(Exception):
    """A request that Stripe answers with an error.

    `executed` tells whether an idempotency key keeps it: a refusal made before execution begins
    (parameters that do not fit) may be sent again, one made by the operation itself is replayed.
    """

    executed = True

    def __init__(self, status: int, error: Json, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(error.get("message"))
        self.status = status
        self.error = {name: value for name, value in error.items() if value is not None}
        self.headers = dict(headers or {})

    def answer(self) -> Answer:
        retry = self.headers.get("Stripe-Should-Retry", "false")
        return json_answer(self.status, {"error": self.error}, {**self.headers, "Stripe-Should-Retry": retry})


def invalid(
    message: str, *, param: str | None = None, code: str | None = None, status: int = 400, **more: Any
) -> Refusal:
    documentation = f"https://docs.stripe.com/error-codes#{code.replace('_', '-')}" if code else None
    error = {
        "type": "invalid_request_error",
        "code": code,
        "doc_url": documentation,
        "message": message,
        "param": param,
    }
    return Refusal(status, {**error, **more})


def unfit(message: str, *, param: str | None = None, code: str | None = None) -> Refusal:
    """Parameters that no state of the world would make right: refused before execution."""
    refusal = invalid(message, param=param, code=code)
    refusal.executed = False
    return refusal


def missing(noun: str, identifier: str, *, param: str = "id", status: int = 404) -> Refusal:
    return invalid(f"No such {noun}: '{identifier}'", param=param, code="resource_missing", status=status)


def card_error(code: str, message: str, *, param: str | None = None, **more: Any) -> Refusal:
    error = {
        "type": "card_error",
        "code": code,
        "doc_url": f"https://docs.stripe.com/error-codes#{code.replace('_', '-')}",
        "message": message,
        "param": param,
    }
    return Refusal(402, {**error, **more})


def key_conflict(message: str) -> Refusal:
    return Refusal(400, {"type": "idempotency_error", "message": message})


def key_in_use() -> Refusal:
    message = (
        "There is currently another in-progress request using this Idempotency Key (that probably means "
        "you submitted twice, and the other request is still going through). Please try again later."
    )
    error = {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": message}
    return Refusal(409, error, headers={"Stripe-Should-Retry": "true"})


def too_many_requests() -> Refusal:
    message = (
        "Request rate limit exceeded. You can learn more about rate limits at https://docs.stripe.com/rate-limits."
    )
    error = {"type": "invalid_request_error", "code": "rate_limit", "message": message}
    return Refusal(429, error, headers={"Stripe-Rate-Limited-Reason": "endpoint-rate"})


def broken(*, retry: bool) -> Refusal:
    message = "An unknown error occurred"
    error = {"type": "api_error", "message": message}
    return Refusal(500, error, headers={"Stripe-Should-Retry": "true" if retry else "false"})
