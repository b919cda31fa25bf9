"""SES as the notices see it, and the people of a test cell."""

import json
from typing import Any

import pytest

from chalicelib.kernel import aws
from chalicelib.kernel.settings import settings
from tests.people.conftest import people

__all__ = ["people"]


@pytest.fixture
def sent(people: None) -> list[dict[str, Any]]:  # noqa: ARG001 - it stands on the people and their tables
    """The mails SES was asked to send, as it read them."""
    mails: list[dict[str, Any]] = []
    client = aws.client("sesv2")
    client.create_email_identity(EmailIdentity=settings.mail_sender)
    client.meta.events.register(
        "before-send.sesv2.SendEmail", lambda request, **_: mails.append(json.loads(request.body))
    )
    return mails
