"""Calls of AWS without HTTP: a client's parameters go to the world as JSON, its answer comes back as botocore's would.

Building, sending and parsing an HTTP message is half of the time of a simulated history. An answer that is an error is
still parsed by botocore, and whether it is tried again is botocore's decision.
"""

import base64
import uuid
from typing import Any

import msgspec
from botocore.client import BaseClient
from botocore.endpoint import convert_to_response_dict
from botocore.exceptions import ClientError

from doubles.in_memory_aws.http_messages import HttpAnswer
from doubles.in_memory_aws.world import World

# Services of which every member is JSON's own; DynamoDB's binary values apart, which are converted here.
DIRECT = frozenset({"dynamodb", "sqs"})


class DirectCalls:
    """Stands where a client has `_make_api_call`, through which every call of botocore and pynamodb goes."""

    def __init__(self, client: BaseClient, world: World) -> None:
        self._client: Any = client
        self._service: str = client.meta.service_model.service_id.hyphenize()
        self._world = world

    def __call__(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        if operation == "TransactWriteItems" and "ClientRequestToken" not in parameters:
            parameters = {**parameters, "ClientRequestToken": str(uuid.uuid4())}  # as botocore does
        body = msgspec.json.encode(parameters)
        attempt = 0
        while True:
            attempt += 1
            refused: Any = None
            failed: Exception | None = None
            try:
                answer = self._world.call(self._service, operation, body)
                if answer.status < 300:
                    return _parsed(answer, attempt)
                refused = self._refused(operation, answer)
            except Exception as error:  # noqa: BLE001 - botocore, too, asks its retry handler about any error
                failed = error
            if self._needs_retry(operation, attempt, refused, failed):
                continue
            if failed is not None:
                raise failed
            raise self._error(operation, refused[1])

    def _error(self, operation: str, parsed: dict[str, Any]) -> ClientError:
        error: ClientError = self._client.exceptions.from_code(parsed["Error"]["Code"])(parsed, operation)
        return error

    def _refused(self, operation: str, answer: HttpAnswer) -> Any:
        """An error as botocore parses it: the HTTP response and its content."""
        endpoint, model = self._client._endpoint, self._client.meta.service_model.operation_model(operation)
        response = answer.response("https://aws.test/")
        content = convert_to_response_dict(response, model)
        parser = endpoint._response_parser_factory.create_parser(model.service_model.resolved_protocol)
        parsed = parser.parse(content, model.output_shape)
        endpoint._add_modeled_error_fields(content, parsed, model, parser)
        return response, parsed

    def _needs_retry(self, operation: str, attempt: int, refused: Any, failed: Exception | None) -> bool:
        model = self._client.meta.service_model.operation_model(operation)
        responses = self._client.meta.events.emit(
            f"needs-retry.{self._service}.{operation}",
            response=refused,
            endpoint=self._client._endpoint,
            operation=model,
            attempts=attempt,
            caught_exception=failed,
            request_dict={"context": {}},
        )
        return any(decision is not None for _, decision in responses)


def _parsed(answer: HttpAnswer, attempt: int) -> dict[str, Any]:
    parsed: dict[str, Any] = msgspec.json.decode(answer.body)
    if b'"B":' in answer.body or b'"BS":' in answer.body:
        _read_binaries(parsed)
    parsed["ResponseMetadata"] = {"HTTPStatusCode": answer.status, "RetryAttempts": attempt - 1}
    return parsed


def _read_binaries(content: Any) -> None:
    """Binary values in the place of their base64."""
    for value in content.values() if isinstance(content, dict) else content:
        if isinstance(value, dict | list):
            _read_binaries(value)
    if isinstance(content, dict) and len(content) == 1:
        ((kind, held),) = content.items()
        if kind == "B" and isinstance(held, str):
            content["B"] = base64.b64decode(held)
        elif kind == "BS" and isinstance(held, list):
            content["BS"] = [base64.b64decode(each) for each in held]
