"""SES, in its classic and its second interface: keeps every mail it was given."""

import base64
import random
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as EmailMessage
from typing import Any
from urllib.parse import unquote

import msgspec

from doubles.in_memory_aws.errors import AwsError
from doubles.in_memory_aws.http_messages import HttpAnswer, HttpRequest, form_of, json_answer, query_answer

RECIPIENT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as sent. `raw` holds the whole message where it was sent raw."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    raw: bytes = b""


class Mailbox:
    """The SES service. Addresses in `rejected` are refused, as an unverified sender's are."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.mails: list[Mail] = []
        self.rejected: set[str] = set()

    def answer_second(self, operation: str, request: HttpRequest, request_id: str) -> HttpAnswer:
        """SES v2, JSON over REST."""
        if operation == "CreateEmailIdentity":
            identity = msgspec.json.decode(request.body)["EmailIdentity"]
            self.rejected.discard(identity)
            kind = "EMAIL_ADDRESS" if "@" in identity else "DOMAIN"
            return json_answer({"IdentityType": kind}, request_id, version="1.1")
        if operation == "DeleteEmailIdentity":
            self.rejected.add(unquote(request.path.rpartition("/")[2]))
            return json_answer({}, request_id, version="1.1")
        if operation != "SendEmail":
            raise AwsError("BadRequestException", f"the double has no {operation}")
        asked = msgspec.json.decode(request.body)
        content = asked["Content"]
        sender = asked.get("FromEmailAddress", "")
        recipients = _recipients(asked.get("Destination", {}))
        if "Raw" in content:
            mail = self._raw(sender, recipients, base64.b64decode(content["Raw"]["Data"]))
        elif "Simple" in content:
            body = content["Simple"].get("Body", {})
            subject = content["Simple"]["Subject"]["Data"]
            mail = self._mail(sender, recipients, subject, body=body)
        else:
            raise AwsError("BadRequestException", "the double sends simple and raw contents only")
        return json_answer({"MessageId": self._keep(mail).id}, request_id, version="1.1")

    def answer_classic(self, operation: str, request: HttpRequest, request_id: str) -> HttpAnswer:
        """SES v1, form parameters and XML."""
        form = form_of(request.body)
        if operation == "SendEmail":
            recipients = tuple(
                value for name, value in form.items() if name.startswith("Destination.") and ".member." in name
            )
            body = {
                kind: {"Data": form[f"Message.Body.{kind}.Data"]}
                for kind in ("Text", "Html")
                if f"Message.Body.{kind}.Data" in form
            }
            mail = self._mail(form["Source"], recipients, form["Message.Subject.Data"], body=body)
        elif operation == "SendRawEmail":
            named = tuple(value for name, value in form.items() if name.startswith("Destinations.member."))
            mail = self._raw(form.get("Source", ""), named, base64.b64decode(form["RawMessage.Data"]))
        else:
            raise AwsError("InvalidAction", f"the double has no {operation}")
        return query_answer(operation, {"MessageId": self._keep(mail).id}, request_id)

    def _keep(self, mail: Mail) -> Mail:
        if not 1 <= len(mail.recipients) <= RECIPIENT_LIMIT:
            raise AwsError("InvalidParameterValue", "Recipient count must be between 1 and 50.")
        refused = sorted(self.rejected.intersection((mail.sender, *mail.recipients)))
        if refused:
            raise AwsError("MessageRejected", f"Email address is not verified: {', '.join(refused)}")
        self.mails.append(mail)
        return mail

    def _id(self) -> str:
        return f"{self._chance.getrandbits(128):032x}"

    def _mail(self, sender: str, recipients: tuple[str, ...], subject: str, *, body: dict[str, Any]) -> Mail:
        text, html = (body.get(kind, {}).get("Data", "") for kind in ("Text", "Html"))
        return Mail(self._id(), sender, recipients, subject, text, html)

    def _raw(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> Mail:
        message = message_from_bytes(raw)
        named = recipients or tuple(
            address.strip()
            for field in ("To", "Cc", "Bcc")
            for address in (message.get(field) or "").split(",")
            if address.strip()
        )
        return Mail(
            self._id(),
            sender or str(message.get("From", "")),
            named,
            str(message.get("Subject", "")),
            _part(message, "text/plain"),
            _part(message, "text/html"),
            raw,
        )


def _recipients(destination: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(
        address for field in ("ToAddresses", "CcAddresses", "BccAddresses") for address in destination.get(field, [])
    )


def _part(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind:
            content = part.get_payload(decode=True)
            return content.decode() if isinstance(content, bytes) else ""
    return ""
