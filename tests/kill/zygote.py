"""The server's parts, ready to be forked within milliseconds: Django is set up once, and every process that is to be
killed begins from here. Run as `python -m tests.kill.zygote PORT`; takes `web` or `sequencer` a line on standard
input and answers with the number of the process begun.

The web part serves the product's own WSGI application; the sequencer part is the worker's own round.
"""

import os
import signal
import socket
import sys
import threading
from io import BytesIO
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.util import setup_testing_defaults

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 (Django must be set up first)
from django.db import connections  # noqa: E402 (as above)

from gongbao.cli.worker import Round  # noqa: E402 (as above)
from gongbao.config.wsgi import application  # noqa: E402 (as above)
from gongbao.foundation.clock import read_clock  # noqa: E402 (as above)
from gongbao.foundation.ledger.loop import Sequencing  # noqa: E402 (as above)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def web(listening: socket.socket) -> None:
    server = Server(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(application)
    server.serve_forever(poll_interval=5)


def sequencer() -> None:
    settings.LEDGER_INTERVAL = 0.03  # publishing is killed as often as sequencing
    Round("sequencer", Sequencing(clock=read_clock).step, rest=0.0).run(threading.Event())


def warm_up() -> None:
    """What the first request of a process costs, once for all."""
    environ = {"HTTP_AUTHORIZATION": "Bearer gb_no_key", "CONTENT_TYPE": "application/json", "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    environ.update({"REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/filings", "HTTP_HOST": "127.0.0.1"})
    b"".join(application(environ, lambda *_: None))
    connections.close_all()


def main() -> None:
    warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64) as listening:
        print("ready", flush=True)
        for line in sys.stdin:
            child = os.fork()
            if child:
                print(child, flush=True)
                continue
            try:
                if line.strip() == "web":
                    web(listening)
                else:
                    sequencer()
            finally:
                os._exit(1)


main()
