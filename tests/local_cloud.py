"""The local cloud for tests: ministack on a free port of this machine, for as long as a test needs it.

What it opens was read in its source and checked with `ss`: the gateway (GATEWAY_PORT, bound to BIND_HOST), and, left
alone, an MQTT listener on 0.0.0.0:8883 whatever BIND_HOST says; IOT_MTLS_ENABLED=0 turns that off. Transfer (SFTP)
binds when a server is created there, DSQL and RDS when a database is; nothing here uses them.
"""

import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STARTING_SECONDS = 30
STOPPING_SECONDS = 20

_repository = Path(__file__).resolve().parent.parent


def _python() -> Path:
    """The interpreter of ministack's own environment: its pinned botocore is not the application's."""
    environment = Path(os.environ.get("REBOUND_MINISTACK", _repository / ".venv-ministack"))
    python = environment / "bin" / "python"
    if not python.exists():
        raise RuntimeError(f"no ministack in {environment}: run `make install` or set REBOUND_MINISTACK")
    return python


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def ministack(state_directory: Path | None = None) -> Iterator[str]:
    """Run ministack and yield its address. With a state directory it goes on from there and saves at the end.

    It saves only when stopped by SIGTERM. Raises RuntimeError, with its log, when it does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="rebound-ministack-") as scratch:
        port = _free_port()
        log_path = Path(scratch) / "log"
        with log_path.open("wb") as log:
            process = subprocess.Popen(
                [str(_python()), "-m", "ministack"],
                env=_environment(port, Path(scratch), state_directory),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=scratch,
            )
        try:
            address = f"http://127.0.0.1:{port}"
            _await_ready(process, address, log_path)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(STOPPING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment(port: int, scratch: Path, state_directory: Path | None) -> dict[str, str]:
    # Credentials and proxies of the person who runs the tests stay outside.
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    state = state_directory or scratch
    return {
        **inherited,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "MINISTACK_REGION": "eu-west-3",
        # Its pid file, Lambda code and certificates go to TMPDIR.
        "TMPDIR": str(scratch),
        "STATE_DIR": str(state / "state"),
        "S3_DATA_DIR": str(state / "s3"),
        "PERSIST_STATE": "0" if state_directory is None else "1",
        "S3_PERSIST": "0" if state_directory is None else "1",
    }


def _await_ready(process: subprocess.Popen[bytes], address: str, log_path: Path) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_ministack/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"ministack did not come up:\n{log_path.read_text(errors='replace')[-2000:]}")
