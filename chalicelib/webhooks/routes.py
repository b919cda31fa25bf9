"""The URLs of webhooks: sellers' endpoints, and the log of what was sent to them."""

from functools import partial

from chalicelib.kernel.http.answer import Replayable
from chalicelib.kernel.http.auth import seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.lists import Items, Page
from chalicelib.kernel.values.problems import Conflict, InvalidCursor
from chalicelib.webhooks import answers, endpoints, queries, redelivery, views
from chalicelib.webhooks.endpoints import EndpointRequest, SecretStillSigns, TooManyEndpoints
from chalicelib.webhooks.message_limits import TooManyMessages
from chalicelib.webhooks.payloads import EndpointBody, EndpointPatch, LogPage, Redeliveries
from chalicelib.webhooks.redelivery import EndpointDeleted

routes = Routes(__name__)
READ, WRITE = seller("webhooks:read"), seller("webhooks:write")


@routes.get("/seller/webhook-endpoints", READ)
def list_endpoints(call: Call) -> Items[answers.ShownEndpoint]:
    """The seller's endpoints with their health, the oldest first."""
    return {"items": [views.endpoint_view(each) for each in queries.endpoints_of(call.principal.id)]}


@routes.post("/seller/webhook-endpoints", WRITE, keyed=True, status=201, refuses=(TooManyEndpoints, EndpointDeleted))
def create_endpoint(call: Call[EndpointBody]) -> Replayable[answers.EndpointWithSecret]:
    """Register a URL for the events of some types; only this answer shows the secret that signs them."""
    wanted = EndpointRequest(url=call.body.url, event_types=call.body.event_types, description=call.body.description)
    endpoint, secret = endpoints.create_endpoint(call.principal.id, wanted, call.keyed())
    return Replayable(body=views.secret_view(endpoint, secret), is_replay=secret is None)


@routes.get("/seller/webhook-endpoints/{endpoint_id}", READ)
def show_endpoint(call: Call, endpoint_id: str) -> answers.ShownEndpoint:
    """One endpoint of the seller."""
    return views.endpoint_view(queries.endpoint(call.principal.id, endpoint_id))


@routes.patch("/seller/webhook-endpoints/{endpoint_id}", WRITE, refuses=(Conflict,))
def change_endpoint(call: Call[EndpointPatch], endpoint_id: str) -> answers.ShownEndpoint:
    """Change an endpoint, or switch it off or on; waiting messages are sent once it is on again."""
    body = call.body
    wanted = EndpointRequest(url=body.url, event_types=body.event_types, description=body.description, state=body.state)
    return views.endpoint_view(endpoints.change_endpoint(call.principal.id, endpoint_id, wanted))


@routes.delete("/seller/webhook-endpoints/{endpoint_id}", WRITE)
def delete_endpoint(call: Call, endpoint_id: str) -> answers.RemovedEndpoint:
    """Remove an endpoint; nothing more is sent to it."""
    endpoints.delete_endpoint(call.principal.id, endpoint_id)
    return {"endpoint_id": endpoint_id, "state": "DELETED"}


@routes.post(
    "/seller/webhook-endpoints/{endpoint_id}/secret-rotation", WRITE, keyed=True, refuses=(Conflict, SecretStillSigns)
)
def rotate_secret(call: Call, endpoint_id: str) -> Replayable[answers.EndpointWithSecret]:
    """Give the endpoint its next secret; the previous one also signs for 24 hours."""
    endpoint, secret = endpoints.rotate_secret(call.principal.id, endpoint_id, call.keyed())
    return Replayable(body=views.secret_view(endpoint, secret), is_replay=secret is None)


@routes.post("/seller/webhook-endpoints/{endpoint_id}/test", WRITE, keyed=True, status=201, refuses=(TooManyMessages,))
def send_test(call: Call, endpoint_id: str) -> Replayable[answers.ShownDelivery]:
    """Send an `endpoint.test`, whatever the endpoint's subscriptions."""
    delivery, is_replay = endpoints.send_test(call.principal.id, endpoint_id, call.keyed())
    return Replayable(body=views.delivery_view(delivery), is_replay=is_replay)


@routes.get("/seller/webhook-deliveries", READ, refuses=(InvalidCursor,))
def list_deliveries(call: Call[None, LogPage]) -> Page[answers.ShownDelivery]:
    """The log of deliveries, the latest first."""
    asked = call.query
    fetch = partial(queries.page_of_log, call.principal.id, endpoint_id=asked.endpoint_id, state=asked.state)
    return paged(call, fetch, views.delivery_view)


@routes.post(
    "/seller/webhook-deliveries/{delivery_id}/redelivery", WRITE, status=202, refuses=(EndpointDeleted, TooManyMessages)
)
def redeliver(call: Call, delivery_id: str) -> answers.ShownDelivery:
    """Send one message again, under the same `webhook-id`."""
    return views.delivery_view(redelivery.redeliver(call.principal.id, delivery_id))


@routes.post("/seller/webhook-redeliveries", WRITE, status=202, refuses=(TooManyMessages,))
def redeliver_since(call: Call[Redeliveries]) -> answers.AcceptedRedelivery:
    """Send an endpoint its messages about events since a time again, oldest first."""
    body, until = call.body, call.body.until or clock.now()
    redelivery.redeliver_since(call.principal.id, body.endpoint_id, body.since, until)
    return {"endpoint_id": body.endpoint_id, "since": clock.stamp(body.since), "until": clock.stamp(until)}
