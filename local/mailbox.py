"""Shows the mails that a local market has sent in a browser. No mail leaves this machine."""

import argparse
import html
import json
import re
import signal
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from urllib.request import urlopen

from local.places import LOOPBACK

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1.5rem;color:#1c2b2a;background:#f6f7f5}
h1{font-size:1.4rem}a{color:#0b6b57}table{width:100%;border-collapse:collapse;background:#fff}
th,td{padding:.6rem .8rem;text-align:left;border-bottom:1px solid #e2e6e3;vertical-align:top}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0}
iframe,pre{width:100%;box-sizing:border-box;background:#fff;border:1px solid #e2e6e3}
iframe{height:36rem}pre{padding:1rem;white-space:pre-wrap}"""


@dataclass(frozen=True)
class Mail:
    """One mail as the cloud caught it."""

    mail_id: str
    sender: str
    recipients: list[str]
    subject: str
    text: str
    markup: str
    sent_at: str


def mails(cloud: str) -> list[Mail]:
    """Every caught mail, the latest first."""
    with urlopen(f"{cloud}/_ministack/ses/messages", timeout=10) as answer:
        accounts: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
    caught = [message for messages in accounts.values() for message in messages]
    return [_mail(message) for message in sorted(caught, key=lambda one: -one["Timestamp"])]


def _mail(message: dict[str, Any]) -> Mail:
    sent = datetime.fromtimestamp(message["Timestamp"], UTC)
    return Mail(
        mail_id=message["MessageId"],
        sender=message["Source"],
        recipients=[*message["To"], *message["CC"], *message["BCC"]],
        subject=message["Subject"] or "",
        text=message["BodyText"] or "",
        markup=message["BodyHtml"] or "",
        sent_at=sent.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )


def _page(title: str, content: str) -> bytes:
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{content}</body></html>'.encode()


def list_page(caught: list[Mail], recipient: str) -> bytes:
    """The table of mails, of one recipient if one is asked for."""
    rows = "".join(
        f"<tr><td>{mail.sent_at}</td><td>{html.escape(', '.join(mail.recipients))}</td>"
        f'<td><a href="/mails/{quote(mail.mail_id)}">{html.escape(mail.subject) or "(no subject)"}</a></td></tr>'
        for mail in caught
        if not recipient or recipient in mail.recipients
    )
    table = f"<table><tr><th>Sent</th><th>To</th><th>Subject</th></tr>{rows}</table>"
    return _page("Mailbox", f"<h1>Mailbox</h1>{table if rows else '<p>No mail yet.</p>'}")


def mail_page(mail: Mail) -> bytes:
    """One mail: its page as the reader's program would show it, and its text with working links."""
    facts = (("From", mail.sender), ("To", ", ".join(mail.recipients)), ("Sent", mail.sent_at))
    about = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in facts)
    parts = [f'<p><a href="/">Mailbox</a></p><h1>{html.escape(mail.subject)}</h1><dl>{about}</dl>']
    if mail.markup:
        # No scripts, as in any mail program; links open in a new tab.
        page = html.escape('<base target="_blank">' + mail.markup)
        safe = "allow-popups allow-popups-to-escape-sandbox"
        parts.append(f'<h2>HTML</h2><iframe title="HTML part" sandbox="{safe}" srcdoc="{page}"></iframe>')
    if mail.text:
        parts.append(f"<h2>Text</h2><pre>{_linked(mail.text)}</pre>")
    return _page(mail.subject, "".join(parts))


def _linked(text: str) -> str:
    pieces, after = [], 0
    for link in _LINK.finditer(text):
        address = html.escape(link[0])
        pieces += [html.escape(text[after : link.start()]), f'<a href="{address}" target="_blank">{address}</a>']
        after = link.end()
    return "".join([*pieces, html.escape(text[after:])])


class _Handler(BaseHTTPRequestHandler):
    server: "Server"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        caught = mails(self.server.cloud)
        if url.path == "/":
            self._answer(200, "text/html", list_page(caught, parse_qs(url.query).get("to", [""])[0]))
        elif url.path == "/mails.json":
            self._answer(200, "application/json", json.dumps([vars(mail) for mail in caught]).encode())
        elif chosen := [mail for mail in caught if unquote(url.path) == f"/mails/{mail.mail_id}"]:
            self._answer(200, "text/html", mail_page(chosen[0]))
        else:
            self._answer(404, "text/html", _page("No such mail", '<p>No such mail. <a href="/">Mailbox</a></p>'))

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged."""


class Server(ThreadingHTTPServer):
    """Serves the mailbox of one cloud until `shutdown()`."""

    daemon_threads = True

    def __init__(self, port: int, cloud: str) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.cloud = cloud


def main() -> None:
    """`python -m local.mailbox --port 8001 --cloud http://127.0.0.1:8002`."""
    parser = argparse.ArgumentParser(prog="local.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--cloud", required=True, help="where the local cloud answers")
    given = parser.parse_args()
    server = Server(given.port, given.cloud)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
