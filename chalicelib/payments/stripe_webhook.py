"""Stripe's events: verified, stored once, and answered after a command is queued. They are stored, not acted on."""

import hashlib
import hmac
import re
from typing import Annotated

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import MissingSetting, settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.payloads import NOT_JSON
from chalicelib.kernel.values.problems import MalformedBody, Problem
from chalicelib.payments import money_commands
from chalicelib.payments.models import InboxEntry

# stripe-python refuses old timestamps only; one from the future would stay valid until it is old.
SKEW_SECONDS_MAX = 300

# Events that change an order. Any other is answered and not stored: a payment brings two more (intent created, charge
# succeeded), and each would cost a write and a call to Stripe without effect.
FOLLOWED = frozenset(
    {
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)
# Events of connected accounts that are followed.
FOLLOWED_OF_ACCOUNTS = frozenset(
    {
        "account.updated",
        "payout.updated",
        "payout.paid",
        "payout.failed",
        "payout.canceled",
    }
)
_TIMESTAMP = re.compile(r"\d{1,12}")


class BadSignature(Problem):
    slug, status, title = "bad-signature", 400, "The signature does not match the body"


# Stripe's ids are at most 255 characters (docs.stripe.com/upgrades); DynamoDB takes no key above 2,048 bytes.
StripeId = Annotated[str, msgspec.Meta(max_length=255)]


class StripeObject(msgspec.Struct):
    """The object an event is about: its kind and id."""

    object: Annotated[str, msgspec.Meta(max_length=255)]
    id: StripeId = ""


class StripeEventSubject(msgspec.Struct):
    object: StripeObject


class StripeEvent(msgspec.Struct):
    """An event of Stripe, as far as it is read. `account` names the connected account it is about."""

    id: StripeId
    type: str
    data: StripeEventSubject
    account: StripeId | None = None


def receive_event(raw_body: bytes, signature: str | None) -> None:
    """Store a signed event and queue its command. An event of a kind that is not followed is ignored.

    The command is queued for every delivery: the first one may have failed between the write and the queue.
    Raises: BadSignature, MalformedBody.
    """
    _verify(raw_body, signature or "")
    try:
        event = msgspec.json.decode(raw_body, type=StripeEvent)
    except NOT_JSON as fault:
        raise MalformedBody() from fault
    if event.type not in (FOLLOWED_OF_ACCOUNTS if event.account else FOLLOWED):
        return
    if not event.id or not event.data.object.id:
        raise MalformedBody("The event and its object need an id")
    entry = InboxEntry(
        event.id,
        kind=event.type,
        object_kind=event.data.object.object,
        object_id=event.data.object.id,
        account=event.account,
        received_at=clock.timestamp(),
    )
    transactions.put_if_absent(entry)
    about = event.data.object
    money_commands.send(
        money_commands.FollowObject(kind=about.object, object_id=about.id, event_id=event.id, account=event.account)
    )


def _verify(raw_body: bytes, signature: str) -> None:
    """Stripe's scheme v1: HMAC-SHA256 of `t.body`, several `v1` allowed while a secret rotates.

    Stripe has one secret for the platform's own events and another for those of connected accounts.
    """
    secrets = [secret for secret in settings.stripe_webhook_secret.split(",") if secret]
    if not secrets:  # anybody can sign under an empty secret
        raise MissingSetting("STRIPE_WEBHOOK_SECRET")
    parts = [part.partition("=") for part in signature.split(",")]
    stamps = [value for name, _, value in parts if name.strip() == "t"]
    if len(stamps) != 1 or not _TIMESTAMP.fullmatch(stamps[0]):
        raise BadSignature()
    signed = stamps[0].encode() + b"." + raw_body
    expected = [_signature(secret, signed) for secret in secrets]
    given = [value for name, _, value in parts if name.strip() == "v1"]
    if not any(hmac.compare_digest(right, value) for right in expected for value in given if value.isascii()):
        raise BadSignature()
    if abs(clock.epoch_seconds(clock.now()) - int(stamps[0])) > SKEW_SECONDS_MAX:
        raise BadSignature("The timestamp is too far from now")


def _signature(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def report_unmatched(event_id: str) -> None:
    """Mark an event whose object is unknown."""
    change = InboxEntry.unmatched_shard.set("unmatched")
    transactions.write(transactions.update(InboxEntry(event_id), change, condition=InboxEntry.event_id.exists()))


def take_back_report(event_id: str) -> None:
    """Remove the mark of an unknown object. Hardly any event has one, so it is read before anything is written."""
    try:
        entry = InboxEntry.get(event_id, consistent_read=True)
    except InboxEntry.DoesNotExist:
        return
    if entry.unmatched_shard is not None:
        transactions.write(transactions.update(InboxEntry(event_id), InboxEntry.unmatched_shard.remove()))


def unmatched_count(limit: int = 100) -> int:
    """The number of events whose object is unknown, counted up to `limit`."""
    return sum(1 for _ in InboxEntry.unmatched.query("unmatched", limit=limit))
