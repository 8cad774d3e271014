"""HTTP to our own processes: plain, on the loopback interface."""

import ssl

import httpx2


def loopback_client(timeout_seconds: float = 3.0) -> httpx2.AsyncClient:
    """A client for http:// alone.

    It reads no CA certificates: that takes longer than a process takes to start, and readiness is
    asked many times a second.
    """
    return httpx2.AsyncClient(
        timeout=timeout_seconds, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), trust_env=False
    )
