"""Tokens: what a stage fills into config, policies and template where they say `<name>`."""

import os
from collections.abc import Mapping

from local.places import Place

# What the API's key is restricted to at Stripe; only the money worker's may move money.
API_MAY = (
    "payment_intents.create",
    "payment_intents.retrieve",
    "payment_intents.cancel",
    "account_links.create",
    "tax_calculations.create",
    "tax_calculations.retrieve",
    "tax_calculations.lines",
)


def tokens_of(stage: str, place: Place, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The cell's name; in the local stage also its addresses and keys, which guard nothing real."""
    if stage != "local":
        return {"cell": place.cell}
    return {
        "cell": place.cell,
        "web_port": str(place.web_port),
        "carriers_port": str(place.carriers_port),
        **_stripe_tokens(place, environment),
    }


def uses_real_stripe(environment: Mapping[str, str] = os.environ) -> bool:
    """A person's own key without another address means Stripe itself (its test mode)."""
    return bool(environment.get("STRIPE_SECRET_KEY")) and not environment.get("STRIPE_BASE_URL")


def _stripe_tokens(place: Place, environment: Mapping[str, str]) -> dict[str, str]:
    if uses_real_stripe(environment):
        secret = environment["STRIPE_SECRET_KEY"]
        return {
            "stripe_base_url": "",
            "stripe_secret_key": secret,
            "stripe_restricted_key": environment.get("STRIPE_RESTRICTED_KEY", secret),
            "stripe_publishable_key": environment.get("STRIPE_PUBLISHABLE_KEY", ""),
            "stripe_webhook_secret": environment.get("STRIPE_WEBHOOK_SECRET", ""),
        }
    return {
        "stripe_base_url": place.address(place.stripe_port),
        "stripe_secret_key": f"sk_test_local_{place.cell}",
        "stripe_restricted_key": f"rk_test_local_{place.cell}",
        "stripe_publishable_key": f"pk_test_local_{place.cell}",
        "stripe_webhook_secret": f"whsec_local_{place.cell}",
    }
