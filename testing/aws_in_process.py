"""AWS for a test: an empty cell in moto, or in memory, which is faster and refuses the second of two writers.

`--aws memory` chooses the second for every test that stands on the `tables` fixture.
"""

import copy
import importlib
import pickle
import pkgutil
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import botocore.endpoint
import moto.core.responses
import moto.kms.models
from botocore.awsrequest import AWSResponse
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.core.models import botocore_stubber
from moto.core.serialize import XFormedAttributePicker
from moto.dynamodb.models import dynamodb_backends

import chalicelib
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage.tables import Table
from doubles.in_memory_aws.retries import RETRIES
from doubles.in_memory_aws.world import HANDLER, World
from testing.clients import NO_TIME, new_client

_empty_in_moto: list[bytes] = []
_worlds: list[World] = []


@cache
def every_table() -> list[type[Table]]:
    """Every table of the application, wherever its model lives."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if module.name.endswith(".models") or module.name.startswith("chalicelib.kernel."):
            importlib.import_module(module.name)
    return sorted(Table.__subclasses__(), key=lambda table: str(table.Meta.table_name))


class _AttributePicker(XFormedAttributePicker):  # type: ignore[misc]
    """moto's way to a member of an answer, with a short cut for values of DynamoDB.

    Without it, writing answers took 29 % of the time of tests of refunds; with it, 12 % of tests of offers. moto looks
    for each of the eleven types of a value under some ten names, and a value has its own name alone.
    """

    def __call__(self, context: Any) -> Any:
        if type(context.obj) is dict and context.shape.parent.name == "AttributeValue":
            return context.obj.get(context.key)
        return super().__call__(context)


# moto looks the methods of a service up and spells the name of an operation anew for each call.
_method_names = cache(moto.core.responses.method_names_from_class)
_spelled = cache(moto.core.responses.camelcase_to_underscores)
# moto makes an RSA key of 40 ms for every KMS key, and asks for nothing of it that must be fresh.
_make_private_key = cache(moto.kms.models.generate_private_key)


@contextmanager
def moto_cell() -> Iterator[None]:
    """Every table, empty: made once through the API and copied from then on, which saves a test 48 calls.

    Clients live as long as the process; what a test registers with them goes with it.
    """
    with (
        mock_aws(),
        patch.object(aws, "client", cache(_forgetful_client)),
        patch.object(moto.core.responses, "XFormedAttributePicker", _AttributePicker),
        patch.object(moto.core.responses, "method_names_from_class", _method_names),
        patch.object(moto.core.responses, "camelcase_to_underscores", _spelled),
        patch.object(moto.kms.models, "generate_private_key", _make_private_key),
    ):
        backend = dynamodb_backends[ACCOUNT]["eu-west-3"]
        if not _empty_in_moto:
            _create_tables()
            _empty_in_moto.append(pickle.dumps(backend.tables, protocol=pickle.HIGHEST_PROTOCOL))
        backend.tables = pickle.loads(_empty_in_moto[0])
        yield


@contextmanager
def memory_cell(
    seconds: Callable[[], float] = time.time,
    *,
    seed: int = 1,
    recipe: Callable[[str], Any] | None = None,
    create_tables: Callable[[World], None] | None = None,
) -> Iterator[World]:
    """The same in memory. Clients live as long as the process; what a test registers with them goes with it.

    `recipe` makes clients that nothing is registered with (`testing.clients.client_of`, which spares them signing).
    `create_tables` creates them as something else than the models says, for instance with a stream.
    """
    world = World(seconds, random.Random(seed), account=ACCOUNT)
    _worlds.append(world)

    @cache
    def client(service: str) -> Any:
        made = _forgetful_client(service) if recipe is None else recipe(service)
        world.attach(made)
        return made

    try:
        with patch.object(aws, "client", client), patch.object(botocore.endpoint, "time", NO_TIME):
            if create_tables is None:
                world.dynamodb.database.tables = pickle.loads(_empty_tables(world))
            else:
                create_tables(world)
            yield world
    finally:
        _worlds.remove(world)


def cell_of(kind: str) -> Any:
    """The cell of `--aws`: a context to be in."""
    return memory_cell() if kind == "memory" else moto_cell()


def carried_out(event_name: str, request: Any) -> AWSResponse | None:
    """What the AWS of this test answers, for a test that stands between it and the application."""
    answering = _worlds[-1].answer if _worlds else botocore_stubber
    answer: AWSResponse | None = answering(event_name=event_name, request=request)
    return answer


def stand_between(service: str, answering: Callable[..., AWSResponse | None]) -> None:
    """Let `answering` answer the client of a service; botocore retries nothing, and the double is not asked by itself.

    botocore asks every handler of `before-send` and takes the first answer, so the double's own has to go.
    """
    events = aws.client(service).meta.events
    events.unregister("before-send", handler=botocore_stubber)
    events.unregister(f"before-send.{service}", unique_id=HANDLER)
    for retries in (f"retry-config-{service}", RETRIES):
        events.unregister(f"needs-retry.{service}", unique_id=retries)
    events.register(f"before-send.{service}", answering)


def _forgetful_client(service: str) -> Any:
    made, events = _client(service)
    # botocore has no way to forget what was registered but to copy the emitter as it was.
    made.meta.events._emitter.__dict__.update(copy.copy(events).__dict__)
    return made


@cache
def _client(service: str) -> tuple[Any, Any]:
    made = new_client(service)
    made._make_api_call = _untraced(made._make_api_call)
    return made, copy.copy(made.meta.events._emitter)


def _untraced(call: Callable[..., Any]) -> Callable[..., Any]:
    """A client's call without the tracer of coverage, which would look at hundreds of functions that are not measured.

    It doubles the time of a test on moto.
    """

    def calling(*arguments: Any) -> Any:
        tracer = sys.gettrace()
        sys.settrace(None)
        try:
            return call(*arguments)
        finally:
            sys.settrace(tracer)

    return calling


def _create_tables() -> None:
    for table in every_table():
        table.create_table(billing_mode="PAY_PER_REQUEST")


_pickled: list[bytes] = []


def _empty_tables(world: World) -> bytes:
    if not _pickled:
        _create_tables()
        _pickled.append(pickle.dumps(world.dynamodb.database.tables, protocol=pickle.HIGHEST_PROTOCOL))
    return _pickled[0]
