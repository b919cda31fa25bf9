"""SES as the mails see it, and the people of a test cell."""

import json
from typing import Any

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from tests.people.conftest import people

__all__ = ["people"]


@pytest.fixture
def sent(people: None) -> list[dict[str, Any]]:  # noqa: ARG001 - it stands on the people and their tables
    """The mails SES was asked to send, as it read them."""
    aws.client("sesv2").create_email_identity(EmailIdentity=settings.mail_sender)
    return mails_sent()


def mails_sent() -> list[dict[str, Any]]:
    """The mails SES is asked to send from now on, as it reads them."""
    mails: list[dict[str, Any]] = []
    aws.client("sesv2").meta.events.register(
        "before-send.sesv2.SendEmail", lambda request, **_: mails.append(json.loads(request.body))
    )
    return mails
