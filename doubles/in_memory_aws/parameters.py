"""Secrets Manager and Systems Manager parameters: plain named values, set by the simulation."""

from typing import Any

from doubles.in_memory_aws.errors import AwsError

Answer = dict[str, Any]
Request = dict[str, Any]


class Secrets:
    def __init__(self, *, region: str, account: str) -> None:
        self._arn = f"arn:aws:secretsmanager:{region}:{account}:secret:"
        self.values: dict[str, str] = {}

    def answer(self, operation: str, request: Request, call_number: int) -> Answer:  # noqa: ARG002
        if operation != "GetSecretValue":
            raise AwsError("InvalidRequestException", f"the double has no {operation}")
        name = request["SecretId"].removeprefix(self._arn)
        if name not in self.values:
            raise AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        return {"ARN": self._arn + name, "Name": name, "SecretString": self.values[name]}


class Parameters:
    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def answer(self, operation: str, request: Request, call_number: int) -> Answer:  # noqa: ARG002
        if operation == "GetParameter":
            if request["Name"] not in self.values:
                raise AwsError("ParameterNotFound")
            return {"Parameter": self._parameter(request["Name"])}
        if operation == "GetParameters":
            known = [name for name in request["Names"] if name in self.values]
            unknown = [name for name in request["Names"] if name not in self.values]
            return {"Parameters": [self._parameter(name) for name in known], "InvalidParameters": unknown}
        raise AwsError("InvalidAction", f"the double has no {operation}")

    def _parameter(self, name: str) -> Answer:
        return {"Name": name, "Type": "String", "Value": self.values[name], "Version": 1}
