"""A web shop that forgets nothing: threads serve orders, and every order is kept.

    python3 samples/shop.py --orders 30      # a second, for itself
    python3 samples/shop.py --processes 2    # workers with one catalogue

Expected (numbers vary):
    ready {"pid": 4242, "port": 40123, "processes": [4242]}

It orders from itself over the loopback interface and ends when its input does. With
--processes the catalogue is made first, so that all of them have it, until one writes.
"""

import argparse
import ctypes
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import socket

THREADS, CUSTOMERS = 8, 3
catalogue: list[list[int]] = []
orders: list[dict[str, object]] = []
receipts: list[bytearray] = []


def name_thread(name: str) -> None:
    ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)  # PR_SET_NAME


class Shop(BaseHTTPRequestHandler):
    """Takes an order, and never lets go of it."""

    def do_POST(self) -> None:
        number = len(orders)
        order = {"number": number, "items": [float(one) for one in range(300)]}
        orders.append(order)
        receipts.append(bytearray(2_500))
        time.sleep(0.05)  # the payment
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Pooled(HTTPServer):
    """Hands each connection to one of eight threads."""

    pool = ThreadPoolExecutor(THREADS, initializer=name_thread, initargs=("waiter",))

    def process_request(self, request: object, client_address: object) -> None:
        self.pool.submit(self._serve, request, client_address)

    def _serve(self, request: socket, client_address: object) -> None:
        self.finish_request(request, client_address)
        self.shutdown_request(request)


def order_for_ever(port: int, a_second: float) -> None:
    name_thread("customer")
    while True:
        line = HTTPConnection("127.0.0.1", port)
        line.request("POST", "/order")
        line.getresponse().read()
        line.close()
        time.sleep(1 / a_second)


def change_catalogue(share: float) -> None:
    for row in catalogue[: int(len(catalogue) * share)]:
        row[0] = 1
        time.sleep(0.0005)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=float, default=30, help="in a second")
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    catalogue.extend([number] * 40 for number in range(30_000))
    started = [os.getpid()]
    for number in range(1, chosen.processes):
        child = os.fork()
        if not child:
            change_catalogue(0.2 * number)
            time.sleep(3600)
        started.append(child)
    server = Pooled(("127.0.0.1", 0), Shop)
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    each = (port, chosen.orders / CUSTOMERS)
    for _number in range(CUSTOMERS):
        threading.Thread(target=order_for_ever, args=each, daemon=True).start()
    print("ready", json.dumps({"pid": started[0], "port": port, "processes": started}))
    sys.stdout.flush()
    sys.stdin.read()
    for child in started[1:]:
        os.kill(child, 9)
    os._exit(0)


if __name__ == "__main__":
    main()
