"""AWS clients: one of each per process, made when first needed, with time limits a request can live with."""

from functools import cache
from typing import Any

import botocore.config
import botocore.session

# API Gateway ends a request after 29 s; the libraries' defaults (15 s to connect, 30 s to read, 3 retries) outlive it.
_LIMITS = botocore.config.Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"total_max_attempts": 2, "mode": "standard"},
    max_pool_connections=50,
    # pynamodb and our own encoders produce valid parameters; validating again costs a fifth of a call's CPU.
    parameter_validation=False,
)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """The process's client of an AWS service; AWS_ENDPOINT_URL points it at the local cloud."""
    return _session().create_client(service, config=_LIMITS)
