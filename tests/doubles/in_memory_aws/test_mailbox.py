"""SES keeps what was sent, by either interface."""

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.conftest import client_of
from tests.doubles.in_memory_aws.wire import code


@pytest.fixture(params=["ses", "sesv2"])
def mailer(request: pytest.FixtureRequest, world: World) -> Iterator[Any]:
    client = client_of(request.param)
    world.attach(client)
    yield client
    world.detach(client)


def _send(client: Any, *recipients: str) -> Any:
    message = {
        "Subject": {"Data": "Your order & more"},
        "Body": {"Text": {"Data": "Thank you, é"}, "Html": {"Data": "<p>"}},
    }
    if client.meta.service_model.service_name == "ses":
        return client.send_email(
            Source="shop@rebound.example", Destination={"ToAddresses": list(recipients)}, Message=message
        )
    return client.send_email(
        FromEmailAddress="shop@rebound.example",
        Destination={"ToAddresses": list(recipients)},
        Content={"Simple": message},
    )


def test_a_mail_is_kept_as_it_was_sent(world: World, mailer: Any) -> None:
    answer = _send(mailer, "anna@example.org", "bruno@example.org")
    (mail,) = world.mails
    assert mail.id == answer["MessageId"]
    assert mail.recipients == ("anna@example.org", "bruno@example.org")
    assert (mail.subject, mail.text, mail.html) == ("Your order & more", "Thank you, é", "<p>")


def test_a_mail_to_nobody_or_to_a_refused_address_is_not_kept(world: World, mailer: Any) -> None:
    world.mailbox.rejected.add("mallory@example.org")
    for recipients in ((), ("mallory@example.org",)):
        with pytest.raises(ClientError) as refused:
            _send(mailer, *recipients)
        assert code(refused.value) in ("InvalidParameterValue", "MessageRejected")
    assert world.mails == []


def test_a_raw_mail_is_read(world: World, mailer: Any) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "shop@rebound.example", "anna@example.org", "Invoice"
    message.set_content("See attached")
    message.add_alternative("<p>See attached</p>", subtype="html")
    if mailer.meta.service_model.service_name == "ses":
        mailer.send_raw_email(RawMessage={"Data": message.as_bytes()})
    else:
        mailer.send_email(Content={"Raw": {"Data": message.as_bytes()}})
    (mail,) = world.mails
    assert (mail.sender, mail.recipients, mail.subject) == ("shop@rebound.example", ("anna@example.org",), "Invoice")
    assert "See attached" in mail.text
    assert mail.raw == message.as_bytes()


def test_an_address_whose_identity_was_deleted_is_refused_until_it_is_made_again(world: World) -> None:
    client = client_of("sesv2")
    world.attach(client)
    client.create_email_identity(EmailIdentity="shop@rebound.example")
    client.delete_email_identity(EmailIdentity="shop@rebound.example")
    with pytest.raises(ClientError) as refused:
        _send(client, "anna@example.org")
    assert code(refused.value) == "MessageRejected"
    client.create_email_identity(EmailIdentity="shop@rebound.example")
    _send(client, "anna@example.org")
    assert len(world.mails) == 1
    world.detach(client)
