"""What sellers may send about their endpoints."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.payloads import DISTINCT, Payload
from chalicelib.webhooks.events import EVENT_TYPES, EventType
from chalicelib.webhooks.lifecycle import DeliveryState, EndpointState

Url = Annotated[str, Meta(min_length=1, max_length=1_000)]
EventTypes = Annotated[tuple[EventType, ...], Meta(min_length=1, max_length=len(EVENT_TYPES)), DISTINCT]
Description = Annotated[str, Meta(max_length=200)]
# A time must have a zone.
Moment = Annotated[datetime, Meta(tz=True)]


class EndpointBody(Payload, frozen=True, kw_only=True):
    url: Url
    event_types: EventTypes
    description: Description = ""


class EndpointPatch(Payload, frozen=True, kw_only=True):
    url: Url | None = None
    event_types: EventTypes | None = None
    description: Description | None = None
    state: EndpointState | None = None


class LogPage(PageRequest, frozen=True, kw_only=True):
    endpoint_id: Annotated[str, Meta(max_length=60)] | None = None
    state: DeliveryState | None = None


class Redeliveries(Payload, frozen=True, kw_only=True):
    endpoint_id: Annotated[str, Meta(max_length=60)]
    since: Moment
    until: Moment | None = None
