"""Serves a preview to the user's own browser, and to nobody else.

It listens on loopback. Each address holds a secret, for other users of the machine can connect too;
and the name that the browser asked for must be loopback's own, so that a foreign site cannot reach
it by giving its name our address.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from is248.edition.pages import TEMPLATES, content_hash, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"
BETWEEN_SIGNS = 5.0
"""Seconds between signs of life to a browser that has nothing new to learn."""

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}

Phase = Literal["runs", "shown", "fails"]


@dataclass(frozen=True)
class State:
    """What the browser is told.

    Attributes:
        phase: Whether it runs, the newest page is shown, or there is none.
        words: How it stands, in a sentence.
        trace: A traceback; empty where there is none.
        page: Number of the newest page; 0 while there is none.
    """

    phase: Phase
    words: str
    trace: str = ""
    page: int = 0


@dataclass
class Board:
    """The newest page and how it stands, for all browsers that look."""

    title: str
    _state: State = State("runs", "Starter …")
    _html: str = ""
    _news: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, phase: Phase, words: str, trace: str = "", html: str | None = None) -> None:
        """Put up how it stands, and a page when there is a new one."""
        with self._changed:
            page = self._state.page + (html is not None)
            self._state = State(phase, words, trace, page)
            self._html = self._html if html is None else html
            self._news += 1
            self._changed.notify_all()

    @property
    def html(self) -> str:
        """The newest page; empty while there is none."""
        return self._html

    def news(self) -> Iterator[State | None]:
        """How it stands, now and at each change; None as a sign of life."""
        seen = -1
        while True:
            with self._changed:
                if self._news == seen:
                    self._changed.wait(BETWEEN_SIGNS)
                is_new, seen, state = self._news != seen, self._news, self._state
            yield state if is_new else None


class Server(ThreadingHTTPServer):
    """A server of one preview.

    Args:
        board: What it shows.
        port: Where; any that is free when 0.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, board: Board, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.board = board
        self.secret = secrets.token_urlsafe(24)
        self.frame = frame_html(board.title)

    @property
    def names(self) -> frozenset[str]:
        """What a browser may call it."""
        return frozenset(f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost"))

    @property
    def address(self) -> str:
        """Where the browser finds it."""
        return f"http://{LOOPBACK}:{self.server_port}/{self.secret}/"

    def handle_error(self, *_: object) -> None:
        """A browser that goes away is no fault."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "is248", ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer."""
        _, secret, *rest = [*self.path.partition("?")[0].split("/"), ""]
        if self.headers.get("Host", "") not in self.server.names:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, "Ukjent navn på tjeneren.")
        elif not hmac.compare_digest(secret.encode(), self.server.secret.encode()):
            self._answer(HTTPStatus.FORBIDDEN, "Adressen mangler nøkkelen som terminalen viser.")
        elif rest[0] == "":
            self._answer(HTTPStatus.OK, *self.server.frame)
        elif rest[0] == "news":
            self._tell_news()
        elif rest[0] == "page" and self.server.board.html:
            self._answer(HTTPStatus.OK, self.server.board.html, "text/html")
        else:
            self._answer(HTTPStatus.NOT_FOUND, "Finnes ikke i forhåndsvisningen.")

    def _answer(
        self, status: HTTPStatus, text: str, kind: str = "text/plain", policy: str = ""
    ) -> None:
        data = text.encode()
        self.send_response(status)
        self._send_headers(kind, policy)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _send_headers(self, kind: str, policy: str = "") -> None:
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if policy:
            self.send_header("Content-Security-Policy", policy)

    def _tell_news(self) -> None:
        self.send_response(HTTPStatus.OK)
        self._send_headers("text/event-stream")
        self.end_headers()
        for state in self.server.board.news():
            text = f"data: {json.dumps(asdict(state))}" if state else ":"
            self.wfile.write(f"{text}\n\n".encode())
            self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """The terminal is for what the user should know."""


def frame_html(title: str) -> tuple[str, str, str]:
    """The page around the chapter's, which stays when that is exchanged.

    Args:
        title: What is previewed.

    Returns:
        The page, its kind, and the policy that admits its own style and script alone.
    """
    style, script = (
        (TEMPLATES / f"preview.{ending}").read_text(encoding="utf-8") for ending in ("css", "js")
    )
    template = environment().get_template("preview.html.j2")
    page = template.render(title=title, style=Markup(style), script=Markup(script))  # noqa: S704 - our own files
    rules = (
        "default-src 'none'",
        f"style-src {content_hash(style)}",
        f"script-src {content_hash(script)}",
        "connect-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return page, "text/html", "; ".join(rules)
