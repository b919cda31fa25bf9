"""KMS: keys, aliases, and ciphertexts that only their own key and encryption context open.

A ciphertext is drawn from chance and looked up, so nothing can be read out of it and any changed byte is refused.
"""

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from doubles.in_memory_aws.errors import AwsError

# A data key of 32 bytes comes back wrapped in 184 bytes.
CIPHERTEXT_OVERHEAD_BYTES = 152
PLAINTEXT_LIMIT_BYTES = 4096

_data_key_bytes = {"AES_256": 32, "AES_128": 16}

Answer = dict[str, Any]
Request = dict[str, Any]


@dataclass(slots=True)
class Key:
    id: str
    arn: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class _Sealed:
    key: Key
    plaintext: bytes
    context: tuple[tuple[str, str], ...]


class Keyring:
    """The KMS service."""

    def __init__(self, chance: random.Random, *, region: str, account: str) -> None:
        self._chance = chance
        self._region = region
        self._account = account
        self._keys: dict[str, Key] = {}
        self._aliases: dict[str, Key] = {}
        self._sealed: dict[bytes, _Sealed] = {}

    def answer(self, operation: str, request: Request, call_number: int) -> Answer:  # noqa: ARG002
        operate: Callable[[Request], Answer] | None = {
            "CreateKey": self._create_key,
            "CreateAlias": self._create_alias,
            "DescribeKey": self._describe_key,
            "DisableKey": self._disable_key,
            "EnableKey": self._enable_key,
            "GenerateDataKey": self._generate_data_key,
            "GenerateDataKeyWithoutPlaintext": self._generate_data_key_without_plaintext,
            "GenerateRandom": self._generate_random,
            "Encrypt": self._encrypt,
            "Decrypt": self._decrypt,
        }.get(operation)
        if operate is None:
            raise AwsError("UnsupportedOperationException", f"the double has no {operation}")
        return operate(request)

    def create(self, alias: str | None = None) -> Key:
        """A new key; `alias` begins with `alias/`."""
        digits = f"{self._chance.getrandbits(128):032x}"
        identifier = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        key = Key(identifier, f"arn:aws:kms:{self._region}:{self._account}:key/{identifier}")
        self._keys[identifier] = key
        if alias is not None:
            self._aliases[alias] = key
        return key

    def key(self, name: str) -> Key:
        """A key by id, ARN, alias or alias ARN."""
        short = name.partition(f":{self._account}:")[2] or name
        found = self._aliases.get(short) or self._keys.get(short.removeprefix("key/"))
        if found is None:
            raise AwsError("NotFoundException", f"Invalid keyId '{name}'")
        return found

    def _usable(self, name: str) -> Key:
        key = self.key(name)
        if not key.enabled:
            raise AwsError("DisabledException", f"{key.arn} is disabled.")
        return key

    def _seal(self, key: Key, plaintext: bytes, context: dict[str, str] | None) -> str:
        blob = self._chance.randbytes(len(plaintext) + CIPHERTEXT_OVERHEAD_BYTES)
        self._sealed[blob] = _Sealed(key, plaintext, tuple(sorted((context or {}).items())))
        return base64.b64encode(blob).decode()

    def _create_key(self, request: Request) -> Answer:  # noqa: ARG002
        return {"KeyMetadata": _metadata(self.create())}

    def _create_alias(self, request: Request) -> Answer:
        if request["AliasName"] in self._aliases:
            raise AwsError("AlreadyExistsException", f"An alias with the name {request['AliasName']} exists")
        self._aliases[request["AliasName"]] = self.key(request["TargetKeyId"])
        return {}

    def _describe_key(self, request: Request) -> Answer:
        return {"KeyMetadata": _metadata(self.key(request["KeyId"]))}

    def _disable_key(self, request: Request) -> Answer:
        self.key(request["KeyId"]).enabled = False
        return {}

    def _enable_key(self, request: Request) -> Answer:
        self.key(request["KeyId"]).enabled = True
        return {}

    def _generate_data_key(self, request: Request) -> Answer:
        key = self._usable(request["KeyId"])
        length = request.get("NumberOfBytes") or _data_key_bytes.get(request.get("KeySpec", ""))
        if not length:
            raise AwsError("ValidationException", "Please specify either number of bytes or key spec.")
        plaintext = self._chance.randbytes(int(length))
        return {
            "CiphertextBlob": self._seal(key, plaintext, request.get("EncryptionContext")),
            "Plaintext": base64.b64encode(plaintext).decode(),
            "KeyId": key.arn,
        }

    def _generate_data_key_without_plaintext(self, request: Request) -> Answer:
        answer = self._generate_data_key(request)
        del answer["Plaintext"]
        return answer

    def _generate_random(self, request: Request) -> Answer:
        return {"Plaintext": base64.b64encode(self._chance.randbytes(int(request["NumberOfBytes"]))).decode()}

    def _encrypt(self, request: Request) -> Answer:
        key = self._usable(request["KeyId"])
        plaintext = base64.b64decode(request["Plaintext"])
        if not 1 <= len(plaintext) <= PLAINTEXT_LIMIT_BYTES:
            raise AwsError("ValidationException", "Value at 'plaintext' failed to satisfy constraint: 1 to 4096 bytes")
        return {
            "CiphertextBlob": self._seal(key, plaintext, request.get("EncryptionContext")),
            "KeyId": key.arn,
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }

    def _decrypt(self, request: Request) -> Answer:
        sealed = self._sealed.get(base64.b64decode(request["CiphertextBlob"]))
        context = tuple(sorted((request.get("EncryptionContext") or {}).items()))
        if sealed is None or sealed.context != context:
            raise AwsError("InvalidCiphertextException")
        if "KeyId" in request and self.key(request["KeyId"]) is not sealed.key:
            raise AwsError(
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this operation.",
            )
        self._usable(sealed.key.id)
        return {
            "Plaintext": base64.b64encode(sealed.plaintext).decode(),
            "KeyId": sealed.key.arn,
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }


def _metadata(key: Key) -> Answer:
    return {
        "KeyId": key.id,
        "Arn": key.arn,
        "Enabled": key.enabled,
        "KeyState": "Enabled" if key.enabled else "Disabled",
    }
