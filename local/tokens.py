"""Tokens: what a stage fills into config, policies and template where they say `<name>`."""

import os
from collections.abc import Mapping

from local.places import Place


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
    double = {
        "stripe_base_url": place.address(place.stripe_port),
        "stripe_secret_key": f"sk_test_local_{place.cell}",
        "stripe_publishable_key": f"pk_test_local_{place.cell}",
        "stripe_webhook_secret": f"whsec_local_{place.cell}",
    }
    if not uses_real_stripe(environment):
        return double
    own = {name: environment.get(name.upper(), "") for name in double}
    return {**own, "stripe_base_url": ""}
