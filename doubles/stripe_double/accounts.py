"""Connected accounts: opened empty, onboarded through a link, able to receive and to be paid out."""

from __future__ import annotations

from doubles.stripe_double.calls import EXPAND, LISTED, Call, Route
from doubles.stripe_double.errors import invalid, missing
from doubles.stripe_double.events import emit
from doubles.stripe_double.lists import page
from doubles.stripe_double.parameters import (
    Field,
    Specification,
    boolean,
    choice,
    country,
    email,
    identifier,
    mapping,
    merged_metadata,
    metadata,
    text,
    url,
)
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World, public

LINK_SECONDS = 300
CURRENCY = {"US": "usd", "GB": "gbp"}
COUNTRIES = frozenset(
    {"AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "IE"}
    | {"IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK", "US"}
)
REQUIRED_AT_FIRST = [
    "business_profile.mcc",
    "business_profile.url",
    "business_type",
    "external_account",
    "representative.first_name",
    "representative.last_name",
    "tos_acceptance.date",
    "tos_acceptance.ip",
]
REQUESTED: Specification = {"requested": Field(boolean)}
CHANGE: Specification = {
    **EXPAND,
    "email": Field(email),
    "business_type": Field(choice("company", "government_entity", "individual", "non_profit")),
    "business_profile": Field(
        mapping({name: Field(text) for name in ("name", "url", "mcc", "product_description", "support_email")})
    ),
    "capabilities": Field(
        mapping({"transfers": Field(mapping(REQUESTED)), "card_payments": Field(mapping(REQUESTED))})
    ),
    "metadata": Field(metadata),
    "settings": Field(
        mapping(
            {
                "payouts": Field(
                    mapping(
                        {
                            "debit_negative_balances": Field(boolean),
                            "statement_descriptor": Field(text),
                            "schedule": Field(mapping({"interval": Field(choice("manual", "daily"))})),
                        }
                    )
                )
            }
        )
    ),
}
CREATION: Specification = {**CHANGE, "type": Field(choice("express")), "country": Field(country)}
LINK: Specification = {
    **EXPAND,
    "account": Field(identifier, required=True),
    "type": Field(choice("account_onboarding", "account_update"), required=True),
    "refresh_url": Field(url),
    "return_url": Field(url),
    "collection_options": Field(
        mapping(
            {
                "fields": Field(choice("currently_due", "eventually_due")),
                "future_requirements": Field(choice("include", "omit")),
            }
        )
    ),
}


def create(call: Call) -> Json:
    world, given = call.world, call.parameters
    code = given.get("country", "US")
    if code not in COUNTRIES:
        raise invalid(f"Country '{code}' is not supported.", param="country", code="country_unsupported")
    account = _account(world, given, code)
    _change(account, given)
    return public(world.add(account))


def _account(world: World, given: Json, code: str) -> Json:
    account = {
        "id": world.new_id("acct", 16),
        "object": "account",
        "business_profile": dict.fromkeys(("mcc", "name", "product_description", "support_email", "url")),
        "business_type": None,
        "capabilities": {},
        "charges_enabled": False,
        "controller": {
            "fees": {"payer": "application"},
            "is_controller": True,
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
            "type": "application",
        },
        "country": code,
        "created": world.now(),
        "default_currency": CURRENCY.get(code, "eur"),
        "details_submitted": False,
        "email": given.get("email") or None,
        "future_requirements": _requirements([]),
        "metadata": {},
        "payouts_enabled": False,
        "requirements": _requirements(REQUIRED_AT_FIRST),
        "settings": _settings(),
        "tos_acceptance": {"date": None, "ip": None},
        "type": "express",
    }
    account["external_accounts"] = _external(str(account["id"]), [])
    return account


def _settings() -> Json:
    """Only `payouts` can be changed here; the rest has the values of a new account."""
    return {
        "branding": dict.fromkeys(("icon", "logo", "primary_color", "secondary_color")),
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "payouts": {
            "debit_negative_balances": False,
            "schedule": {"delay_days": 2, "interval": "daily"},
            "statement_descriptor": None,
        },
    }


def _external(account_id: str, banks: list[Json]) -> Json:
    url_ = f"/v1/accounts/{account_id}/external_accounts"
    return {"object": "list", "data": banks, "has_more": False, "total_count": len(banks), "url": url_}


def _requirements(due: list[str], disabled_reason: str | None = None) -> Json:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": disabled_reason or ("requirements.past_due" if due else None),
        "errors": [],
        "eventually_due": list(due),
        "past_due": list(due),
        "pending_verification": [],
    }


def _change(account: Json, given: Json) -> None:
    account["metadata"] = merged_metadata(account["metadata"], given.get("metadata", {}))
    account["business_profile"].update(given.get("business_profile", {}))
    for name in ("email", "business_type"):
        account[name] = given.get(name, account[name]) or None
    for capability, wish in given.get("capabilities", {}).items():
        if wish.get("requested"):
            account["capabilities"].setdefault(capability, "inactive")
        else:
            account["capabilities"].pop(capability, None)
    payouts = dict(given.get("settings", {}).get("payouts", {}))
    account["settings"]["payouts"]["schedule"].update(payouts.pop("schedule", {}))
    account["settings"]["payouts"].update(payouts)
    _enable(account)


def _enable(account: Json) -> None:
    """What an account may do follows from what it still owes and what it asked for."""
    ready = account["details_submitted"] and not account["requirements"]["disabled_reason"]
    for capability in account["capabilities"]:
        account["capabilities"][capability] = "active" if ready else "inactive"
    account["payouts_enabled"] = ready
    account["charges_enabled"] = ready and bool(account["capabilities"])


def update(call: Call) -> Json:
    account = _require(call.world, call.subject)
    _change(account, call.parameters)
    emit(call.world, "account.updated", account, account=account["id"])
    return public(account)


def _require(world: World, account_id: str) -> Json:
    """Real Stripe does not tell an account that is not yours from one that is not."""
    account = world.find("account", account_id)
    if account is None:
        raise unknown_account(account_id)
    return account


def unknown_account(account_id: str) -> Exception:
    return invalid(
        f"The provided key does not have access to account '{account_id}' (or that account does not exist). "
        "Application access may have been revoked.",
        code="account_invalid",
        status=403,
    )


def onboarded(world: World, account_id: str) -> Json:
    """The seller gave everything asked for: the account can receive transfers and be paid out."""
    account = world.require("account", account_id)
    bank = {
        "id": world.new_id("ba"),
        "object": "bank_account",
        "account": account_id,
        "bank_name": "STRIPE TEST BANK",
        "country": account["country"],
        "currency": account["default_currency"],
        "default_for_currency": True,
        "last4": "3000",
        "status": "new",
    }
    account.update(
        details_submitted=True, requirements=_requirements([]), external_accounts=_external(account_id, [bank])
    )
    account["business_type"] = account["business_type"] or "company"
    account["tos_acceptance"] = {"date": world.now(), "ip": "127.0.0.1"}
    _enable(account)
    world.touch()
    emit(world, "account.updated", account, account=account_id)
    return account


def restricted(world: World, account_id: str, due: list[str], reason: str = "requirements.past_due") -> Json:
    """Stripe asks for more and stops transfers and payouts until it has it."""
    account = world.require("account", account_id)
    account["requirements"] = _requirements(due, reason)
    _enable(account)
    world.touch()
    emit(world, "account.updated", account, account=account_id)
    return account


def retrieve(call: Call) -> Json:
    return public(_require(call.world, call.subject))


def list_accounts(call: Call) -> Json:
    return page(call, "account", lambda _: True)


def create_link(call: Call) -> Json:
    world, given = call.world, call.parameters
    account = world.find("account", given["account"])
    if account is None:
        raise missing("account", given["account"], param="account", status=400)
    if given["type"] == "account_update":
        raise invalid("You cannot create `account_update` type Account Links for this account.", param="type")
    for name in ("refresh_url", "return_url"):
        if name not in given:
            raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    token = world.new_id("alnk")
    link = {
        "id": token,
        "object": "account_link",
        "created": world.now(),
        "expires_at": world.now() + LINK_SECONDS,
        "url": f"{world.public_url}/connect/onboarding/{account['id']}/{token}",
    }
    private = {"_subject": account["id"], "_visited": False}
    addresses = {f"_{name}": given[name] for name in ("refresh_url", "return_url")}
    world.add({**link, **private, **addresses})
    return {name: link[name] for name in ("object", "created", "expires_at", "url")}


ROUTES = [
    Route("accounts.create", "POST", "/v1/accounts", create, CREATION),
    Route("accounts.list", "GET", "/v1/accounts", list_accounts, LISTED),
    Route("accounts.retrieve", "GET", "/v1/accounts/{id}", retrieve, EXPAND),
    Route("accounts.update", "POST", "/v1/accounts/{id}", update, CHANGE),
    Route("account_links.create", "POST", "/v1/account_links", create_link, LINK),
]
