"""One installation of two for the kill test of the exchange: run as `python -m tests.kill.exchange_side ROLE PORT`.

`web` serves the product's own WSGI application; `round` is the worker's own round, without its rests.
"""

import os
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
django.setup()

from gongbao.briefing.exchange import rounds  # noqa: E402 (Django must be set up first)
from gongbao.cli.worker import Round  # noqa: E402 (as above)
from gongbao.config.wsgi import application  # noqa: E402 (as above)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    if sys.argv[1] == "web":
        make_server("127.0.0.1", int(sys.argv[2]), application, Server, Quiet).serve_forever(0.05)
    rounds.COLLECT_EVERY = 0.2  # questions are killed as often as pushes
    Round("exchange", rounds.Exchanging().step, rest=0.05).run(threading.Event())


main()
