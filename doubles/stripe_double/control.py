"""The control surface under /_double/: faults, the clock, and what people outside Stripe do."""

from __future__ import annotations

import json
from collections.abc import Callable

from doubles.stripe_double import accounts, balance, confirmation, disputes, faults, payouts, refunds
from doubles.stripe_double.errors import Refusal, invalid
from doubles.stripe_double.wire import Answer, Json, Request, json_answer
from doubles.stripe_double.world import World, public

Act = Callable[[World, str, Json], Json]


def answer(world: World, request: Request) -> Answer:
    """JSON in, JSON out. Changes demand a JSON body, which no foreign web page can send unasked."""
    steps = request.path.strip("/").split("/")[1:]
    try:
        if request.method == "GET" and steps == ["state"]:
            return json_answer(200, _state(world))
        if request.method == "DELETE" and steps == ["faults"]:
            faults.clear(world)
            return json_answer(200, {"faults": []})
        if request.method == "POST":
            return json_answer(200, _act(world, steps, _told(request)))
        raise _nowhere(request)
    except Refusal as refusal:
        return refusal.answer()


def _told(request: Request) -> Json:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise invalid("Send a JSON object with Content-Type: application/json.", status=415)
    try:
        told = json.loads(request.body or b"{}")
    except json.JSONDecodeError as error:
        raise invalid(f"Not JSON: {error}") from error
    if not isinstance(told, dict):
        raise invalid("Send a JSON object.")
    return told


def _act(world: World, steps: list[str], told: Json) -> Json:
    pattern = "/".join(steps[:1] + steps[2:])
    subject = steps[1] if len(steps) > 1 else ""
    act = _ACTS.get(pattern if not subject else f"{pattern}/*" if len(steps) == 2 else f"{steps[0]}/*/{steps[2]}")
    if act is None:
        raise invalid(f"Nothing to do at /_double/{'/'.join(steps)}.", status=404)
    try:
        result = act(world, subject, told)
    except (KeyError, TypeError, ValueError) as error:
        raise invalid(f"That cannot be done: {error}") from error
    world.touch()
    return result


def _nowhere(request: Request) -> Refusal:
    return invalid(f"Nothing at {request.method} {request.path}.", status=404)


def _state(world: World) -> Json:
    totals = balance.trial(world)
    return {
        "now": world.now(),
        "clock_offset_seconds": world.state["clock_offset_seconds"],
        "objects": {kind: len(found) for kind, found in world.state["objects"].items()},
        "balances": {f"{account} {code}": total for (account, code), total in sorted(totals.items())},
        "events_waiting": len(world.state["outbox"]),
        "idempotency_keys": len(world.state["keys"]),
        "faults": world.state["faults"],
        "faults_taken": world.state["faults_taken"],
    }


def _plan_fault(world: World, _: str, told: Json) -> Json:
    return dict(faults.plan(world, **told))


def _set_clock(world: World, _: str, told: Json) -> Json:
    """Only forward: a market that saw tomorrow cannot go back to today."""
    offset = told["offset_seconds"]
    if not isinstance(offset, int) or offset < world.state["clock_offset_seconds"]:
        raise ValueError("offset_seconds must be an integer no smaller than it is now")
    world.state["clock_offset_seconds"] = offset
    return {"now": world.now(), "clock_offset_seconds": offset}


def _open_dispute(world: World, _: str, told: Json) -> Json:
    opened = disputes.opened(world, told["charge"], amount=told.get("amount"), reason=told.get("reason", "fraudulent"))
    return public(opened)


def _decide_dispute(world: World, subject: str, told: Json) -> Json:
    if told["outcome"] not in {"won", "lost"}:
        raise ValueError("outcome is won or lost")
    return public(disputes.decided(world, subject, won=told["outcome"] == "won"))


def _fail_refund(world: World, subject: str, _: Json) -> Json:
    refunds.fail(world, subject)
    return public(world.require("refund", subject))


def _fail_payout(world: World, subject: str, _: Json) -> Json:
    return public(payouts.fail(world, subject))


def _onboard(world: World, subject: str, _: Json) -> Json:
    return public(accounts.onboarded(world, subject))


def _restrict(world: World, subject: str, told: Json) -> Json:
    return public(accounts.restricted(world, subject, list(told["currently_due"])))


def _authenticate(world: World, subject: str, told: Json) -> Json:
    intent = world.require("payment_intent", subject)
    try:
        confirmation.authenticated(world, intent, succeeds=bool(told["succeeds"]))
    except Refusal as refusal:
        if refusal.status != 402:
            raise
    return public(intent)


_ACTS: dict[str, Act] = {
    "faults": _plan_fault,
    "clock": _set_clock,
    "disputes": _open_dispute,
    "disputes/*": _decide_dispute,
    "refunds/*/failure": _fail_refund,
    "payouts/*/failure": _fail_payout,
    "accounts/*/onboarding": _onboard,
    "accounts/*/restriction": _restrict,
    "payment_intents/*/authentication": _authenticate,
}
