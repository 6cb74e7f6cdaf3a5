"""cyrus_mailboxes.py SOCKET USER...: makes a mailbox for each user, over IMAP on a Unix socket."""

import socket
import sys

path, *users = sys.argv[1:]
orders = ["LOGIN cyrus cyrus-pw", *(f"CREATE user/{user}" for user in users), "LOGOUT"]
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(path)
    connection.sendall("".join(f"{number} {order}\r\n" for number, order in enumerate(orders)).encode())
    answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
if any(f"\r\n{number} OK" not in answer for number in range(len(orders))):
    sys.exit(f"Cyrus made no mailboxes: {answer}")
