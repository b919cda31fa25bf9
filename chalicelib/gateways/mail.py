"""Mail through SES: one message to one person, with a reference that makes a repeated one recognisable."""

from typing import Any

import idna
from botocore.exceptions import ClientError

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings

# SES writes its own Message-ID over ours, so what stays the same in a mail sent twice is a header of our own.
REFERENCE_HEADER = "X-Rebound-Reference"


class Undeliverable(Exception):
    """No mail can ever reach this address: it is not written as one, or SES says so."""


def send(to: str, subject: str, text: str, *, html: str, reference: str, language: str) -> str:
    """Send a mail and return SES's id for it. Undeliverable for an address that is none.

    Everything else that SES or the way to it refuses is raised as it came: it may pass, or it is ours to repair.
    """
    try:
        answer = aws.client("sesv2").send_email(
            FromEmailAddress=settings.mail_sender,
            Destination={"ToAddresses": [_deliverable(to)]},
            Content={
                "Simple": {
                    "Subject": _utf8(subject),
                    "Body": {"Text": _utf8(text), "Html": _utf8(html)},
                    "Headers": [
                        {"Name": REFERENCE_HEADER, "Value": reference},
                        {"Name": "Content-Language", "Value": language},
                        {"Name": "Auto-Submitted", "Value": "auto-generated"},
                    ],
                }
            },
        )
    except ClientError as error:
        # "MessageRejected" is not here: SES also says it of a sender that was never verified, and that is our fault.
        if error.response["Error"]["Code"] in {"BadRequestException", "InvalidParameterValue"}:
            raise Undeliverable() from error
        raise
    message_id: str = answer["MessageId"]
    return message_id


def _deliverable(address: str) -> str:
    """The address as SES takes it: an international domain in its ASCII form, an ASCII local part."""
    local, at, domain = address.rpartition("@")
    try:
        # Not Python's own codec: it knows IDNA 2003 alone and would mail straße.example's people at strasse.example.
        ascii_domain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as fault:
        raise Undeliverable() from fault
    if not (local and at and local.isascii() and local.isprintable() and " " not in local):
        raise Undeliverable()
    return f"{local}@{ascii_domain}"


def _utf8(content: str) -> dict[str, Any]:
    return {"Data": content, "Charset": "UTF-8"}
