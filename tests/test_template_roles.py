"""What every function needs whatever it does, read from the packaged template."""

import json

from local.packaging import package
from local.places import place
from local.tokens import tokens_of
from tests.reading_templates import of_type, statements


def test_every_function_may_look_at_the_clock_of_a_local_market() -> None:
    """Locally time is moved by an item of `house`, which each function reads before it does anything."""
    template = package("eu", tokens_of("eu", place("eu"))).template
    for function in of_type(template, "AWS::Serverless::Function"):
        readable = [
            json.dumps(statement["Resource"])
            for statement in statements(template, function)
            if "dynamodb:GetItem" in statement["Action"]
        ]
        assert any('table/rebound-eu-house"' in resources for resources in readable), function
