#!/usr/bin/env python3
"""A counting and misbehaving HTTP proxy in front of one server.

    proxy.py UPSTREAM_URL [--port N] [--control N]

Prints two lines, the URL to give to a client and the URL of the control port (both on 127.0.0.1, free ports by
default), and runs until its standard input ends. Hop by hop it speaks HTTP/1.1 with Content-Length and keeps
connections; the Host header goes through as it came.

The control port speaks HTTP and JSON:

    GET    /counts         {"PROPFIND": 2, ...}: requests per method that arrived, also those kept from the server
    GET    /log            [{"method", "path", "headers", "status", "port"}, ...] in the order of arrival; status is
                           null while, or if, a request was not answered; port is the client's, one per connection
    POST   /reset          forgets counts and log
    POST   /faults         adds a fault, answers {"id": N}
    GET    /faults/N/wait  answers {"hits": H} once fault N was hit at least once (60 s, then 408)
    DELETE /faults         removes all
    POST   /release        lets every delayed request go on, until the next "delay" is added

A fault is an object. The first that matches takes the request:

    method   "PUT"         only this method (default: any)
    path     "x.ics"       only paths that contain this (default: any)
    skip     1             leaves the first N matching requests alone (default: 0)
    times    1             is used up after N (default: without end)
    action   "drop"        closes the connection; the server never sees the request
             "withhold"    the server acts, its answer is thrown away, the connection closes
             "answer"      answers without asking the server: "status", "headers" {}, and "body" or "file"
             "truncate"    sends the first "at" bytes of the server's body under the full Content-Length, then closes;
                           with "framing": "close" there is no Content-Length, so that only the content tells
             "delay"       holds the request until /release, "when": "before" (default) or "after" the server acts
"""

import argparse
import http.client
import json
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-authenticate", "te", "trailer"}


class Faults:
    """Counts, log and faults; everything under one lock."""

    def __init__(self):
        self.changed = threading.Condition()
        self.released = threading.Event()
        self.faults = []
        self.reset()

    def reset(self):
        with self.changed:
            self.counts, self.log = {}, []

    def arrive(self, method, path, headers, body, port):
        with self.changed:
            self.counts[method] = self.counts.get(method, 0) + 1
            entry = {"method": method, "path": path, "headers": headers, "body": body, "status": None, "port": port}
            self.log.append(entry)
            return entry, self._match(method, path, body)

    def _match(self, method, path, body):
        for fault in self.faults:
            if fault.get("method", method) != method or fault.get("path", "") not in path:
                continue
            if fault.get("contains", "") not in body:
                continue
            if fault["skip"] > 0:
                fault["skip"] -= 1
                continue
            if fault["times"] == 0:
                continue
            fault["times"] -= 1
            fault["hits"] += 1
            self.changed.notify_all()
            return fault
        return None

    def add(self, fault):
        with self.changed:
            fault = {"skip": 0, "times": -1, **fault, "hits": 0, "acted": 0}
            self.faults.append(fault)
            fault["id"] = self.next_id = getattr(self, "next_id", 0) + 1
            if fault["action"] in ("delay", "silence"):
                self.released.clear()
            return fault["id"]

    def clear(self):
        with self.changed:
            self.faults.clear()

    def wait(self, number):
        with self.changed:
            fault = next((f for f in self.faults if f["id"] == number), None)
            if fault is None:
                return None
            wanted = "acted" if fault.get("when") == "after" else "hits"
            self.changed.wait_for(lambda: fault[wanted] > 0, timeout=60)
            return fault[wanted]

    def acted(self, fault):
        with self.changed:
            fault["acted"] += 1
            self.changed.notify_all()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.handle_request
        raise AttributeError(name)

    def log_message(self, *arguments):
        pass

    def read_body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def reply(self, status, headers, body, framing="length"):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if framing == "close":
            self.send_header("Connection", "close")
            self.close_connection = True
        elif status != 204 and status != 304:
            self.send_header("Content-Length", str(body if isinstance(body, int) else len(body)))
        self.end_headers()
        if not isinstance(body, int) and self.command != "HEAD":
            self.wfile.write(body)


class Proxy(Handler):
    faults = upstream = None

    def handle_request(self):
        body = self.read_body()
        entry, fault = self.faults.arrive(
            self.command, self.path, dict(self.headers.items()), body.decode("utf-8", "replace"),
            self.client_address[1])
        action = fault["action"] if fault else None
        if action == "drop":
            self.close_connection = True
            return
        if action == "answer":
            return self.answer(fault, entry)
        if action in ("delay", "silence") and fault.get("when", "before") == "before":
            self.faults.released.wait()
            if action == "silence":
                self.close_connection = True
                return
        status, headers, content = self.ask(body)
        if action in ("delay", "silence"):
            self.faults.acted(fault)
            self.faults.released.wait()
        if action in ("withhold", "silence"):
            self.close_connection = True
            return
        entry["status"] = status
        if action == "truncate":
            return self.truncate(fault, status, headers, content)
        self.reply(status, headers, content)

    def answer(self, fault, entry):
        body = open(fault["file"], "rb").read() if "file" in fault else fault.get("body", "").encode()
        entry["status"] = fault.get("status", 500)
        self.reply(entry["status"], list(fault.get("headers", {}).items()), body)

    def truncate(self, fault, status, headers, content):
        kept = content[: fault["at"]]
        if fault.get("framing") == "close":
            return self.reply(status, headers, kept, framing="close")
        self.reply(status, headers, len(content))
        self.wfile.write(kept)
        self.close_connection = True

    def ask(self, body):
        kind = http.client.HTTPSConnection if self.upstream.scheme == "https" else http.client.HTTPConnection
        connection = kind(self.upstream.hostname, self.upstream.port, timeout=120)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            headers = [
                (name, value)
                for name, value in answer.getheaders()
                if name.lower() not in HOP_BY_HOP and name.lower() != "content-length"
            ]
            return answer.status, headers, answer.read()
        except OSError as error:
            return 502, [], f"{error}\n".encode()
        finally:
            connection.close()


class Control(Handler):
    faults = None

    def handle_request(self):
        body = self.read_body()
        status, value = self.route(f"{self.command} {self.path}", body)
        self.reply(status, [("Content-Type", "application/json")], json.dumps(value).encode())

    def route(self, what, body):
        faults = self.faults
        if what == "GET /counts":
            with faults.changed:
                return 200, dict(faults.counts)
        if what == "GET /log":
            with faults.changed:
                return 200, [dict(entry) for entry in faults.log]
        if what == "POST /reset":
            faults.reset()
        elif what == "POST /faults":
            return 200, {"id": faults.add(json.loads(body))}
        elif what == "DELETE /faults":
            faults.clear()
        elif what == "POST /release":
            faults.released.set()
        elif what.startswith("GET /faults/") and what.endswith("/wait"):
            hits = faults.wait(int(what.split("/")[2]))
            return (404 if hits is None else 200 if hits else 408), {"hits": hits}
        else:
            return 404, {"error": "no such thing; the head of proxy.py lists what there is"}
        return 200, {}


class Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client that was killed is no error
            super().handle_error(request, client_address)


def serve(handler, port, **attributes):
    server = Server(("127.0.0.1", port), type(handler.__name__, (handler,), attributes))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/"


def main():
    arguments = argparse.ArgumentParser(description="A counting and misbehaving HTTP proxy.")
    arguments.add_argument("upstream")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--control", type=int, default=0)
    options = arguments.parse_args()
    faults = Faults()
    print(serve(Proxy, options.port, faults=faults, upstream=urllib.parse.urlsplit(options.upstream)))
    print(serve(Control, options.control, faults=faults), flush=True)
    sys.stdin.read()


main()
