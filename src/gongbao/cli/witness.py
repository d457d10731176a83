"""`gongbao witness`: a small stand-alone witness (C2SP tlog-witness v1). Needs only the kernel, neither Django nor
a database.
"""

import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

import click

from gongbao.cli.witness_state import StateError, WitnessState, open_state
from gongbao.kernel.audit.report import printable
from gongbao.kernel.tlog.witness import LONGEST_REQUEST, Answer, RequestError, parse_request

AT_ONCE = 32
CONNECTIONS = 128
PATIENCE = 15.0  # seconds a client may take over one request, however it drips


def _seconds() -> int:
    return int(time.time())  # noqa: TID251 (an edge of its own: it runs where the house and its clock are not)


class WitnessServer(ThreadingHTTPServer):
    """Decides at most AT_ONCE requests at a time; more are told to come back.

    A place is held only while a request that has come in whole is decided. Of connections still sending there are at
    most CONNECTIONS: when one more comes, the oldest gives way, so whoever is slow only holds up the slow.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], state: WitnessState) -> None:
        super().__init__(address, WitnessHandler)
        self.state = state
        self.places = threading.BoundedSemaphore(AT_ONCE)
        self._sending: dict[socket.socket, float] = {}
        self._one = threading.Lock()

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: tuple[str, int]
    ) -> None:
        connection = request if isinstance(request, socket.socket) else request[1]
        with self._one:
            if len(self._sending) >= CONNECTIONS:
                self._cut(next(iter(self._sending)))
            self._sending[connection] = time.monotonic()
        super().process_request(request, client_address)

    def service_actions(self) -> None:
        """Twice a second: whoever takes too long is cut off."""
        with self._one:
            for connection, since in list(self._sending.items()):
                if time.monotonic() - since < PATIENCE:
                    break
                self._cut(connection)

    def received(self, connection: socket.socket) -> None:
        """The request is in: this connection can no longer be cut off."""
        with self._one:
            self._sending.pop(connection, None)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        self.received(request if isinstance(request, socket.socket) else request[1])
        super().shutdown_request(request)

    def _cut(self, connection: socket.socket) -> None:
        del self._sending[connection]
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class WitnessHandler(BaseHTTPRequestHandler):
    """POST /add-checkpoint, GET /<hex sha256(origin)>/checkpoint, and GET / for people. One request a connection."""

    server: WitnessServer
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._with_place(self._get)

    def do_POST(self) -> None:
        body = self._body()
        self._with_place(lambda: body if isinstance(body, Answer) else self._post(body))

    def _with_place(self, do: Callable[[], Answer]) -> None:
        self.server.received(self.connection)
        if not self.server.places.acquire(blocking=False):
            self._send(Answer(503, "busy, come back\n"))
            return
        try:
            answer = do()
        except StateError as error:
            click.echo(str(error), err=True)
            answer = Answer(500, "this witness cannot answer: its record cannot be read or written\n")
        finally:
            self.server.places.release()
        self._send(answer)

    def _get(self) -> Answer:
        state = self.server.state
        if self.path == "/":
            lines = [state.signer.verifier.vkey, *(f"{origin} {state.size_of(origin)}" for origin in state.logs)]
            return Answer(200, "\n".join(lines) + "\n")
        name, _, rest = self.path.removeprefix("/").partition("/")
        note = state.latest(name) if rest == "checkpoint" else None
        return Answer(200, note) if note else Answer(404, "nothing cosigned under that name\n")

    def _body(self) -> bytes | Answer:
        """The request's body, read before a place is taken."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            return Answer(411, "say how long the request is\n")
        if len(length) > 9 or int(length) > LONGEST_REQUEST:
            self.rfile.read(4 * LONGEST_REQUEST if len(length) > 9 else min(int(length), 4 * LONGEST_REQUEST))
            return Answer(413, f"a request has at most {LONGEST_REQUEST} bytes\n")
        return self.rfile.read(int(length))

    def _post(self, body: bytes) -> Answer:
        if self.path != "/add-checkpoint":
            return Answer(404, "POST goes to /add-checkpoint\n")
        try:
            request = parse_request(body)
        except RequestError as error:
            return Answer(400, f"{error}\n")
        answer = self.server.state.add_checkpoint(request, _seconds)
        checkpoint = request.checkpoint
        click.echo(f"{answer.status} {printable(checkpoint.origin)} {request.old} -> {checkpoint.size}")
        return answer

    def _send(self, answer: Answer) -> None:
        content = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Only what was asked of the witness is told, by _post."""


class Address(click.ParamType[tuple[str, int]]):
    """HOST:PORT."""

    name = "HOST:PORT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        if not host or not (port.isascii() and port.isdigit()) or int(port) > 65_535:
            self.fail(f"“{value}”不是地址，请写成 127.0.0.1:8017 / not an address like 127.0.0.1:8017", param, ctx)
        return host, int(port)


@click.command()
@click.option(
    "--dir", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="状态目录 / its folder"
)
@click.option("--name", help="见证人的名字，首次启动时必填 / the witness's name; needed on the first start")
@click.option(
    "--log", "logs", multiple=True, metavar="VKEY", help="要见证的账本的公钥，可多次 / a log's key; may repeat"
)
@click.option(
    "--listen", type=Address(), default="127.0.0.1:8017", show_default=True, help="监听地址 / where to listen"
)
def witness(folder: Path, name: str | None, logs: tuple[str, ...], listen: tuple[str, int]) -> None:
    """运行一个独立的见证人 / run a stand-alone witness.

    它只在账本只增不改时副署，首次启动时生成自己的密钥 / It cosigns a log only while it merely grows, and makes its own
    key on the first start.
    """
    try:
        state = open_state(folder, name, logs)
    except StateError as error:
        raise click.ClickException(str(error)) from error
    try:
        server = WitnessServer(listen, state)
    except OSError as error:
        state.close()
        raise click.ClickException(f"不能监听 / cannot listen on {listen[0]}:{listen[1]}: {error}") from error
    _stop_on_signals(server)
    click.echo(f"公钥 / vkey: {state.signer.verifier.vkey}")
    click.echo(f"地址 / address: http://{listen[0]}:{server.server_port}")
    for origin in state.logs:
        click.echo(f"账本 / log: {origin} ({state.size_of(origin)})")
    try:
        server.serve_forever()
    finally:
        server.server_close()
        state.close()


def _stop_on_signals(server: WitnessServer) -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
