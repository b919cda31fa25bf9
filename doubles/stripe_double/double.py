"""The double itself: answers requests, keeps idempotency keys, fails on demand, delivers events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from doubles.stripe_double import (
    accounts,
    balance,
    browser,
    confirmation,
    control,
    disputes,
    events,
    expansion,
    faults,
    forms,
    pages,
    payouts,
    refunds,
)
from doubles.stripe_double.calls import Call, Route
from doubles.stripe_double.errors import Refusal, broken, invalid, key_in_use, too_many_requests
from doubles.stripe_double.idempotency import Keyring
from doubles.stripe_double.keys import Keys
from doubles.stripe_double.parameters import checked
from doubles.stripe_double.routes import matched
from doubles.stripe_double.wire import (
    API_VERSION,
    Answer,
    Json,
    Request,
    StillRunning,
    StripeTimesOut,
    json_answer,
)
from doubles.stripe_double.world import DAY_SECONDS, Chance, World


class StripeDouble:
    """One Stripe platform account in memory. Pure: no sockets, threads, wall clock or randomness.

    `clock` gives unix seconds; `chance` draws faults and, once, the seed of every id. Not
    thread-safe: a server holds a lock around it."""

    def __init__(
        self,
        clock: Callable[[], int],
        chance: Chance,
        webhook_secret: str,
        secret_keys: frozenset[str],
        *,
        restricted_keys: Mapping[str, frozenset[str]] | None = None,
        publishable_keys: frozenset[str] = frozenset(),
        public_url: str = "https://stripe.test",
        settlement_seconds: int = 2 * DAY_SECONDS,
        state: bytes | None = None,
    ) -> None:
        self.world = World(clock, chance, state)
        self.world.public_url = public_url
        self.world.settlement_seconds = settlement_seconds
        self._webhook_secret = webhook_secret
        self._keys = Keys(secret_keys, restricted_keys or {}, publishable_keys)
        self._keyring = Keyring(self.world)
        # Answers of calls whose delay ran out; kept for a caller that still waits, not over a restart.
        self._ended: dict[str, Answer] = {}

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one HTTP request. Raises `StripeTimesOut` where a fault silences the line, and its
        kind `StillRunning` where the effect comes later (see `finish`)."""
        self.tick()
        request = Request.read(method, path, headers, body)
        if request.path.startswith("/_double/"):
            return control.answer(self.world, request)
        if request.method == "OPTIONS":
            return browser.preflight(request)
        page = pages.answer(self.world, request)
        if page is not None:
            return page
        return browser.crossing(request, self._serve(request, held=False))

    def finish(self, token: str) -> Answer:
        """Let a call that was still running end now, whatever the clock says. One that time has
        ended already gives the answer it got."""
        if token in self._ended:
            return self._ended.pop(token)
        held = self.world.state["held"].pop(token)
        request = Request(held["method"], held["path"], held["query"], held["headers"], held["body"].encode())
        return self._serve(request, held=True)

    def due_events(self, now: int | None = None) -> list[events.Delivery]:
        """Signed events whose time has come; report each with `delivered`."""
        self.tick()
        return events.due(self.world, self._webhook_secret, self.world.now() if now is None else now)

    def delivered(self, event_id: str, status: int) -> None:
        """The endpoint's HTTP status for an event handed out, 0 when it gave none."""
        events.delivered(self.world, event_id, status)

    def take_back_events(self) -> None:
        """Make events due again that were handed out and never reported, because the process that had them ended."""
        events.take_back(self.world)

    def snapshot(self) -> bytes:
        return self.world.snapshot()

    @property
    def revision(self) -> int:
        """A number that grows with every change of the state."""
        revision: int = self.world.state["revision"]
        return revision

    def inject(self, kind: str, **how: Any) -> Json:
        """Plan a fault; the options are those of `faults.plan`."""
        return faults.plan(self.world, kind, **how)

    def clear_faults(self) -> None:
        faults.clear(self.world)

    def faults_taken(self) -> dict[str, int]:
        """How often each kind of fault was applied."""
        return dict(self.world.state["faults_taken"])

    def trial(self) -> balance.Totals:
        """Prove that the double's own books agree; the totals by account and currency."""
        return balance.trial(self.world)

    def authenticate(self, payment_intent: str, *, succeeds: bool) -> str:
        """Answer a 3-D Secure challenge as the cardholder would; the intent's status after it."""
        intent = self.world.require("payment_intent", payment_intent)
        try:
            confirmation.authenticated(self.world, intent, succeeds=succeeds)
        except Refusal as refusal:
            if refusal.status != 402:
                raise
        status: str = intent["status"]
        return status

    def onboard(self, account: str) -> None:
        """Complete a connected account as its owner would on the onboarding page."""
        accounts.onboarded(self.world, account)

    def restrict(self, account: str, due: list[str]) -> None:
        """Have Stripe demand more of an account and stop its transfers and payouts."""
        accounts.restricted(self.world, account, due)

    def dispute(self, charge: str, *, amount: int | None = None, reason: str = "fraudulent") -> str:
        """Open a dispute as the cardholder's bank; its id."""
        opened: str = disputes.opened(self.world, charge, amount=amount, reason=reason)["id"]
        return opened

    def decide_dispute(self, dispute: str, *, won: bool) -> None:
        disputes.decided(self.world, dispute, won=won)

    def fail_refund(self, refund: str) -> None:
        refunds.fail(self.world, refund)

    def fail_payout(self, payout: str) -> None:
        payouts.fail(self.world, payout)

    def tick(self) -> None:
        """Apply what has come due: late effects, automatic payouts, expired keys and events."""
        world = self.world
        world.request = {"id": None, "idempotency_key": None}
        self._keyring.prune()
        events.forget_old(world)
        payouts.sweep_daily(world)
        acts: dict[str, Callable[[World, str], Any]] = {
            "refund_fails": refunds.fail,
            "refund_succeeds": refunds.succeed,
            "payout_leaves": payouts.leave,
            "payout_arrives": payouts.arrive,
            "dispute_opens": _dispute_if_possible,
        }
        for act, subject in world.due():
            world.request = {"id": None, "idempotency_key": None}
            if act != "held_call":
                acts[act](world, subject)
            elif subject in world.state["held"]:
                self._ended[subject] = self.finish(subject)

    def _serve(self, request: Request, *, held: bool) -> Answer:
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        request_id = self.world.new_id("req", 14)
        self.world.request = {"id": request_id, "idempotency_key": key}
        try:
            answer = self._admitted(request, key, request_id, held=held)
        except Refusal as refusal:
            answer = refusal.answer()
        return _headed(answer, request_id, key)

    def _admitted(self, request: Request, key: str | None, request_id: str, *, held: bool) -> Answer:
        route, subject = matched(request.method, request.path)
        published = self._keys.admit(route, request.headers)
        account = self._acting_for(route, request.headers)
        raw = forms.decoded(request.query if request.method == "GET" else request.body.decode())
        fault = None if held else _fault_before(self.world, request)
        fingerprint = Keyring.fingerprint(request.method, request.path, raw)
        if key and not held:
            earlier = self._keyring.earlier(account, key, fingerprint)
            if earlier is not None:
                return _or_silence(earlier, fault)
        parameters = checked(route.specification, raw)
        if key and not held:
            self._keyring.begin(account, key, fingerprint)
        if fault and fault["kind"] == "delay":
            raise self._hold(request, fault["seconds"])
        call = Call(self.world, parameters, subject, request.path, account, published)
        return self._execute(route, call, key, request_id, fault=fault)

    def _execute(self, route: Route, call: Call, key: str | None, request_id: str, *, fault: Json | None) -> Answer:
        try:
            result = route.handler(call)
            answer = json_answer(200, expansion.expanded(self.world, result, call.parameters.get("expand", [])))
        except Refusal as refusal:
            if key and not refusal.executed:
                self._keyring.abandon(call.account, key)
                raise
            answer = refusal.answer()
        if fault and fault["kind"] == "error_after":
            answer = broken(retry=False).answer()
        answer = _headed(answer, request_id, key)
        if route.method == "POST":
            self.world.touch()
        if key:
            self._keyring.finish(call.account, key, answer)
        return _or_silence(answer, fault)

    def _hold(self, request: Request, seconds: int) -> StillRunning:
        token = self.world.new_id("held")
        self.world.state["held"][token] = {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": dict(request.headers),
            "body": request.body.decode(),
        }
        self.world.later(seconds, "held_call", token)
        return StillRunning(token, seconds)

    def _acting_for(self, route: Route, headers: Mapping[str, str]) -> str | None:
        version = headers.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise invalid(f"Invalid Stripe API version: {version}. This double speaks {API_VERSION}.")
        account = headers.get("stripe-account") or None
        if account is None:
            return None
        if self.world.find("account", account) is None:
            raise accounts.unknown_account(account)
        if not route.connected:
            raise invalid(f"This double does not do {route.name} on behalf of a connected account.")
        return account


def _dispute_if_possible(world: World, charge_id: str) -> None:
    """A charge that was refunded meanwhile is not disputed."""
    charge = world.require("charge", charge_id)
    if not charge["refunded"] and not charge["disputed"]:
        disputes.opened(world, charge_id, reason=charge["_reason"])


def _fault_before(world: World, request: Request) -> Json | None:
    """The fault planned for this call; those that strike before it begins strike here."""

    def matches(planned: Json) -> bool:
        return fnmatchcase(request.method, planned["method"]) and fnmatchcase(request.path, planned["path"])

    fault = faults.take(world, faults.CALL_KINDS, matches)
    kind = fault["kind"] if fault else None
    if fault and kind == "timeout_before":
        raise StripeTimesOut("before any effect", silence_seconds=fault["seconds"])
    if kind == "error_before":
        raise broken(retry=True)
    if kind == "conflict":
        raise key_in_use()
    if kind == "rate_limit":
        raise too_many_requests()
    return fault


def _or_silence(answer: Answer, fault: Json | None) -> Answer:
    if fault and fault["kind"] == "timeout_after":
        raise StripeTimesOut("after the effect", silence_seconds=fault["seconds"])
    return answer


def _headed(answer: Answer, request_id: str, key: str | None) -> Answer:
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION, **answer.headers}
    if key:
        headers["Idempotency-Key"] = key
    return Answer(answer.status, headers, answer.body)
