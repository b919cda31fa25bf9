"""Settings: every environment variable that the application reads, checked at start."""

import os
from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

Stage = Literal["local", "eu", "us"]
Cell = Literal["eu", "us"]


# What a build gives for variables that are known when the stage is deployed: it only imports the application.
KNOWN_WHEN_DEPLOYED = "known-when-deployed"


class MissingSetting(Exception):
    """A required variable is missing or invalid."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    stage: Stage
    cell: Cell
    cell_secret: str
    public_url: str
    mail_sender: str
    kms_key_id: str
    reactions_queue_url: str
    money_queue_url: str
    mails_queue_url: str
    links_queue_url: str
    files_bucket: str
    uploads_bucket: str
    ranking_queue_url: str
    webhooks_queue_url: str
    slow_webhooks_queue_url: str
    webhook_tasks_queue_url: str
    stripe_webhook_secret: str
    stripe_publishable_key: str
    stripe_secret_key: str  # empty in functions that make no payments
    stripe_base_url: str  # empty means the real Stripe
    carriers_base_url: str
    stripe_tax: str  # `on` once Stripe Tax calculates and its registrations are made

    @property
    def is_live(self) -> bool:
        """Whether real buyers are served: neither the local stage, nor a build of another one."""
        return self.stage != "local" and self.kms_key_id != KNOWN_WHEN_DEPLOYED


_OPTIONAL = {
    "stripe_secret_key",
    "stripe_base_url",
    "stripe_webhook_secret",
    "stripe_publishable_key",
    "stripe_tax",
}
# What a build has in place of a secret, which is resolved when the stack is deployed.
_UNRESOLVED = "{{resolve:"


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings in an environment. Raises: MissingSetting, naming each absent or invalid variable."""
    values = {name: environment.get(name.upper(), "") for name in Settings.__struct_fields__}
    missing = sorted(name.upper() for name, value in values.items() if not value and name not in _OPTIONAL)
    if values["stage"] not in get_args(Stage) or values["cell"] not in get_args(Cell):
        missing.append("STAGE must be one of local, eu, us and CELL one of eu, us")
    if values["stage"] != "local" and values["stage"] != values["cell"]:
        missing.append("outside the local stage STAGE and CELL are the same")
    if values["stage"] == "us" and values["stripe_tax"] != "on" and not values["stripe_tax"].startswith(_UNRESOLVED):
        missing.append("STRIPE_TAX must be on: without Stripe Tax nobody may be sold to in the United States")
    if missing:
        raise MissingSetting("; ".join(missing))
    return msgspec.convert(values, Settings)


settings = from_environment(os.environ)
