"""Sending: the intent is written, the mail leaves, the outcome is written. A crash in between sends the same again."""

import hashlib
from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

from chalicelib.gateways import mail
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import transactions
from chalicelib.mails.models import MailIntent
from chalicelib.mails.rendering import Letter
from chalicelib.markets.legal_texts import WORDING_VERSION
from chalicelib.people import queries
from chalicelib.people.person import PersonContact

Kind = Literal[
    "order_confirmation",
    "order_link",
    "line_shipped",
    "line_cancelled",
    "refund_requested",
    "refund_by_bank_transfer",
    "line_delayed",
    "withdrawal_acknowledged",
    "withdrawal_refused",
    "withdrawal_to_seller",
    "guarantee_issued",
    "guarantee_extended",
    "refund_failed",
    "endpoint_disabled",
    "payout_failed",
    "dispute_news",
    "account_requirements",
    "case_news",
    "sellers_case_news",
]
Outcome = Literal["SENT", "UNDELIVERABLE", "ERASED"]


class Reachable(Protocol):
    """A recipient with an email address."""

    @property
    def email(self) -> str: ...


R = TypeVar("R", bound=Reachable)

# Composes a letter to a contact in the words of a day.
Compose = Callable[[R, str], Letter]


def send_once(cause_id: str, kind: Kind, person_id: str, compose: Compose[PersonContact]) -> None:
    """Send a mail to a person, as `send_to_once` does; none to a person who was erased."""
    send_to_once(cause_id, kind, person_id, compose, reach=queries.contact)


def send_to_once(
    cause_id: str, kind: Kind, reader_id: str, compose: Compose[R], *, reach: Callable[[str], R | None]
) -> None:
    """Send a mail once; after a crash the same mail is sent again.

    `cause_id` is the id of the fact the mail tells of, or of the request it answers.
    SES keeps no keys, so a mail whose outcome was lost is sent again; its reference, cause and kind, is the same.
    Whatever SES refuses for now is raised, and the queue comes again. Whom `reach` does not find is not written to.
    """
    key = f"{kind}#{reader_id}"
    intent = _find(cause_id, key)
    if intent is not None and intent.outcome:
        return
    contact = reach(reader_id)
    if contact is None:
        log.write("mail-not-sent", fact_id=cause_id, kind=kind, outcome="ERASED")
        if intent is not None:
            _close(intent, "ERASED")
        return
    said_on = intent.said_on if intent else clock.timestamp()
    letter = compose(contact, said_on)
    intent = intent or _intend(cause_id, key, said_on, letter)
    if intent.text_digest != _digest(letter):
        letter = compose(contact, intent.said_on)  # another worker stored its day first
    if intent.text_digest != _digest(letter):
        # A seller's address or a template changed in between: telling late in new words beats not telling.
        log.write("mail-reworded", fact_id=cause_id, kind=kind)
    _deliver(intent, contact, letter, reference=f"{cause_id}.{kind}")


def _deliver(intent: MailIntent, contact: Reachable, letter: Letter, *, reference: str) -> None:
    try:
        message_id = mail.send(
            contact.email,
            letter.subject,
            letter.text,
            html=letter.html,
            reference=reference,
            language=letter.language,
        )
    except mail.Undeliverable:
        log.write("mail-not-sent", fact_id=intent.fact_id, outcome="UNDELIVERABLE")
        _close(intent, "UNDELIVERABLE")
        return
    _close(intent, "SENT", message_id)


def _find(fact_id: str, key: str) -> MailIntent | None:
    try:
        return MailIntent.get(fact_id, key, consistent_read=True)
    except MailIntent.DoesNotExist:
        return None


def _intend(fact_id: str, key: str, said_on: str, letter: Letter) -> MailIntent:
    """The intent as stored: ours, or that of a worker that was faster."""
    intent = MailIntent(
        fact_id,
        key,
        said_on=said_on,
        language=letter.language,
        wording_version=WORDING_VERSION,
        text_digest=_digest(letter),
    )
    if transactions.put_if_absent(intent):
        return intent
    return MailIntent.get(fact_id, key, consistent_read=True)


def _close(intent: MailIntent, outcome: Outcome, message_id: str | None = None) -> None:
    changes = [MailIntent.outcome.set(outcome), MailIntent.closed_at.set(clock.timestamp())]
    if message_id is not None:
        changes.append(MailIntent.message_id.set(message_id))
    transactions.write(transactions.update(MailIntent(intent.fact_id, intent.mail_key), *changes))


def _digest(letter: Letter) -> str:
    whole = "\x1f".join((letter.subject, letter.text, letter.html))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
