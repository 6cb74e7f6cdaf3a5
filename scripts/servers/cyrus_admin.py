"""cyrus_admin.py DATADIR ORDER...: has the Cyrus of DATADIR carry out IMAP commands, as its administrator."""

import socket
import sys

data, *orders = sys.argv[1:]
orders = ["LOGIN cyrus cyrus-pw", *orders, "LOGOUT"]
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(data + "/socket/imap")
    connection.sendall("".join(f"{number} {order}\r\n" for number, order in enumerate(orders)).encode())
    answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
if any(f"\r\n{number} OK" not in answer for number in range(len(orders))):
    sys.exit(f"Cyrus did not do all of it: {answer}")
