"""A small web application, served in three ways.

Expected (numbers vary):
    ready {"pid": 4242, "port": 40123, "server": "threaded", "workers": null,
     "gil": true}

    app.py --server single     one request after the other
    app.py --server threaded   a new thread for every connection
    app.py --server pool       waitress: a fixed number of threads (--workers)

GET /io?ms=50 waits, as for a database; GET /cpu?ms=5 computes. Both tell which thread
answered. It serves until it is ended.
"""

import argparse
import json
import os
import sys
import threading
import time

try:
    from flask import Flask, request
except ImportError:
    sys.exit("it needs Flask: pip install flask waitress")

app = Flask(__name__)


def duration() -> float:
    """Seconds that the request asks for; ten at most."""
    return min(max(request.args.get("ms", 10, type=float), 0), 10_000) / 1000


def answer() -> dict[str, object]:
    return {"thread": threading.get_native_id(), "pid": os.getpid()}


@app.get("/io")
def wait() -> dict[str, object]:
    time.sleep(duration())
    return answer()


@app.get("/cpu")
def compute() -> dict[str, object]:
    deadline = time.thread_time() + duration()
    while time.thread_time() < deadline:
        sum(range(1000))
    return answer()


def ready(port: int, server: str, workers: int | None) -> None:
    facts = {
        "pid": os.getpid(),
        "port": port,
        "server": server,
        "workers": workers,
        "gil": getattr(sys, "_is_gil_enabled", lambda: True)(),
    }
    print("ready", json.dumps(facts), flush=True)


def serve_with_werkzeug(port: int, *, threaded: bool) -> None:
    import logging

    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, app, threaded=threaded)
    # The listening queue is short by default; a burst of clients would be refused.
    server.socket.listen(512)
    ready(server.server_port, "threaded" if threaded else "single", None)
    server.serve_forever()


def serve_with_waitress(port: int, workers: int) -> None:
    import logging

    from waitress import create_server

    logging.getLogger("waitress").setLevel(logging.ERROR)
    server = create_server(
        app, host="127.0.0.1", port=port, threads=workers, backlog=512
    )
    ready(server.effective_port, "pool", workers)
    server.run()


def main() -> None:
    parser = argparse.ArgumentParser(description="A small web application.")
    parser.add_argument("--server", choices=("single", "threaded", "pool"))
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    given = parser.parse_args()
    try:
        if given.server == "pool":
            serve_with_waitress(given.port, given.workers)
        else:
            serve_with_werkzeug(given.port, threaded=given.server == "threaded")
    except OSError as error:
        sys.exit(f"cannot serve on port {given.port}: {error.strerror}")


if __name__ == "__main__":
    main()
