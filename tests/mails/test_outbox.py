"""A buyer is told once; after a crash, the same again; after an erasure, nothing."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.mails.models import MailIntent
from chalicelib.mails.outbox import send_once
from chalicelib.mails.rendering import Letter
from chalicelib.people.erasure import erase_acts
from chalicelib.people.person import FiscalRecord, PersonContact
from chalicelib.people.registration import register_act
from tests.mails.samples import CONTACT, PERSON

FACT_ID = "01JD0000000000000000000000"
REFERENCE = "01JD0000000000000000000000.order_confirmation"


@pytest.fixture
def mails(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    transactions.commit([register_act(PERSON, CONTACT, FiscalRecord(name="C", address=CONTACT.address))])
    return sent


def compose(contact: PersonContact, said_on: str) -> Letter:
    return Letter(language="fr", subject="Bonjour", text=f"{contact.name} {said_on}", html=f"<p>{said_on}</p>")


def tell() -> None:
    send_once(FACT_ID, "order_confirmation", PERSON, compose)


def intent() -> MailIntent:
    return MailIntent.get(FACT_ID, f"order_confirmation#{PERSON}")


def reference_of(mail: dict[str, Any]) -> str:
    headers = {header["Name"]: header["Value"] for header in mail["Content"]["Simple"]["Headers"]}
    reference: str = headers["X-Rebound-Reference"]
    return reference


def break_on(service: str, operation: str, fault: BaseException) -> None:
    """Fail the next such call."""
    events = aws.client(service).meta.events
    event = f"before-call.{service}.{operation}"

    def fail(**_: object) -> None:
        events.unregister(event, unique_id="break")
        raise fault

    events.register(event, fail, unique_id="break")


class Crash(BaseException):
    """The function is gone."""


def test_a_buyer_is_told_once_however_often_the_fact_comes(mails: list[dict[str, Any]]) -> None:
    for _ in range(3):
        tell()
    assert len(mails) == 1
    assert mails[0]["Destination"]["ToAddresses"] == [CONTACT.email]
    assert reference_of(mails[0]) == REFERENCE
    assert (intent().outcome, bool(intent().message_id)) == ("SENT", True)


def test_a_crash_after_sending_sends_the_same_mail_with_the_same_reference(mails: list[dict[str, Any]]) -> None:
    break_on("dynamodb", "UpdateItem", Crash())
    with pytest.raises(Crash):
        tell()
    assert intent().outcome is None
    tell()
    assert mails[0] == mails[1]
    assert reference_of(mails[1]) == REFERENCE
    tell()
    assert len(mails) == 2


def test_a_crash_before_sending_loses_nothing(mails: list[dict[str, Any]]) -> None:
    break_on("sesv2", "SendEmail", Crash())
    with pytest.raises(Crash):
        tell()
    assert intent().outcome is None
    tell()
    assert len(mails) == 1
    assert intent().said_on in mails[0]["Content"]["Simple"]["Body"]["Text"]["Data"]


def test_a_mail_service_that_is_too_busy_is_asked_again_later(mails: list[dict[str, Any]]) -> None:
    busy = ClientError({"Error": {"Code": "TooManyRequestsException", "Message": ""}}, "SendEmail")
    break_on("sesv2", "SendEmail", busy)
    with pytest.raises(ClientError):
        tell()
    tell()
    assert len(mails) == 1
    assert intent().outcome == "SENT"


def test_a_quicker_worker_decides_the_words(mails: list[dict[str, Any]]) -> None:
    events = aws.client("dynamodb").meta.events
    event = "before-call.dynamodb.PutItem"

    def the_other_goes_first(**_: object) -> None:
        events.unregister(event, unique_id="race")
        tell()

    events.register(event, the_other_goes_first, unique_id="race")
    tell()
    assert len(mails) == 2
    assert mails[0] == mails[1]


def test_an_address_that_cannot_be_reached_is_given_up_at_once(
    mails: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    break_on("sesv2", "SendEmail", ClientError({"Error": {"Code": "BadRequestException", "Message": ""}}, "SendEmail"))
    tell()
    tell()
    assert mails == []
    assert intent().outcome == "UNDELIVERABLE"
    logged = capsys.readouterr().out
    assert "mail-not-sent" in logged
    assert CONTACT.email not in logged


def test_who_was_erased_is_not_written_to(mails: list[dict[str, Any]]) -> None:
    transactions.commit(erase_acts(PERSON, "contact"))
    tell()
    assert mails == []
    with pytest.raises(MailIntent.DoesNotExist):
        intent()


def test_who_was_erased_before_the_mail_could_leave_is_not_written_to(mails: list[dict[str, Any]]) -> None:
    break_on("sesv2", "SendEmail", Crash())
    with pytest.raises(Crash):
        tell()
    transactions.commit(erase_acts(PERSON, "contact"))
    tell()
    assert mails == []
    assert intent().outcome == "ERASED"


def test_the_notice_holds_nothing_of_the_person(mails: list[dict[str, Any]]) -> None:
    tell()
    assert len(mails) == 1
    stored = repr(intent().get_save_kwargs_from_instance())
    assert CONTACT.email not in stored
    assert CONTACT.name not in stored


def test_words_that_changed_in_between_are_sent_and_noticed(
    mails: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    break_on("sesv2", "SendEmail", Crash())
    with pytest.raises(Crash):
        tell()
    send_once(
        FACT_ID,
        "order_confirmation",
        PERSON,
        lambda contact, _: Letter(language="fr", subject="Bonjour", text=contact.name, html="<p>autre</p>"),
    )
    assert len(mails) == 1
    assert "mail-reworded" in capsys.readouterr().out
