"""The sender: takes e-mails from the queue and gives each to the mail server once.

Decision record: docs/decisions/0005-email-exactly-once.md.
"""

import asyncio
import contextlib
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import asyncpg
import structlog
from prometheus_client import Counter

from chassis.actor import Actor
from chassis.database import TRANSIENT_ERRORS
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.uow import Cause, UnitOfWork
from chassis.wakeup import Wakeup
from contracts.events.notifications import EmailFailed, EmailSent
from notifications.emails import repository
from notifications.emails.model import Email, EmailHead, State
from notifications.emails.rendering import render
from notifications.sending import repository as queue
from notifications.sending.backoff import Backoff
from notifications.sending.last_look import as_it_is_now
from notifications.sending.mime import ascii_address, message_id_of, pack
from notifications.sending.repository import Claim, ClaimLostError
from notifications.sending.secrets import SecretReader, UnreadableSecretError
from notifications.sending.smtp import (
    OutcomeUnknownError,
    RefusedError,
    Server,
    ServerAwayError,
    Session,
    SessionPool,
)
from notifications.settings import NotificationsSettings

_LOG = structlog.get_logger(__name__)
_EMAILS = Counter("portico_emails_total", "What became of tries to send an e-mail", ["outcome"])
_OUTCOMES = "sent server_away unknown refused failed unconfirmed fault unsendable withheld"
for _outcome in _OUTCOMES.split():
    _EMAILS.labels(_outcome)  # from 0 on, or the first of them would be no increase

_DATABASE_ERRORS: tuple[type[BaseException], ...] = (*TRANSIENT_ERRORS, asyncpg.PostgresError)

_FINISH_SECONDS = 8.0
"""How long a stop waits for e-mails that are being handed over: less than the process has."""


@dataclass(frozen=True, slots=True)
class _OutgoingEmail:
    """An e-mail, ready for the wire."""

    email: Email
    recipient: str
    message_id: str
    message: bytes


async def run(runtime: Runtime) -> None:
    """Send until cancelled: then take nothing new, and finish what is in hand."""
    settings = cast("NotificationsSettings", runtime.settings)
    if settings.secrets_private_key_file is None:
        raise ValueError("SECRETS_PRIVATE_KEY_FILE is not set")
    secrets = SecretReader.of_file(settings.secrets_private_key_file)
    await Sender(runtime, settings, secrets).run()


class Sender:
    """One process' sender. Several may run: the queue gives an e-mail to one of them."""

    def __init__(
        self, runtime: Runtime, settings: NotificationsSettings, secrets: SecretReader
    ) -> None:
        self._runtime = runtime
        self._settings = settings
        self._secrets = secrets
        self._wakeup = runtime.resource(Wakeup)
        self._in_hand: set[asyncio.Task[None]] = set()
        self._is_away = False
        self._away_for = 0
        self._lease = timedelta(seconds=settings.email_lease_seconds)
        self._while_away = Backoff(
            first_seconds=settings.smtp_backoff_min_seconds,
            factor=2,
            longest_seconds=settings.smtp_backoff_max_seconds,
        )
        self._after_refusal = Backoff(
            first_seconds=settings.email_retry_seconds,
            factor=2,
            longest_seconds=settings.email_retry_max_seconds,
        )
        self._after_lost_answer = Backoff(
            first_seconds=settings.email_unknown_retry_seconds,
            factor=4,
            longest_seconds=settings.email_unknown_retry_max_seconds,
        )
        self._after_fault = Backoff(
            first_seconds=settings.email_fault_retry_seconds,
            factor=4,
            longest_seconds=settings.email_fault_retry_max_seconds,
        )
        self._pool = SessionPool(
            Server(
                host=settings.smtp_host,
                port=settings.smtp_port,
                security=settings.smtp_security,
                username=settings.smtp_username,
                password=settings.smtp_password,
                timeout_seconds=settings.smtp_timeout_seconds,
                greeting_name=settings.mail_from.rpartition("@")[2],
            ),
            idle_seconds=settings.smtp_idle_seconds,
        )

    async def run(self) -> None:
        """Send until cancelled. Raises a transient error when the database is away."""
        try:
            while True:
                await self._round()
        finally:
            await self._finish()

    async def _round(self) -> None:
        if self._is_away and not self._in_hand:
            self._is_away = False
            self._away_for += 1
            await asyncio.sleep(self._while_away.after(self._away_for).total_seconds())
        # While the server is away, one e-mail at a time finds out whether it is back.
        slots = 1 if self._is_away or self._away_for else self._settings.smtp_connections
        free = slots - len(self._in_hand)
        claims = await self._claim(free) if free > 0 else []
        for claim in claims:
            task = asyncio.create_task(self._send_claimed(claim), name=f"email {claim.email_id}")
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)
        if self._in_hand:
            if len(claims) < free:
                await self._something_happens()
            else:
                await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
        else:
            await self._wakeup.wait(self._settings.email_poll_seconds)

    async def _something_happens(self) -> None:
        """Until an e-mail is done, or another was stored, or the poll is due."""
        rung = asyncio.create_task(self._wakeup.wait(self._settings.email_poll_seconds))
        try:
            await asyncio.wait({rung, *self._in_hand}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rung.cancel()

    async def _claim(self, most: int) -> list[Claim]:
        async with self._runtime.unit_of_work(None) as uow:
            return await queue.claim(
                uow,
                new_id(),
                most=most,
                lease=self._lease,
            )

    async def _finish(self) -> None:
        if self._in_hand:
            _, late = await asyncio.wait(self._in_hand, timeout=_FINISH_SECONDS)
            for task in late:
                task.cancel()
        await self._pool.close()

    async def _send_claimed(self, claim: Claim) -> None:
        """Send one e-mail, or say what stands in its way. Raises nothing."""
        with structlog.contextvars.bound_contextvars(
            email_id=str(claim.email_id), agency_id=str(claim.agency_id)
        ):
            try:
                await self._send(claim)
            except ClaimLostError:
                _LOG.info("email_taken_over")
            except TRANSIENT_ERRORS as error:
                # The lease runs out by itself; then whoever reaches the database goes on.
                _LOG.warning("email_database_away", error=repr(error))
            except Exception as error:
                _LOG.exception("email_not_sent")
                await self._fault(claim, error)

    async def _fault(self, claim: Claim, error: Exception) -> None:
        """A fault of ours: try again after a pause that grows, or give up. Raises nothing.

        Meanwhile it is among what staff and operators see as stuck. Where it cannot even be given
        up it stays there, and is tried again.
        """
        try:
            async with self._runtime.unit_of_work(claim.agency_id) as uow:
                faults = await queue.mark_fault(uow, claim, because=f"{type(error).__name__}:")
                if faults < self._settings.email_faults_before_failed:
                    _EMAILS.labels("fault").inc()
                    await queue.release(uow, [claim], after=self._after_fault.after(faults))
                    return
            await self._give_up_unsendable(claim, error, faults)
        except ClaimLostError:
            _LOG.info("email_taken_over")
        except TRANSIENT_ERRORS as away:
            _LOG.warning("email_database_away", error=repr(away))
        except Exception:
            _LOG.exception("email_not_given_up")
            with contextlib.suppress(*_DATABASE_ERRORS):
                async with self._runtime.unit_of_work(None) as uow:
                    pause = self._after_fault.after(self._settings.email_faults_before_failed)
                    await queue.release(uow, [claim], after=pause)

    async def _give_up_unsendable(self, claim: Claim, error: Exception, faults: int) -> None:
        async with self._runtime.unit_of_work(claim.agency_id) as uow:
            head = await repository.head_of(uow, claim.email_id)
            if head is None:
                await queue.forget(uow, claim)
                return
        arrived = ": it may have arrived" if head.state is State.SENDING else ""
        _EMAILS.labels("unsendable").inc()
        _LOG.error("email_unsendable", kind=head.kind, times=faults)
        reason = f"a fault of ours, {faults} times: {type(error).__name__}{arrived}"
        await self._give_up(claim, head, reason)

    async def _send(self, claim: Claim) -> None:
        email = await self._load(claim)
        if email is None:
            return
        try:
            packed = self._packed(email)
        except Exception as error:
            await self._refused(claim, email, f"not packed: {_plain(error)}", for_good=True)
            return
        try:
            async with self._pool.session() as session:
                await session.offer(self._settings.mail_from, packed.recipient, packed.message)
                await self._hand_over(claim, packed, session)
        except ServerAwayError as error:
            await self._server_away(claim, error)
        except OutcomeUnknownError as error:
            await self._outcome_unknown(claim, email, error)
        except RefusedError as error:
            self._server_is_back()
            await self._refused(claim, email, str(error), for_good=error.for_good)
        else:
            self._server_is_back()

    async def _load(self, claim: Claim) -> Email | None:
        """The claimed e-mail, or None when there is nothing to send any more."""
        async with self._runtime.unit_of_work(claim.agency_id) as uow:
            email = await repository.get(uow, claim.email_id)
            if email is None or email.state in {State.SENT, State.FAILED}:
                await queue.forget(uow, claim)
                return None
            theirs = await as_it_is_now(uow, email)
            if theirs is None and email.state is State.WAITING:
                await queue.mark_withheld(uow, claim)
                _EMAILS.labels("withheld").inc()
                _LOG.info("email_withheld", kind=email.kind)
                return None
        if theirs is None:
            # The mail server may have it, and gets it no second time.
            await self._give_up_unconfirmed(claim, email, email.lost_answers)
            return None
        email = theirs
        if email.expires_at is not None and email.expires_at <= datetime.now(UTC):
            await self._give_up(claim, email, "expired before it could be sent")
            return None
        if email.lost_answers >= self._settings.email_unknowns_before_failed:
            # Whoever tried last ended before it could say so.
            await self._give_up_unconfirmed(claim, email, email.lost_answers)
            return None
        return email

    def _packed(self, email: Email) -> _OutgoingEmail:
        link = self._secrets.open(email.secret_link) if email.secret_link else None
        rendered = render(email.message, email.language, link)
        sender = self._settings.mail_from
        return _OutgoingEmail(
            email=email,
            recipient=ascii_address(email.address),
            message_id=message_id_of(email, sender.rpartition("@")[2]),
            message=pack(email, rendered, sender=sender),
        )

    async def _hand_over(self, claim: Claim, packed: _OutgoingEmail, session: Session) -> None:
        """Say `sending`, prepare `sent`, write the final dot, commit.

        Everything that can be done before the dot is done before it: what is left after the
        server's answer is the commit alone.
        """
        email = packed.email
        # Should this process end in the middle, its lease is what the next one waits for.
        lease = self._lease
        if email.lost_answers:
            lease += self._after_lost_answer.longest_after(email.lost_answers + 1)
        async with self._runtime.unit_of_work(claim.agency_id) as uow:
            interruptions = await queue.mark_sending(uow, claim, lease=lease)
        if interruptions:
            _LOG.warning("email_sent_again_after_interruption", interruptions=interruptions)
        is_taken = False
        try:
            async with self._unit_of(email) as uow:
                await queue.mark_sent(uow, claim, message_id=packed.message_id)
                uow.record(_sent(packed, uow.now))
                if await uow.flush():
                    uow.after_commit(self._runtime.database.on_recorded)
                await session.finish()
                is_taken = True
        except _DATABASE_ERRORS as error:
            if not is_taken:
                raise
            _LOG.warning("email_sent_but_not_recorded", error=repr(error))
            await self._record_sent(packed)
        _EMAILS.labels("sent").inc()
        _LOG.info("email_sent", kind=email.kind, because_of=str(email.because_of))

    async def _record_sent(self, packed: _OutgoingEmail) -> None:
        """The server took it and the commit failed: only this process knows. Until it is said."""
        pause = 0.1
        while True:
            try:
                async with self._unit_of(packed.email) as uow:
                    if await queue.mark_sent_anyway(
                        uow, packed.email, message_id=packed.message_id
                    ):
                        uow.record(_sent(packed, uow.now))
            except _DATABASE_ERRORS:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
            else:
                return

    def _server_is_back(self) -> None:
        self._is_away = False
        self._away_for = 0

    async def _server_away(self, claim: Claim, error: Exception) -> None:
        self._is_away = True
        _EMAILS.labels("server_away").inc()
        _LOG.warning("mail_server_away", error=str(error), tries=self._away_for + 1)
        async with self._runtime.unit_of_work(None) as uow:
            await queue.release(uow, [claim], after=timedelta(0))

    async def _outcome_unknown(self, claim: Claim, email: Email, error: Exception) -> None:
        """Send the same message again after a pause that grows with each such try, or give up.

        Each time it may have been delivered: the pauses and the end are what keeps a server that
        takes every copy and never answers from filling somebody's mailbox.
        """
        self._is_away = True
        _EMAILS.labels("unknown").inc()
        lost = email.lost_answers + 1
        _LOG.warning("email_outcome_unknown", error=str(error), times=lost)
        if lost >= self._settings.email_unknowns_before_failed:
            await self._give_up_unconfirmed(claim, email, lost)
            return
        async with self._runtime.unit_of_work(claim.agency_id) as uow:
            await queue.mark_unknown(
                uow,
                claim,
                reason=_answer_lost(lost),
                again_after=self._after_lost_answer.after(lost),
            )

    async def _give_up_unconfirmed(self, claim: Claim, email: Email, lost: int) -> None:
        _EMAILS.labels("unconfirmed").inc()
        _LOG.error("email_unconfirmed", kind=email.kind, times=lost)
        withdrawn = f"{email.withdrawn_because}; " if email.withdrawn_because else ""
        await self._give_up(claim, email, withdrawn + _answer_lost(lost))

    async def _refused(self, claim: Claim, email: Email, reason: str, *, for_good: bool) -> None:
        """Try again later, or give up: after so many refusals for good, or so many hours."""
        settings = self._settings
        refusals = email.refusals + 1
        age = datetime.now(UTC) - email.created_at
        if for_good and refusals >= settings.email_refusals_before_failed:
            await self._give_up(claim, email, reason)
            return
        if not for_good and age > timedelta(hours=settings.email_give_up_hours):
            await self._give_up(claim, email, reason)
            return
        _EMAILS.labels("refused").inc()
        _LOG.info("email_refused", for_good=for_good, refusals=refusals)
        async with self._runtime.unit_of_work(claim.agency_id) as uow:
            await queue.mark_refused(
                uow, claim, reason=reason, again_after=self._after_refusal.after(refusals)
            )

    async def _give_up(self, claim: Claim, email: EmailHead, reason: str) -> None:
        async with self._unit_of(email) as uow:
            await queue.mark_failed(uow, claim, reason=reason)
            uow.record(
                EmailFailed(
                    recipient_id=email.recipient_id,
                    email_id=email.email_id,
                    kind=email.kind,
                    because_of=email.because_of,
                    language=email.language,
                    reason=reason,
                    failed_at=uow.now,
                )
            )
        _EMAILS.labels("failed").inc()
        _LOG.warning("email_failed", kind=email.kind)

    def _unit_of(self, email: EmailHead) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit of work that belongs to the event because of which the e-mail is sent."""
        return self._runtime.database.unit_of_work(
            email.agency_id,
            actor=Actor.system("notifications"),
            correlation_id=email.correlation_id,
            cause=Cause(email.because_of, email.correlation_id),
        )


def _sent(packed: _OutgoingEmail, at: datetime) -> EmailSent:
    email = packed.email
    return EmailSent(
        recipient_id=email.recipient_id,
        email_id=email.email_id,
        kind=email.kind,
        because_of=email.because_of,
        language=email.language,
        message_id=packed.message_id,
        sent_at=at,
    )


def _answer_lost(times: int) -> str:
    times_said = "once" if times == 1 else f"{times} times"
    return f"the mail server cut the line before its answer, {times_said}: it may have arrived"


def _plain(error: Exception) -> str:
    """What may be kept of a fault in packing: never a link that was opened."""
    return type(error).__name__ if not isinstance(error, UnreadableSecretError) else str(error)
