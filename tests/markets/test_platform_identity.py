"""Who the platform is: stated by the operator before a live cell prints it."""

import msgspec
import pytest

from chalicelib.markets import platform_identity
from chalicelib.markets.market import in_force
from chalicelib.markets.platform_identity import PLATFORM_IDENTITY, PlatformNotStated, require_stated

DAY = "2026-12-01"


@pytest.mark.parametrize("cell", ["eu", "us"])
def test_a_live_cell_prints_nothing_before_its_company_is_named(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    marked = require_stated(cell, DAY, is_live=False)
    assert "OPERATOR" in marked.name
    with pytest.raises(PlatformNotStated):
        require_stated(cell, DAY, is_live=True)
    stated = msgspec.structs.replace(marked, name="A SAS", postal_address="Lyon", register="RCS 1", vat_number="FR1")
    monkeypatch.setattr(platform_identity, "PLATFORM_IDENTITY", {cell: in_force(stated, "2026-01-01", "a test")})
    assert require_stated(cell, DAY, is_live=True) == stated


def test_every_cell_has_a_company_in_its_own_country() -> None:
    assert {cell: history.at(DAY).country for cell, history in PLATFORM_IDENTITY.items()} == {"eu": "FR", "us": "US"}
