"""The listening sockets: bound once by the parent, inherited by every web process, so no request meets a shut door."""

import errno
import os
import socket

from polydesk.runtime.trouble import Trouble

BACKLOG = 2048
LOCALHOST = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def listen(host: str, port: int) -> list[socket.socket]:
    """Open sockets on `host`; "localhost" means every loopback address that this machine has."""
    if host != "localhost":
        return [_bind(socket.AF_INET6 if ":" in host else socket.AF_INET, host, port)]
    first, *more = LOCALHOST
    sockets = [_bind(*first, port)]
    for family, address in more:
        try:
            sockets.append(_bind(family, address, port))
        except OSError:  # no IPv6 here
            continue
    return sockets


def free_port(wanted: int) -> int:
    """Where nobody listens now: there, or anywhere."""
    try:
        (probe,) = listen("127.0.0.1", wanted)
    except Trouble:
        (probe,) = listen("127.0.0.1", 0)
    with probe:
        return int(probe.getsockname()[1])


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    opened = socket.socket(family)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        opened.bind((address, port))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            raise Trouble(
                f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise Trouble(
                f"This user may not listen on port {port}. Choose one above 1023: make run PORT=8000"
            ) from None
        if address == "::1":
            raise
        raise Trouble(f"Polydesk cannot listen on {address} port {port}: {os.strerror(error.errno or 0)}.") from None
    return opened
