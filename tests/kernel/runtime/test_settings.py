"""The application starts with every setting it needs, or says which are missing."""

import msgspec
import pytest

from chalicelib.kernel.runtime import settings
from chalicelib.kernel.runtime.settings import MissingSetting, Settings

WHOLE = {name.upper(): "x" for name in Settings.__struct_fields__} | {"STAGE": "eu", "CELL": "eu"}
NEEDED = sorted(
    set(WHOLE)
    - {"STAGE", "CELL", "STRIPE_SECRET_KEY", "STRIPE_BASE_URL", "STRIPE_WEBHOOK_SECRET", "STRIPE_PUBLISHABLE_KEY"}
    - {"STRIPE_TAX"}
)


def test_a_whole_environment_is_read_and_what_else_lies_there_is_not() -> None:
    read = settings.from_environment(WHOLE | {"HOME": "/root", "STRIPE_SECRET_KEY": "sk_live_1"})
    assert (read.stage, read.cell, read.stripe_secret_key) == ("eu", "eu", "sk_live_1")
    with pytest.raises(AttributeError):
        read.stage = "us"  # type: ignore[misc]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_is_named(name: str) -> None:
    for environment in (WHOLE | {name: ""}, {key: value for key, value in WHOLE.items() if key != name}):
        with pytest.raises(MissingSetting) as refusal:
            settings.from_environment(environment)
        assert str(refusal.value) == name


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(MissingSetting) as refusal:
        settings.from_environment({})
    assert all(name in str(refusal.value) for name in [*NEEDED, "STAGE", "CELL"])


def test_a_function_that_moves_no_money_starts_without_stripes_keys() -> None:
    bare = {key: value for key, value in WHOLE.items() if not key.startswith("STRIPE_")}
    read = settings.from_environment(bare)
    stripes = {name: value for name, value in msgspec.structs.asdict(read).items() if name.startswith("stripe_")}
    assert set(stripes.values()) == {""}


@pytest.mark.parametrize(("stage", "cell"), [("eu", "us"), ("us", "eu")])
def test_a_deployed_stage_is_its_cell(stage: str, cell: str) -> None:
    with pytest.raises(MissingSetting, match="are the same"):
        settings.from_environment(WHOLE | {"STAGE": stage, "CELL": cell})


@pytest.mark.parametrize("cell", ["eu", "us"])
def test_a_desk_can_be_either_cell(cell: str) -> None:
    assert settings.from_environment(WHOLE | {"STAGE": "local", "CELL": cell}).cell == cell


@pytest.mark.parametrize(("stage", "cell"), [("prod", "eu"), ("eu", "fr"), ("EU", "EU"), ("local", "local")])
def test_a_stage_or_cell_nobody_knows_is_refused(stage: str, cell: str) -> None:
    with pytest.raises(MissingSetting, match="one of local, eu, us"):
        settings.from_environment(WHOLE | {"STAGE": stage, "CELL": cell})


def test_only_a_deployed_stage_is_live() -> None:
    live = {stage: settings.from_environment(WHOLE | {"STAGE": stage}).is_live for stage in ("local", "eu")}
    assert live == {"local": False, "eu": True}
    build = WHOLE | {"KMS_KEY_ID": settings.KNOWN_WHEN_DEPLOYED}
    assert not settings.from_environment(build).is_live


@pytest.mark.parametrize("value", ["", "off", "x"])
def test_a_live_american_cell_without_stripe_tax_does_not_start(value: str) -> None:
    american = WHOLE | {"STAGE": "us", "CELL": "us", "STRIPE_TAX": value}
    with pytest.raises(MissingSetting, match="STRIPE_TAX must be on"):
        settings.from_environment(american)
    for given in ("on", "{{resolve:secretsmanager:rebound/us:SecretString:stripe_tax}}"):
        assert settings.from_environment(american | {"STRIPE_TAX": given}).cell == "us"
    assert settings.from_environment(american | {"STAGE": "local"}).stage == "local"
