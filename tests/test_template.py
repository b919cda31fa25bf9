"""What ships is safe by construction: read from the packaged templates of both cells, not from what we meant."""

import json
import re
from typing import Any

import pytest
from pynamodb.constants import NUMBER

from local.packaging import package
from local.places import CELLS, ROOT, Cell, place
from local.tokens import tokens_of
from tests.sam_templates import keys_of, models, of_type, only_event, statements

FUNCTIONS = {
    "APIHandler": "api_handler",
    "RelayFacts": "relay_facts",
    "React": "react",
    "SendMails": "send_mails",
    "SendLinks": "send_links",
    "MoneyWorker": "money_worker",
    "ExpireOrders": "expire_orders",
    "WatchDeadlines": "watch_deadlines",
    "SweepFacts": "sweep_facts",
    "SweepOperations": "sweep_operations",
    "AuditBooks": "audit_books",
    "WatchReranking": "watch_reranking",
    "Rerank": "rerank",
    "IndexSearch": "index_search",
    "RebuildSearch": "rebuild_search",
    "DeliverWebhooks": "deliver_webhooks",
    "DeliverSlowWebhooks": "deliver_slow_webhooks",
    "RunWebhookTasks": "run_webhook_tasks",
    "SweepWebhooks": "sweep_webhooks",
    "CheckUploads": "check_uploads",
}
DELIVERERS = ("DeliverWebhooks", "DeliverSlowWebhooks")
WORKERS = ("React", "SendMails", "SendLinks", "MoneyWorker", "Rerank", "RunWebhookTasks", "CheckUploads", *DELIVERERS)
DAY_SECONDS = 86_400
SCANNERS = {"Rerank", "RebuildSearch", "AuditBooks"}
SCHEDULES = tuple(name for name in FUNCTIONS if name not in {"APIHandler", "RelayFacts", *WORKERS})


@pytest.fixture(scope="module", params=CELLS)
def cell(request: pytest.FixtureRequest) -> Cell:
    chosen: Cell = request.param
    return chosen


@pytest.fixture(scope="module")
def template(cell: Cell) -> dict[str, Any]:
    return package(cell, tokens_of(cell, place(cell))).template


def test_every_function_of_the_architecture_ships_and_no_other(template: dict[str, Any], cell: Cell) -> None:
    functions = of_type(template, "AWS::Serverless::Function")
    assert functions.keys() == FUNCTIONS.keys()
    for logical, name in FUNCTIONS.items():
        assert functions[logical]["Properties"]["FunctionName"] == f"rebound-{cell}-{name}"


def test_the_api_answers_in_its_own_region(template: dict[str, Any]) -> None:
    (api,) = of_type(template, "AWS::Serverless::Api").values()
    assert api["Properties"]["EndpointConfiguration"] == "REGIONAL"


def test_the_gateways_own_errors_are_problems_that_browsers_may_read(template: dict[str, Any]) -> None:
    responses = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "REQUEST_TOO_LARGE"} <= responses.keys()
    for response in responses.values():
        headers = response["ResponseParameters"]["Headers"]
        assert headers["Content-Type"] == "'application/problem+json'"
        assert headers["Access-Control-Allow-Origin"] == "'*'"
        body = response["ResponseTemplates"]["application/json"]
        stated = json.loads(body.replace("$context.error.messageString", '"said by the gateway"'))
        assert stated["type"].startswith("/problems/")
        assert stated["title"]
    assert responses["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == 404


def test_the_stream_of_facts_cannot_be_blocked_or_lost(template: dict[str, Any]) -> None:
    event = only_event(template, "RelayFacts")
    assert event["Stream"] == {"Fn::GetAtt": ["FactsTable", "StreamArn"]}
    assert event["StartingPosition"] == "TRIM_HORIZON"
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert event["BisectBatchOnFunctionError"] is True
    assert event["MaximumRetryAttempts"] == 8
    assert 0 < event["MaximumRecordAgeInSeconds"] <= 6 * 3600
    assert event["DestinationConfig"]["OnFailure"]["Type"] == "SQS"
    (pattern,) = event["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == {"eventName": ["INSERT"]}
    stream = template["Resources"]["FactsTable"]["Properties"]["StreamSpecification"]
    assert stream == {"StreamViewType": "NEW_IMAGE"}


@pytest.mark.parametrize("function", WORKERS)
def test_a_bad_message_fails_alone_and_ends_in_a_failure_queue(template: dict[str, Any], function: str) -> None:
    event = only_event(template, function)
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    queue = template["Resources"][event["Queue"]["Fn::GetAtt"][0]]["Properties"]
    timeout = template["Resources"][function]["Properties"]["Timeout"]
    assert queue["VisibilityTimeout"] >= 6 * timeout
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5
    failed = template["Resources"][queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]["Properties"]
    name, _, ending = queue["QueueName"].partition(".")
    assert failed["QueueName"] == f"{name}_failed" + (f".{ending}" if ending else "")
    assert failed.get("FifoQueue") == queue.get("FifoQueue")
    assert failed["MessageRetentionPeriod"] >= queue["MessageRetentionPeriod"]


@pytest.mark.parametrize("function", SCHEDULES)
def test_a_missed_tick_is_retried_boundedly_and_heard_of(template: dict[str, Any], function: str) -> None:
    tick = only_event(template, function)
    assert tick["Schedule"].startswith(("rate(", "cron("))
    assert tick["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["SchedulesFailedQueue", "Arn"]}}
    assert tick["RetryPolicy"]["MaximumRetryAttempts"] <= 2
    run = template["Resources"][function]["Properties"]["EventInvokeConfig"]
    assert run["MaximumRetryAttempts"] <= 2
    assert run["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["SchedulesFailedQueue", "Arn"]}


@pytest.mark.parametrize("function", SCHEDULES)
def test_a_schedule_ends_before_its_next_tick(template: dict[str, Any], function: str) -> None:
    schedule = only_event(template, function)["Schedule"]
    rate = re.fullmatch(r"rate\((\d+) minutes?\)", schedule)
    assert rate or schedule.startswith("cron(")
    every_seconds = int(rate[1]) * 60 if rate else DAY_SECONDS
    assert template["Resources"][function]["Properties"]["Timeout"] <= every_seconds


def test_the_api_gives_up_when_its_gateway_does(template: dict[str, Any]) -> None:
    assert template["Resources"]["APIHandler"]["Properties"]["Timeout"] <= 29


def test_every_function_has_a_role_of_its_own(template: dict[str, Any]) -> None:
    roles = [template["Resources"][name]["Properties"]["Role"]["Fn::GetAtt"][0] for name in FUNCTIONS]
    assert len(set(roles)) == len(FUNCTIONS) == len(of_type(template, "AWS::IAM::Role"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_role_may_do_more_than_it_says(template: dict[str, Any], cell: Cell, function: str) -> None:
    assert statements(template, function)
    for statement in statements(template, function):
        for action in statement["Action"]:
            assert re.fullmatch(r"[a-z0-9]+:[A-Za-z]+", action), f"{action} is not one action"
            assert action != "dynamodb:Scan" or function in SCANNERS, "a table is never read whole on a request"
        for resource in statement["Resource"]:
            if "Fn::GetAtt" in resource:
                assert resource["Fn::GetAtt"][0] in template["Resources"]
                continue
            if re.match(r"\$\{[A-Za-z]+Bucket\.Arn\}/", resource["Fn::Sub"]):
                assert re.fullmatch(r"\$\{(Files|Uploads)Bucket\.Arn\}/[a-z-]+/\*", resource["Fn::Sub"]), (
                    "a folder of one room"
                )
                continue
            name = resource["Fn::Sub"].partition("${AWS::AccountId}:")[2]
            # SES alone: a mail may leave from any identity this account has proved, which is the cell's domain.
            assert f"rebound-{cell}-" in name or name == "identity/*"
            assert "*" not in name.removesuffix("*"), "a wildcard ends a name or is not there"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_names_only_tables_and_indexes_that_exist(template: dict[str, Any], function: str) -> None:
    tables = {
        one["Properties"]["TableName"]: one["Properties"] for one in of_type(template, "AWS::DynamoDB::Table").values()
    }
    named = [
        re.search(r":table/([^/]+)(?:/index/(.+))?$", resource.get("Fn::Sub", ""))
        for statement in statements(template, function)
        for resource in statement["Resource"]
    ]
    assert any(named)
    for found in filter(None, named):
        assert found[1] in tables
        if found[2]:
            assert found[2] in [index["IndexName"] for index in tables[found[1]]["GlobalSecondaryIndexes"]]


def test_exactly_two_functions_hold_a_stripe_key_and_no_two_the_same(template: dict[str, Any]) -> None:
    shared = template["Globals"]["Function"]["Environment"]["Variables"]
    assert "STRIPE_SECRET_KEY" not in shared
    keys = {
        name: variables["STRIPE_SECRET_KEY"]
        for name in FUNCTIONS
        if "STRIPE_SECRET_KEY" in (variables := template["Resources"][name]["Properties"]["Environment"]["Variables"])
    }
    assert keys.keys() == {"APIHandler", "MoneyWorker"}
    assert keys["APIHandler"] != keys["MoneyWorker"]


def test_no_secret_is_written_in_a_template(template: dict[str, Any], cell: Cell) -> None:
    reference = re.compile(rf"\{{\{{resolve:secretsmanager:rebound/{cell}:SecretString:[a-z_]+\}}\}}")
    secret = {"CELL_SECRET", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"}
    for name in FUNCTIONS:
        variables = template["Resources"][name]["Properties"]["Environment"]["Variables"]
        for variable in secret & variables.keys():
            assert reference.fullmatch(variables[variable]), f"{name} {variable}"
        assert "STRIPE_BASE_URL" not in variables, "only the local stage talks to a double"


def test_every_setting_the_application_reads_is_given(template: dict[str, Any], cell: Cell) -> None:
    given = set(template["Globals"]["Function"]["Environment"]["Variables"])
    needed = {
        "CELL_SECRET",
        "PUBLIC_URL",
        "MAIL_SENDER",
        "KMS_KEY_ID",
        "FILES_BUCKET",
        "UPLOADS_BUCKET",
        "CARRIERS_BASE_URL",
    }
    queues = ("REACTIONS", "MONEY", "MAILS", "RANKING", "WEBHOOKS", "SLOW_WEBHOOKS", "WEBHOOK_TASKS")
    needed |= {f"{queue}_QUEUE_URL" for queue in queues}
    for name in FUNCTIONS:
        variables = template["Resources"][name]["Properties"]["Environment"]["Variables"]
        assert needed <= given | variables.keys()
        assert (variables["STAGE"], variables["CELL"]) == (cell, cell)


def test_every_table_is_encrypted_restorable_and_hard_to_delete(template: dict[str, Any]) -> None:
    tables = of_type(template, "AWS::DynamoDB::Table")
    assert len(tables) >= 20
    for name, table in tables.items():
        properties = table["Properties"]
        assert properties["SSESpecification"]["SSEEnabled"] is True, name
        assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True, name
        assert properties["DeletionProtectionEnabled"] is True, name
        assert properties["BillingMode"] == "PAY_PER_REQUEST", name
        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain"), name


def test_every_table_of_the_architecture_is_there_and_no_other(template: dict[str, Any], cell: Cell) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    section = page.partition("## 2. Tables")[2].partition("\n## ")[0]
    drawn = set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE))
    shipped = {one["Properties"]["TableName"] for one in of_type(template, "AWS::DynamoDB::Table").values()}
    assert shipped == {f"rebound-{cell}-{name}" for name in drawn}


def test_every_model_has_its_table_with_its_keys_and_indexes(template: dict[str, Any]) -> None:
    tables = {
        one["Properties"]["TableName"].split("-", 2)[2]: one["Properties"]
        for one in of_type(template, "AWS::DynamoDB::Table").values()
    }
    modelled = models()
    assert len({model.Meta.table_name for model in modelled}) >= 20
    for model in modelled:
        table = tables[model.Meta.table_name.split("-", 2)[2]]
        wanted = keys_of(model._hash_keyname, model._range_keyname)
        assert table["KeySchema"] == wanted, model
        types = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
        for key in (entry["AttributeName"] for entry in wanted):
            assert types[key] == ("N" if model._attributes[key].attr_type == NUMBER else "S"), model
        if not model._indexes:
            continue
        shipped = {one["IndexName"]: one for one in table.get("GlobalSecondaryIndexes", [])}
        assert shipped.keys() == model._indexes.keys(), model
        for name, index in model._indexes.items():
            schema = sorted(index._get_schema()["key_schema"], key=lambda entry: str(entry["KeyType"]))
            assert shipped[name]["KeySchema"] == schema, name
            assert shipped[name]["Projection"]["ProjectionType"] == index.Meta.projection.projection_type, name


def test_every_index_of_a_table_is_one_of_its_models(template: dict[str, Any]) -> None:
    indexed = {model.Meta.table_name.split("-", 2)[2] for model in models() if model._indexes}
    drawn = {
        table["Properties"]["TableName"].split("-", 2)[2]
        for table in of_type(template, "AWS::DynamoDB::Table").values()
        if "GlobalSecondaryIndexes" in table["Properties"]
    }
    assert drawn == indexed


def test_every_log_group_belongs_to_a_function_that_exists_and_forgets(template: dict[str, Any]) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup")
    names = {one["Properties"]["LogGroupName"]["Fn::Sub"] for one in groups.values()}
    assert names == {f"/aws/lambda/${{{function}}}" for function in FUNCTIONS}
    assert {one["Properties"]["RetentionInDays"] for one in groups.values()} == {30}


def test_the_two_cells_ship_the_same_but_for_their_name_and_settings() -> None:
    eu, us = (package(cell, tokens_of(cell, place(cell))) for cell in CELLS)
    assert eu.archive.read_bytes() == us.archive.read_bytes()
    named = re.sub(r"\beu\b", "us", json.dumps(eu.template, sort_keys=True))
    assert named == json.dumps(us.template, sort_keys=True)
