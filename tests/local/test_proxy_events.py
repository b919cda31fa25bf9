"""Requests become API Gateway's proxy events, and results become answers, without a byte lost."""

import base64

import pytest

from local.proxy_events import Arrived, Matched, Resources, answer_of, event_of, is_binary

BINARY = ["application/octet-stream", "image/*"]
HERE = Matched("/v1/things/{key}", {"key": "a%2Fb"})


def arrived(
    *, query: str = "", headers: tuple[tuple[str, str], ...] = (), body: bytes = b"", method: str = "POST"
) -> Arrived:
    return Arrived(method, "/v1/things/a%2Fb", query, list(headers), body, "127.0.0.1")


def test_a_literal_segment_wins_over_a_parameter() -> None:
    resources = Resources(["/v1/orders/{order_id}", "/v1/orders/recent", "/v1/{anything}/old", "/"])
    assert resources.match("/v1/orders/recent") == Matched("/v1/orders/recent")
    assert resources.match("/v1/orders/ord_1") == Matched("/v1/orders/{order_id}", {"order_id": "ord_1"})
    assert resources.match("/v1/orders/old") == Matched("/v1/orders/{order_id}", {"order_id": "old"})
    assert resources.match("/v1/sellers/old") == Matched("/v1/{anything}/old", {"anything": "sellers"})
    assert resources.match("/") == Matched("/")


def test_a_dead_end_behind_a_literal_segment_falls_back_to_the_parameter() -> None:
    resources = Resources(["/v1/seller/offers", "/v1/{room}/offers/batch"])
    assert resources.match("/v1/seller/offers/batch") == Matched("/v1/{room}/offers/batch", {"room": "seller"})


@pytest.mark.parametrize("path", ["/v1", "/v1/orders", "/v1/orders//", "/v1/orders/a/b", "//v1/orders/a", "/nothing"])
def test_an_unknown_path_has_no_resource(path: str) -> None:
    assert Resources(["/", "/v1/orders/{order_id}"]).match(path) is None


def test_one_trailing_slash_makes_no_difference() -> None:
    assert Resources(["/v1/markets"]).match("/v1/markets/") == Matched("/v1/markets")


def test_path_parameters_stay_encoded_as_a_rest_api_leaves_them() -> None:
    event = event_of(arrived(), HERE, BINARY)
    assert event["path"] == "/v1/things/a%2Fb"
    assert event["pathParameters"] == {"key": "a%2Fb"}
    assert event["requestContext"]["resourcePath"] == "/v1/things/{key}"


def test_query_strings_are_decoded_and_keep_every_value() -> None:
    event = event_of(arrived(query="brand=a&brand=b%20c&q=caf%C3%A9+noir&empty="), HERE, BINARY)
    assert event["multiValueQueryStringParameters"] == {
        "brand": ["a", "b c"],
        "q": ["café noir"],
        "empty": [""],
    }
    assert event["queryStringParameters"]["brand"] == "b c"


def test_no_query_is_null_as_in_api_gateway() -> None:
    event = event_of(arrived(), HERE, BINARY)
    assert event["queryStringParameters"] is None
    assert event["multiValueQueryStringParameters"] is None
    assert event["body"] is None


def test_a_signed_body_arrives_byte_for_byte() -> None:
    body = '{"amount": 1,  "name":"Zoë"}\r\n'.encode()
    event = event_of(arrived(body=body, headers=(("Content-Type", "application/json"),)), HERE, BINARY)
    assert event["isBase64Encoded"] is False
    assert event["body"].encode() == body


def test_binary_content_travels_as_base64() -> None:
    body = bytes(range(256))
    event = event_of(arrived(body=body, headers=(("content-type", "image/png"),)), HERE, BINARY)
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == body


def test_a_parameter_of_the_content_type_does_not_hide_that_it_is_binary() -> None:
    assert is_binary("Image/PNG; name=a", BINARY)
    assert not is_binary("text/html", BINARY)
    assert not is_binary("", BINARY)


def test_the_callers_address_is_the_first_that_was_forwarded() -> None:
    told = event_of(arrived(headers=(("X-Forwarded-For", "203.0.113.7, 10.0.0.1"),)), HERE, BINARY)
    assert told["requestContext"]["identity"]["sourceIp"] == "203.0.113.7"
    assert event_of(arrived(), HERE, BINARY)["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"


def test_a_repeated_header_keeps_every_value() -> None:
    event = event_of(arrived(headers=(("Cookie", "a=1"), ("Cookie", "b=2"))), HERE, BINARY)
    assert event["headers"]["Cookie"] == "b=2"
    assert event["multiValueHeaders"]["Cookie"] == ["a=1", "b=2"]


def test_an_answer_may_set_two_cookies() -> None:
    result = {
        "statusCode": 201,
        "headers": {"Content-Type": "text/html"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
        "body": "é",
    }
    answer = answer_of(result)
    assert (answer.status, answer.body) == (201, "é".encode())
    assert answer.headers == [("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]


def test_a_base64_answer_is_bytes_again() -> None:
    encoded = base64.b64encode(b"\x89PNG\xff").decode()
    assert answer_of({"statusCode": 200, "body": encoded, "isBase64Encoded": True}).body == b"\x89PNG\xff"


def test_a_result_without_a_status_is_no_answer() -> None:
    with pytest.raises(KeyError):
        answer_of({"body": "x"})
