"""What the template says of those who call strangers: in order, apart from each other, and with little in reach."""

import json
import re
from typing import Any

import pytest

from local.packaging import package
from local.places import CELLS, Cell, place
from local.tokens import tokens_of
from tests.sam_templates import only_event, statements

DELIVERERS = ("DeliverWebhooks", "DeliverSlowWebhooks")


@pytest.fixture(scope="module", params=CELLS)
def template(request: pytest.FixtureRequest) -> dict[str, Any]:
    cell: Cell = request.param
    return package(cell, tokens_of(cell, place(cell))).template


@pytest.mark.parametrize("function", DELIVERERS)
def test_webhooks_keep_their_order_and_a_slow_one_holds_up_no_other_endpoint(
    template: dict[str, Any], function: str
) -> None:
    event = only_event(template, function)
    assert event["BatchSize"] == 1, "in a batch every ordering key waits for the slowest"
    assert event["ScalingConfig"]["MaximumConcurrency"] >= 20
    queue = template["Resources"][event["Queue"]["Fn::GetAtt"][0]]["Properties"]
    assert queue["FifoQueue"] is True
    assert (queue["DeduplicationScope"], queue["FifoThroughputLimit"]) == ("messageGroup", "perMessageGroupId")
    assert "DelaySeconds" not in queue


@pytest.mark.parametrize("function", DELIVERERS)
def test_who_calls_strangers_reads_nothing_of_orders_or_people(template: dict[str, Any], function: str) -> None:
    allowed = {"webhook_endpoints", "webhook_deliveries", "key_values", "facts"}
    assert statements(template, function)
    for statement in statements(template, function):
        tables = set(re.findall(r"table/rebound-(?:eu|us)-([a-z_]+)", json.dumps(statement["Resource"])))
        assert tables <= allowed
        if {"facts", "key_values"} & tables:
            assert statement["Action"] in (["dynamodb:PutItem"], ["dynamodb:GetItem"])
