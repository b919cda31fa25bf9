"""Web: the process that serves a local market's pages and API; its environment is the deployed API function's."""

import argparse
import signal
import threading

from app import app
from local.gateway import Server


def main() -> None:
    """`python -m local.web --port 8000`; ends at SIGTERM, after the answers it owes."""
    parser = argparse.ArgumentParser(prog="local.web", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    server = Server(app, parser.parse_args().port)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    server.server_close()


if __name__ == "__main__":
    main()
