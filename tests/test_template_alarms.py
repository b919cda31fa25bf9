"""Every failure that needs a person rings, read from the packaged templates of both cells."""

from typing import Any

import pytest

from chalicelib import subscriptions
from chalicelib.payments import money_worker
from local.packaging import package
from local.places import CELLS, place
from local.tokens import tokens_of
from tests.sam_templates import of_type


@pytest.fixture(scope="module", params=CELLS)
def template(request: pytest.FixtureRequest) -> Any:
    return package(request.param, tokens_of(request.param, place(request.param))).template


def test_somebody_hears_of_every_failure_queue(template: dict[str, Any]) -> None:
    watched = [
        dimension["Value"].get("Fn::GetAtt", [""])[0]
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
        for dimension in alarm["Properties"]["Dimensions"]
        if isinstance(dimension["Value"], dict)
    ]
    assert set(of_type(template, "AWS::SQS::Queue")) <= set(watched)
    for alarm in of_type(template, "AWS::CloudWatch::Alarm").values():
        assert alarm["Properties"]["AlarmActions"] == [{"Ref": "AlarmTopic"}]


def test_every_number_that_is_measured_for_operators_rings(template: dict[str, Any]) -> None:
    alarms = of_type(template, "AWS::CloudWatch::Alarm").values()
    watched = {alarm["Properties"]["MetricName"]: alarm["Properties"] for alarm in alarms}
    names = {name for name, _ in subscriptions.MEASURED} | {
        money_worker.REFUNDS_FAILED,
        money_worker.REFUNDS_OVERDUE,
        money_worker.TRANSFERS_FAILED,
        money_worker.PAYOUTS_FAILED,
        money_worker.DISPUTES_DUE,
        money_worker.DISPUTES_REVERSED,
    }
    assert names >= {"returns_waiting", "claims_waiting"}
    assert names <= watched.keys()
    assert {watched[name]["TreatMissingData"] for name in names} == {"breaching"}
