"""What goes wrong on the way to a server, in words that help."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from speakd.errors import ModelError

_REQUEST_TIMEOUT, _PROXY_LOGIN, _TOO_MANY, _SERVER_FAULT = 408, 407, 429, 500


class BrokenOffError(Exception):
    """The connection ended early; another one may bring the rest."""


def status_error(name: str, error: urllib.error.HTTPError) -> ModelError | BrokenOffError:
    """Tell what a server's refusal to send the file `name` means."""
    code = error.code
    if code == _PROXY_LOGIN:
        return ModelError(
            "the proxy wants a login",
            remedy="set HTTPS_PROXY=http://user:password@host:port and try again",
        )
    if code >= _SERVER_FAULT or code in {_REQUEST_TIMEOUT, _TOO_MANY}:
        return BrokenOffError(f"the server answers {code}")
    return ModelError(
        f"the server has no {name} (it answers {code})",
        remedy="look for a newer speakd, or fetch the model by hand and name its path",
    )


def connection_error(url: str, error: Exception) -> ModelError | BrokenOffError:
    """Tell why there is no connection to a server."""
    reason: object = error.reason if isinstance(error, urllib.error.URLError) else error
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    bypassed = parts.hostname is not None and urllib.request.proxy_bypass(parts.hostname)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return ModelError(
            f"the certificate of {parts.hostname} is not trusted",
            remedy="behind a company's proxy, point SSL_CERT_FILE to its certificates",
        )
    if proxy and not bypassed:
        # Only the host: an address of a proxy may hold a password.
        host = urlsplit(proxy).hostname
        return ModelError(
            f"{parts.hostname} cannot be reached through the proxy {host}",
            remedy=f"check {parts.scheme.upper()}_PROXY, or clear it",
        )
    if isinstance(reason, socket.gaierror):
        return ModelError(
            f"{parts.hostname} cannot be found",
            remedy="connect to the internet; behind a proxy, set HTTPS_PROXY",
        )
    if isinstance(reason, TimeoutError):
        return BrokenOffError("the server does not answer")
    if isinstance(reason, ConnectionError | http.client.HTTPException | ssl.SSLError):
        return BrokenOffError("the connection was refused or lost")
    return ModelError(
        f"{parts.hostname} cannot be reached ({getattr(reason, 'strerror', None) or reason})",
        remedy="connect to the internet; behind a proxy, set HTTPS_PROXY",
    )
