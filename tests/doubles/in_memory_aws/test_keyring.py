"""KMS: only the right key with the right context opens a ciphertext."""

import random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.conftest import client_of
from tests.doubles.in_memory_aws.wire import code

ALIAS = "alias/people"


@pytest.fixture
def key(world: World) -> str:
    return world.keyring.create(ALIAS).id


def _refused(call: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    return code(refused.value)


def test_a_data_key_opens_with_its_context_alone(kms: Any, key: str) -> None:
    context = {"person": "per_1"}
    made = kms.generate_data_key(KeyId=ALIAS, KeySpec="AES_256", EncryptionContext=context)
    blob = made["CiphertextBlob"]
    assert (len(made["Plaintext"]), len(blob)) == (32, 184)
    assert made["Plaintext"] not in blob
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"] == made["Plaintext"]
    for wrong in ({}, {"person": "per_2"}, {**context, "cell": "eu"}):
        assert _refused(lambda wrong=wrong: kms.decrypt(CiphertextBlob=blob, EncryptionContext=wrong)) == (
            "InvalidCiphertextException"
        )
    changed = bytes([blob[0] ^ 1]) + blob[1:]
    assert _refused(lambda: kms.decrypt(CiphertextBlob=changed, EncryptionContext=context)) == (
        "InvalidCiphertextException"
    )
    assert kms.describe_key(KeyId=ALIAS)["KeyMetadata"]["KeyId"] == key


def test_encrypting_twice_gives_two_ciphertexts_of_one_text(kms: Any, key: str) -> None:
    first, second = (kms.encrypt(KeyId=key, Plaintext=b"a secret")["CiphertextBlob"] for _ in range(2))
    assert first != second
    assert {kms.decrypt(CiphertextBlob=blob)["Plaintext"] for blob in (first, second)} == {b"a secret"}


def test_another_key_and_a_disabled_one_do_not_open(world: World, kms: Any, key: str) -> None:
    blob = kms.encrypt(KeyId=key, Plaintext=b"a secret")["CiphertextBlob"]
    other = world.keyring.create().arn
    assert _refused(lambda: kms.decrypt(CiphertextBlob=blob, KeyId=other)) == "IncorrectKeyException"
    kms.disable_key(KeyId=key)
    assert _refused(lambda: kms.decrypt(CiphertextBlob=blob)) == "DisabledException"
    assert _refused(lambda: kms.encrypt(KeyId="alias/absent", Plaintext=b"x")) == "NotFoundException"


def test_keys_of_one_world_are_those_of_its_chance() -> None:
    def made(seed: int) -> bytes:
        world = World(lambda: 0.0, random.Random(seed))
        world.keyring.create(ALIAS)
        client = client_of("kms")
        world.attach(client)
        plaintext: bytes = client.generate_data_key(KeyId=ALIAS, KeySpec="AES_256")["Plaintext"]
        world.detach(client)
        return plaintext

    assert made(1) == made(1) != made(2)
