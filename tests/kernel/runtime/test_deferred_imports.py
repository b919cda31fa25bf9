"""Outside the package that ships, an import is what it seems: what is broken is found at the start."""

import sys

import app
from chalicelib.kernel.runtime import deferred_imports


def test_outside_the_package_every_room_is_loaded_and_registered_at_start() -> None:
    assert deferred_imports.rooms_by_path() is None
    assert app.app.rooms_by_path().keys() == app.app.routes.keys()
    assert "chalicelib.orders.checkout.placing" in sys.modules
