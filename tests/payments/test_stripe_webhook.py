"""An event is Stripe's only when its signature says so; it is kept once and never loses its follow-up."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from chalicelib.kernel.runtime.settings import MissingSetting, settings
from chalicelib.kernel.values.problems import MalformedBody, Unavailable
from chalicelib.payments import stripe_webhook
from chalicelib.payments.models import InboxEntry
from chalicelib.payments.stripe_webhook import BadSignature, receive_event
from testing.cell import Cell
from tests.kernel.aws_stub import AwsStub, response, timeout_after_write

Take = Callable[[], list[str]]

SECRET = settings.stripe_webhook_secret


def body(**changed: Any) -> bytes:
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "payment_intent.succeeded",
        "livemode": False,
        "data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 360_89}},
    }
    return json.dumps(event | changed).encode()


def now(cell: Cell) -> int:
    return int(cell.clock.moment.timestamp())


def v1(raw: bytes, moment: int | str, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + raw, hashlib.sha256).hexdigest()


def signed(raw: bytes, moment: int, secret: str = SECRET) -> str:
    return f"t={moment},v1={v1(raw, moment, secret)}"


def inbox() -> list[str]:
    return [entry.event_id for entry in InboxEntry.scan()]


def test_a_signed_event_is_kept_and_followed_up(cell: Cell, commands: Take) -> None:
    receive_event(body(), signed(body(), now(cell)))
    entry = InboxEntry.get("evt_1")
    assert (entry.kind, entry.object_kind, entry.object_id) == ("payment_intent.succeeded", "payment_intent", "pi_1")
    assert entry.attribute_values.get("unmatched_shard") is None
    assert [json.loads(command) for command in commands()] == [
        {"type": "follow_object", "kind": "payment_intent", "object_id": "pi_1", "event_id": "evt_1", "account": None}
    ]


def test_an_event_of_a_connected_account_is_followed_only_where_its_kind_is(
    cell: Cell, commands: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    platforms = body(account="acct_1")
    receive_event(platforms, signed(platforms, now(cell)))
    assert (inbox(), commands()) == ([], [])
    monkeypatch.setattr(stripe_webhook, "FOLLOWED_OF_ACCOUNTS", frozenset({"payout.paid"}))
    paid = body(type="payout.paid", account="acct_1", data={"object": {"id": "po_1", "object": "payout"}})
    receive_event(paid, signed(paid, now(cell)))
    assert InboxEntry.get("evt_1").account == "acct_1"
    (command,) = map(json.loads, commands())
    assert (command["kind"], command["object_id"], command["account"]) == ("payout", "po_1", "acct_1")


def test_every_delivery_is_followed_up_and_the_event_kept_once(cell: Cell, commands: Take) -> None:
    for _ in range(3):
        receive_event(body(), signed(body(), now(cell)))
    assert inbox() == ["evt_1"]
    assert len(commands()) == 3, "the delivery before may have died between the inbox and the queue"


def test_an_event_whose_keeping_was_not_confirmed_is_still_followed_up(
    cell: Cell, dynamodb: AwsStub, commands: Take
) -> None:
    dynamodb.plan("PutItem", timeout_after_write)
    receive_event(body(), signed(body(), now(cell)))
    assert len(commands()) == 1


@pytest.mark.usefixtures("commands")
def test_an_event_that_could_not_be_queued_is_not_acknowledged(cell: Cell) -> None:
    failed = {"Id": "0", "Code": "InternalError", "SenderFault": False}
    AwsStub("sqs").plan("SendMessageBatch", response({"Failed": [failed]}))
    with pytest.raises(Unavailable):
        receive_event(body(), signed(body(), now(cell)))
    assert inbox() == ["evt_1"]


@pytest.mark.parametrize("kind", sorted(stripe_webhook.FOLLOWED))
def test_whatever_moves_an_order_is_followed(cell: Cell, commands: Take, kind: str) -> None:
    raw = body(type=kind)
    receive_event(raw, signed(raw, now(cell)))
    assert len(commands()) == 1


@pytest.mark.parametrize("kind", ["payment_intent.created", "charge.succeeded", "payout.paid", "", "v9.unheard_of"])
def test_what_moves_no_order_is_answered_and_let_go(cell: Cell, commands: Take, kind: str) -> None:
    raw = body(type=kind, data={"object": {"object": "something"}, "previous_attributes": {}})
    receive_event(raw, signed(raw, now(cell)))
    assert inbox() + commands() == []


def test_fields_stripe_adds_tomorrow_are_no_fault(cell: Cell, commands: Take) -> None:
    raw = body(context="acct_1", reason=None, data={"object": {"id": "pi_1", "object": "payment_intent", "new": [{}]}})
    receive_event(raw, signed(raw, now(cell)))
    assert len(commands()) == 1


MUTATIONS: dict[str, Callable[[bytes, int], tuple[bytes, str | None]]] = {
    "no signature": lambda raw, _: (raw, None),
    "an empty one": lambda raw, _: (raw, ""),
    "no time": lambda raw, t: (raw, f"v1={v1(raw, t)}"),
    "no v1": lambda raw, t: (raw, f"t={t}"),
    "an empty v1": lambda raw, t: (raw, f"t={t},v1="),
    "another body": lambda raw, t: (raw + b" ", signed(raw, t)),
    "a changed amount": lambda raw, t: (raw.replace(b"36089", b"36088"), signed(raw, t)),
    "an empty body": lambda raw, t: (b"", signed(raw, t)),
    "another secret": lambda raw, t: (raw, signed(raw, t, "whsec_other")),
    "no secret": lambda raw, t: (raw, signed(raw, t, "")),
    "another time": lambda raw, t: (raw, signed(raw, t).replace(f"t={t}", f"t={t + 1}")),
    "two times": lambda raw, t: (raw, f"t={t},{signed(raw, t)}"),
    "a time signed as text": lambda raw, _: (raw, f"t=now,v1={v1(raw, 'now')}"),
    "a negative time": lambda raw, t: (raw, f"t=-{t},v1={v1(raw, f'-{t}')}"),
    "a fraction of time": lambda raw, t: (raw, f"t={t}.0,v1={v1(raw, f'{t}.0')}"),
    "an endless time": lambda raw, _: (raw, f"t={'9' * 13},v1={v1(raw, '9' * 13)}"),
    "a signature cut short": lambda raw, t: (raw, signed(raw, t)[:-1]),
    "a signature too long": lambda raw, t: (raw, signed(raw, t) + "0"),
    "capital letters": lambda raw, t: (raw, f"t={t},v1={v1(raw, t).upper()}"),
    "one bit changed": lambda raw, t: (raw, signed(raw, t)[:-1] + ("0" if signed(raw, t)[-1] != "0" else "1")),
    "the old scheme": lambda raw, t: (raw, f"t={t},v0={v1(raw, t)}"),
    "a name in capitals": lambda raw, t: (raw, f"t={t},V1={v1(raw, t)}"),
    "another alphabet": lambda raw, t: (raw, f"t={t},v1=é{v1(raw, t)[1:]}"),
    "semicolons": lambda raw, t: (raw, signed(raw, t).replace(",", ";")),
    "the body alone signed": lambda raw, t: (
        raw,
        f"t={t},v1={hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()}",
    ),
    "a plain hash": lambda raw, t: (raw, f"t={t},v1={hashlib.sha256(f'{t}.'.encode() + raw).hexdigest()}"),
}


@pytest.mark.parametrize("how", list(MUTATIONS))
def test_what_stripe_did_not_sign_changes_nothing(cell: Cell, commands: Take, how: str) -> None:
    raw, signature = MUTATIONS[how](body(), now(cell))
    with pytest.raises(BadSignature):
        receive_event(raw, signature)
    assert inbox() + commands() == []


@pytest.mark.parametrize("seconds", [-301, 302, -86_400, 86_400])
def test_an_event_signed_too_long_ago_or_ahead_is_refused(cell: Cell, commands: Take, seconds: int) -> None:
    with pytest.raises(BadSignature, match="too far from now"):
        receive_event(body(), signed(body(), now(cell) + seconds))
    assert inbox() + commands() == []


@pytest.mark.parametrize("seconds", [-299, 299])
def test_clocks_may_differ_by_five_minutes(cell: Cell, commands: Take, seconds: int) -> None:
    receive_event(body(), signed(body(), now(cell) + seconds))
    assert len(commands()) == 1


def test_while_a_secret_rotates_one_of_several_signatures_is_enough(cell: Cell, commands: Take) -> None:
    t = now(cell)
    receive_event(body(), f"t={t},v1={v1(body(), t, 'whsec_old')},v1={v1(body(), t)},v0=x")
    receive_event(body(), f"t={t}, v1={v1(body(), t)}, v1={v1(body(), t, 'whsec_old')}")
    assert len(commands()) == 2
    with pytest.raises(BadSignature):
        receive_event(body(), f"t={t},v1={v1(body(), t, 'one')},v1={v1(body(), t, 'two')}")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"\xff"',
        b'{"id": "\xff", "type": "x", "data": {"object": {"object": "x"}}}',
        b'{"id": "evt_1", "type": "payment_intent.succeeded"}',
        b'{"id": 1, "type": "payment_intent.succeeded", "data": {"object": {"object": "x"}}}',
        b'{"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}',
        b'{"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"object": "payment_intent"}}}',
        b'{"id": "", "type": "payment_intent.succeeded", "data": {"object": {"object": "x", "id": "pi_1"}}}',
        b"[" * 100_000,
    ],
    ids=range(12),
)
def test_what_is_signed_but_no_event_is_malformed_and_changes_nothing(cell: Cell, commands: Take, raw: bytes) -> None:
    with pytest.raises(MalformedBody):
        receive_event(raw, signed(raw, now(cell)))
    assert inbox() + commands() == []


def test_without_a_secret_nobody_can_sign_for_stripe(
    cell: Cell, commands: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_webhook, "settings", msgspec.structs.replace(settings, stripe_webhook_secret=""))
    with pytest.raises(MissingSetting, match="STRIPE_WEBHOOK_SECRET"):
        receive_event(body(), signed(body(), now(cell), ""))
    assert inbox() + commands() == []


@pytest.mark.usefixtures("cell")
def test_an_event_is_reported_as_unmatched_until_it_is_known() -> None:
    for number in range(3):
        InboxEntry(f"evt_{number}", kind="x", object_kind="x", object_id="x", received_at="2026").save()
        stripe_webhook.report_unmatched(f"evt_{number}")
    assert stripe_webhook.unmatched_count() == 3
    assert stripe_webhook.unmatched_count(limit=2) == 2
    for number in (0, 0, 2):
        stripe_webhook.take_back_report(f"evt_{number}")
    assert stripe_webhook.unmatched_count() == 1
    stripe_webhook.take_back_report("evt_nobody_kept")
    assert sorted(inbox()) == ["evt_0", "evt_1", "evt_2"], "a report makes no event"


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "evt_" + "x" * 3_000},
        {"id": "evt_" + "🙂" * 600},
        {"data": {"object": {"id": "pi_" + "x" * 3_000, "object": "payment_intent"}}},
        {"data": {"object": {"id": "pi_1", "object": "x" * 3_000}}},
    ],
    ids=["event", "event in emoji", "object", "kind"],
)
def test_an_id_longer_than_any_of_stripes_is_refused_and_followed_by_nothing(
    cell: Cell, commands: Take, changed: dict[str, Any]
) -> None:
    raw = body(**changed)
    with pytest.raises(MalformedBody):
        receive_event(raw, signed(raw, now(cell)))
    assert (inbox(), commands()) == ([], [])


def test_the_longest_id_stripe_may_give_is_kept(cell: Cell) -> None:
    raw = body(id="evt_" + "x" * 251)
    receive_event(raw, signed(raw, now(cell)))
    assert inbox() == ["evt_" + "x" * 251]
