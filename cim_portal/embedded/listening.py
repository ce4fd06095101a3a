"""The socket on which the portal answers. While someone holds it, visitors wait for a web server that starts again."""

import socket


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises OSError where someone else does."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(1024)
    return listening
