"""The key that seals the people of a test cell, and nothing remembered from another test."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.people import key_ring


@pytest.fixture
def people(tables: None) -> Iterator[None]:  # noqa: ARG001 - it stands on the tables
    key_ring.key_encryption_key.cache_clear()
    key = aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    aws.client("kms").create_alias(AliasName=settings.kms_key_id, TargetKeyId=key)
    yield
    key_ring.key_encryption_key.cache_clear()
