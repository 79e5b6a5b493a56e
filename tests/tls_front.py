"""TLS from the first byte in front of a server on loopback that speaks none itself."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def tls_in_front_of(port: int, certificate: Path, key: Path) -> Iterator[int]:
    """The port at which TLS is spoken; what comes in goes on in plain text to ``port``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_welcome, args=(door, context, port)).start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)


def _welcome(door: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):  # the door is shut
        while True:
            line, _address = door.accept()
            threading.Thread(target=_serve, args=(line, context, port)).start()


def _serve(line: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """Relay one connection; who does not trust us leaves at the handshake."""
    with (
        suppress(OSError),
        context.wrap_socket(line, server_side=True) as outside,
        socket.create_connection(("127.0.0.1", port)) as inside,
    ):
        threading.Thread(target=_pass_on, args=(inside, outside)).start()
        _pass_on(outside, inside)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
