"""Persistent SMTP connections, and a delivery in two steps.

`offer` hands over everything but the final dot, `finish` writes the dot. A server delivers only
what was ended by the dot (RFC 5321, 4.1.1.4), so whatever happens between the two steps, the
e-mail was not delivered. That is where the sender says `sending` in the database.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Literal

import aiosmtplib
from aiosmtplib import SMTP, SMTPException

_LEADING_DOT = re.compile(rb"(?m)^\.")
_START_INPUT = 354
_COMPLETED = 250
_UNAVAILABLE = 421


class ServerAwayError(Exception):
    """The mail server cannot be used at present; nothing was delivered. No e-mail's fault."""


class RefusedError(Exception):
    """The server refused this e-mail; nothing was delivered. `for_good` for its 5xx answers."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.for_good = 500 <= code < 600


class OutcomeUnknownError(Exception):
    """The connection ended after the final dot, before the answer: delivered, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the mail server is, and how to speak to it."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    username: str
    password: str
    timeout_seconds: float
    greeting_name: str

    def client(self) -> SMTP:
        """A client that is not connected yet."""
        return SMTP(
            hostname=self.host,
            port=self.port,
            timeout=self.timeout_seconds,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.username or None,
            password=self.password or None,
            local_hostname=self.greeting_name,
        )


class Session:
    """One connection. Not for two e-mails at once."""

    def __init__(self, client: SMTP) -> None:
        self._client = client
        self.rested_since = 0.0

    @classmethod
    async def open(cls, server: Server) -> "Session":
        """Connect, greet, encrypt and sign in. Raises ServerAwayError."""
        client = server.client()
        try:
            await client.connect()
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise ServerAwayError(f"{server.host}:{server.port}: {error}") from error
        return cls(client)

    @property
    def usable(self) -> bool:
        """Whether it is still connected."""
        return self._client.is_connected

    async def offer(self, sender: str, recipient: str, message: bytes) -> None:
        """Hand over the e-mail but for its final dot. Raises ServerAwayError, RefusedError.

        The server that does not take our sender address takes no e-mail at all: that is the
        server's state, not this e-mail's.
        """
        try:
            await self._client.mail(sender)
            await self._to(recipient)
            answer = await self._client.execute_command(b"DATA")
            if answer.code != _START_INPUT:
                raise _refusal(answer.code, answer.message)
            self._write(_stuffed(message))
        except (ServerAwayError, RefusedError):
            raise
        except (SMTPException, OSError, RuntimeError) as error:
            raise ServerAwayError(str(error)) from error

    async def finish(self) -> None:
        """Write the final dot and hear the answer: on return the server has taken the e-mail.

        Raises RefusedError, or OutcomeUnknownError when no answer came.
        """
        try:
            answer = await self._client.execute_command(b".")
        except (SMTPException, OSError, RuntimeError) as error:
            raise OutcomeUnknownError(str(error)) from error
        if answer.code != _COMPLETED:
            raise RefusedError(answer.code, answer.message)

    async def reset(self) -> None:
        """Forget a refused e-mail, so that the connection can be used for the next."""
        with contextlib.suppress(SMTPException, OSError, RuntimeError):
            await self._client.rset()

    async def close(self) -> None:
        """Say goodbye, shortly."""
        with contextlib.suppress(SMTPException, OSError, RuntimeError, TimeoutError):
            async with asyncio.timeout(1):
                await self._client.quit()
        self._client.close()

    def drop(self) -> None:
        """Close at once: the server does not deliver an e-mail that was not ended."""
        self._client.close()

    def _write(self, data: bytes) -> None:
        protocol = self._client.protocol
        if protocol is None:
            raise ServerAwayError("the connection is gone")
        protocol.write(data)

    async def _to(self, recipient: str) -> None:
        try:
            await self._client.rcpt(recipient)
        except aiosmtplib.SMTPRecipientRefused as error:
            raise _refusal(error.code, error.message) from error


class SessionPool:
    """Keeps connections for the next e-mail. How many there are at once the sender bounds."""

    def __init__(self, server: Server, *, idle_seconds: float) -> None:
        self._server = server
        self._idle_seconds = idle_seconds
        self._resting: list[Session] = []

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncGenerator[Session]:
        """A connection for one e-mail. Raises ServerAwayError.

        It is kept unless it was left in the middle of something.
        """
        session = await self._rested() or await Session.open(self._server)
        try:
            yield session
        except RefusedError:
            await session.reset()
            self._rest(session)
            raise
        except BaseException:
            session.drop()
            raise
        self._rest(session)

    async def close(self) -> None:
        """Close the connections that are not in use."""
        resting, self._resting = self._resting, []
        await asyncio.gather(*(session.close() for session in resting))

    async def _rested(self) -> Session | None:
        now = asyncio.get_running_loop().time()
        while self._resting:
            session = self._resting.pop()
            if session.usable and now - session.rested_since <= self._idle_seconds:
                return session
            await session.close()
        return None

    def _rest(self, session: Session) -> None:
        if session.usable:
            session.rested_since = asyncio.get_running_loop().time()
            self._resting.append(session)


def _refusal(code: int, text: str) -> Exception:
    return ServerAwayError(f"{code} {text}") if code == _UNAVAILABLE else RefusedError(code, text)


def _stuffed(message: bytes) -> bytes:
    """The message as it goes into DATA: ended by a line break, leading dots doubled."""
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    return _LEADING_DOT.sub(b"..", ended)
