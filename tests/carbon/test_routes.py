"""The method is public: anybody may read how the figures are made."""

import json

from chalice.test import Client

from chalicelib.access.api_keys.credentials import identify
from chalicelib.carbon.routes import routes
from chalicelib.kernel.http.application import Application


def test_anybody_may_read_the_method() -> None:
    market = Application("rebound", identify)
    market.register_blueprint(routes, url_prefix="/v1")
    with Client(market) as client:
        response = client.http.get("/v1/carbon-method")
    body = json.loads(response.body)
    assert response.status_code == 200
    assert body["default_factor_set"] == "published-2021"
    assert body["formula"].startswith("avoided = displacement")
