"""A carrier on a real socket that always says the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import msgspec
import pytest

from chalicelib.gateways import carriers
from chalicelib.kernel.runtime.settings import settings


@contextmanager
def carrier_that_says(answer: str) -> Iterator[None]:
    """Every question to the carrier gets this answer (JSON)."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer.encode())

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    where = msgspec.structs.replace(settings, carriers_base_url=f"http://127.0.0.1:{server.server_port}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carriers, "settings", where)
        yield
    server.shutdown()
    server.server_close()
