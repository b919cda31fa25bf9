"""A mail leaves in its language, with its reference, to an address that can exist."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.ses.models import ses_backends

from chalicelib.gateways import mail
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings

ANNA = "anna@posteo.example"


@pytest.fixture
def sent() -> Iterator[list[dict[str, Any]]]:
    """The requests SES was sent, as it read them."""
    aws.client.cache_clear()
    aws._session.cache_clear()
    requests: list[dict[str, Any]] = []
    with mock_aws():
        client = aws.client("sesv2")
        client.create_email_identity(EmailIdentity=settings.mail_sender)
        client.meta.events.register(
            "before-send.sesv2.SendEmail", lambda request, **_: requests.append(json.loads(request.body))
        )
        yield requests
    aws.client.cache_clear()
    aws._session.cache_clear()


def send(to: str, reference: str = "fct#1") -> str:
    return mail.send(to, "Bestätigt", "Grüße", html="<p>Grüße</p>", reference=reference, language="de")


def test_a_mail_arrives_with_both_its_parts(sent: list[dict[str, Any]]) -> None:
    assert send(ANNA)
    (message,) = ses_backends["123456789012"]["eu-west-3"].sent_messages
    assert message.destinations == {"ToAddresses": [ANNA]}
    assert (message.source, message.subject) == (settings.mail_sender, "Bestätigt")
    body = sent[0]["Content"]["Simple"]["Body"]
    assert (body["Text"]["Data"], body["Html"]["Data"]) == ("Grüße", "<p>Grüße</p>")


def test_a_mail_sent_twice_carries_the_same_reference(sent: list[dict[str, Any]]) -> None:
    send(ANNA, "fct#7")
    send(ANNA, "fct#7")
    headers = [
        {header["Name"]: header["Value"] for header in request["Content"]["Simple"]["Headers"]} for request in sent
    ]
    assert [header[mail.REFERENCE_HEADER] for header in headers] == ["fct#7", "fct#7"]
    assert headers[0]["Content-Language"] == "de"
    assert headers[0]["Auto-Submitted"] == "auto-generated"


def test_an_international_domain_is_written_as_the_mail_network_knows_it(sent: list[dict[str, Any]]) -> None:
    send("anna@Straße.example")
    assert sent[0]["Destination"]["ToAddresses"] == ["anna@xn--strae-oqa.example"]


@pytest.mark.parametrize(
    "address", ["anna", "@posteo.example", "anna@", "änna@posteo.example", "an na@posteo.example", "anna@-.example"]
)
def test_what_is_no_address_is_not_sent(sent: list[dict[str, Any]], address: str) -> None:
    with pytest.raises(mail.Undeliverable):
        send(address)
    assert sent == []


def refuse(code: str) -> None:
    def answer(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "SendEmail")

    aws.client("sesv2").meta.events.register("before-call.sesv2.SendEmail", answer)


@pytest.mark.usefixtures("sent")
def test_an_address_that_ses_calls_bad_is_undeliverable() -> None:
    refuse("BadRequestException")
    with pytest.raises(mail.Undeliverable):
        send(ANNA)


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("code", ["TooManyRequestsException", "MessageRejected", "SendingPausedException"])
def test_a_refusal_that_may_pass_or_is_our_fault_is_told(code: str) -> None:
    refuse(code)
    with pytest.raises(ClientError):
        send(ANNA)
