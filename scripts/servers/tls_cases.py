"""tls_cases.py PORT DIR: https://LABEL.localhost:PORT/ in every way in which TLS can go wrong; keeps what arrived.

DIR holds what certificates.py made. LABEL, the name that the client asks for (good where it names none), is the name of one of those certificates, or
    client     as good, and wants a certificate of the client's
    old        as good, with TLS 1.1 at the most
    h2reset    as good; over HTTP/2 each request's stream is reset, over HTTP/1.1 all is well
    h2garbage  as good; over HTTP/2 the answer is no frame
Every request is answered with 200 and a body that says over what it came. GET /records/LABEL, once no connection of LABEL
is open: all bytes that arrived there, first as they came over the wire, then as they were decrypted.
"""

import socket
import ssl
import struct
import sys
import threading

PORT, FOLDER = int(sys.argv[1]), sys.argv[2]
LABELS = ["good", "expired", "early", "other", "unknown", "selfmade", "client", "old", "h2reset", "h2garbage"]
changed = threading.Condition()
records = {label: [b"", b""] for label in LABELS}
still_open = dict.fromkeys(LABELS, 0)


def context(label):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    name = label if label in ("expired", "early", "other", "unknown", "selfmade") else "good"
    made.load_cert_chain(f"{FOLDER}/{name}.pem", f"{FOLDER}/{name}.key")
    if label == "client":
        made.load_verify_locations(f"{FOLDER}/ca.pem")
        made.verify_mode = ssl.CERT_REQUIRED
    if label == "old":
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version, made.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    made.set_alpn_protocols(["h2", "http/1.1"] if label.startswith("h2") else ["http/1.1"])
    return made


contexts = {label: context(label) for label in LABELS}


class Connection:
    def __init__(self, peer):
        self.peer, self.label, self.raw, self.plain = peer, None, b"", b""
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()

    def begin(self):
        """Picks the certificate by the name in the client's first message, which is in the clear."""
        self.receive()
        names = [label for label in LABELS if f"{label}.localhost".encode() in self.raw]
        self.label = names[0] if names else "good"
        with changed:
            still_open[self.label] += 1
        self.tls = contexts[self.label].wrap_bio(self.incoming, self.outgoing, server_side=True)

    def drive(self, step, *arguments):
        """Carries out one step of TLS, with all the reading and writing that it needs."""
        while True:
            try:
                return step(*arguments)
            except ssl.SSLWantReadError:
                self.flush()
                self.receive()
            finally:
                self.flush()

    def flush(self):
        if self.outgoing.pending:
            self.peer.sendall(self.outgoing.read())

    def receive(self):
        piece = self.peer.recv(65536)
        self.raw += piece
        if piece:
            self.incoming.write(piece)
        else:
            self.incoming.write_eof()

    def read(self):
        try:
            piece = self.drive(self.tls.read, 65536)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            piece = b""
        self.plain += piece
        return piece

    def serve(self):
        try:
            self.begin()
            self.drive(self.tls.do_handshake)
            is_h2 = self.label.startswith("h2") and self.tls.selected_alpn_protocol() == "h2"
            self.spoil() if is_h2 else self.answer()
        except (ssl.SSLError, OSError):
            pass
        finally:
            self.end()

    def end(self):
        # Whatever else the client says to a server that it has turned away.
        self.peer.settimeout(0.2)
        try:
            while piece := self.peer.recv(65536):
                self.raw += piece
        except OSError:
            pass
        self.peer.close()
        with changed:
            if self.label in records:
                records[self.label][0] += self.raw
                records[self.label][1] += self.plain
                still_open[self.label] -= 1
                changed.notify_all()

    def answer(self):
        buffer = b""
        while piece := self.read():
            buffer += piece
            while b"\r\n\r\n" in buffer:
                head, buffer = buffer.split(b"\r\n\r\n", 1)
                length = next((int(l[15:]) for l in head.lower().split(b"\r\n") if l.startswith(b"content-length:")), 0)
                while len(buffer) < length and (piece := self.read()):
                    buffer += piece
                buffer = buffer[length:]
                body = self.body(head.split(b" ")[1].decode())
                self.drive(self.tls.write, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def body(self, path):
        wanted = path.removeprefix("/records/")
        if wanted not in records:
            return b"HTTP/1.1"
        with changed:
            changed.wait_for(lambda: still_open[wanted] == 0, timeout=20)
            return b"".join(records[wanted])

    def spoil(self):
        self.drive(self.tls.write, b"\0\0\0\4\0\0\0\0\0")
        buffer = b""
        while piece := self.read():
            buffer += piece
            frames = buffer.removeprefix(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            while len(frames) >= 9:
                length, kind, stream = int.from_bytes(frames[:3]), frames[3], int.from_bytes(frames[5:9])
                if len(frames) < 9 + length:
                    break
                frames = frames[9 + length :]
                if kind == 1 and self.label == "h2reset":
                    self.drive(self.tls.write, b"\0\0\4\3\0" + struct.pack(">II", stream, 1))
                elif kind == 1:
                    self.drive(self.tls.write, b"\0\0\4\1\4" + struct.pack(">II", stream, 0xFFFFFFFF))
            buffer = frames


def main():
    listener = socket.create_server(("127.0.0.1", PORT), backlog=64)
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=Connection(peer).serve, daemon=True).start()


main()
