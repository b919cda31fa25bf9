"""Secrets and parameters are values by name."""

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.conftest import client_of
from tests.doubles.in_memory_aws.wire import code


def test_secrets_and_parameters_are_read_by_name(world: World) -> None:
    secrets, parameters = client_of("secretsmanager"), client_of("ssm")
    world.attach(secrets)
    world.attach(parameters)
    world.secrets.values["rebound/eu/stripe"] = "sk_test_1"
    world.parameters.values["/rebound/eu/url"] = "https://rebound.example"
    found = secrets.get_secret_value(SecretId="rebound/eu/stripe")
    assert found["SecretString"] == "sk_test_1"
    assert secrets.get_secret_value(SecretId=found["ARN"])["SecretString"] == "sk_test_1"
    assert parameters.get_parameter(Name="/rebound/eu/url")["Parameter"]["Value"] == "https://rebound.example"
    answer = parameters.get_parameters(Names=["/rebound/eu/url", "/absent"])
    assert ([entry["Name"] for entry in answer["Parameters"]], answer["InvalidParameters"]) == (
        ["/rebound/eu/url"],
        ["/absent"],
    )
    with pytest.raises(ClientError) as secret:
        secrets.get_secret_value(SecretId="absent")
    with pytest.raises(ClientError) as parameter:
        parameters.get_parameter(Name="/absent")
    assert (code(secret.value), code(parameter.value)) == ("ResourceNotFoundException", "ParameterNotFound")
    world.detach(secrets)
    world.detach(parameters)
