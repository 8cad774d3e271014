"""The network between the edge and the services, as httpx2 sees it.

What is read goes by aiohttp, which takes a fifth of the processor's time that httpx2's own
transport takes; a view of the edge costs little else. It asks once more by itself when a connection
that was kept turns out to be dead, for every method that HTTP calls idempotent. Whether a command
is, is not its to decide: commands go by httpx2's own.
"""

from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import contextmanager

import aiohttp
import httpx2
from yarl import URL

MAX_CONNECTIONS = 400
# Shorter than what the services keep an idle connection, so that a command never meets one that is
# just being closed.
KEPT_SECONDS = 3.0


class ServiceTransport(httpx2.AsyncBaseTransport):
    """Connections to the services, kept while they are used. No proxy, no cookies, no redirects."""

    def __init__(self) -> None:
        self._commands = httpx2.AsyncHTTPTransport(
            limits=httpx2.Limits(
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=100,
                keepalive_expiry=KEPT_SECONDS,
            ),
            trust_env=False,
        )
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Ask. Raises httpx2.RequestError."""
        if request.method != "GET":
            return await self._commands.handle_async_request(request)
        with _as_httpx2():
            answer = await self._reading().get(
                URL(str(request.url), encoded=True),
                headers=_texts(request.headers.raw),
                allow_redirects=False,
                timeout=_timeout(request.extensions["timeout"]),
            )
        return httpx2.Response(
            answer.status, headers=list(answer.raw_headers), stream=_Body(answer)
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._commands.aclose()
        if self._session is not None:
            await self._session.close()

    def _reading(self) -> aiohttp.ClientSession:
        # Not before it is asked for: it belongs to the loop that runs then.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=MAX_CONNECTIONS, keepalive_timeout=KEPT_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            )
        return self._session


class _Body(httpx2.AsyncByteStream):
    """The body of an answer as it comes."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx2():
            async for chunk in self._answer.content.iter_any():
                yield chunk

    async def aclose(self) -> None:
        """Give the connection back if all was read, and else close it."""
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()


def _texts(headers: list[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("ascii"), value.decode("latin-1")) for name, value in headers]


def _timeout(seconds: Mapping[str, float]) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None,
        connect=seconds["pool"] + seconds["connect"],
        sock_connect=seconds["connect"],
        sock_read=seconds["read"],
    )


@contextmanager
def _as_httpx2() -> Generator[None]:
    """Say what went wrong as httpx2 would."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx2.ConnectTimeout(str(error)) from error
    except (TimeoutError, aiohttp.ServerTimeoutError) as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx2.ConnectError(str(error)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise httpx2.ReadError(f"{type(error).__name__}: {error}") from error
