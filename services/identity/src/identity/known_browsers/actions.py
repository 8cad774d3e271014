"""Which counters look at what a browser asks, and that it is known after a sign-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from identity.client import RequestOrigin
from identity.known_browsers import repository
from identity.known_browsers.model import KnownBrowser
from identity.throttling.actions import count
from identity.throttling.model import Attempt, Counter, key_of_browser, key_of_network
from identity.tokens import hash_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedBrowser:
    """The browser of a sign-in, and the token that it keeps."""

    browser_id: UUID
    token: str = field(repr=False)


async def remember(
    uow: UnitOfWork, person_id: PersonId, client: RequestOrigin
) -> RememberedBrowser:
    """The person has signed in at this browser: it is known for this account from now on.

    One that is known already keeps its token.
    """
    known = await _known_for(uow, person_id, client)
    for token in client.browser_tokens:
        for browser in known:
            if hash_of(token) == browser.token_hash:
                await repository.save(uow, browser.used(uow.now))
                return RememberedBrowser(browser_id=browser.id, token=token)
    browser, new = KnownBrowser.new(person_id, uow.now)
    await repository.save(uow, browser)
    return RememberedBrowser(browser_id=browser.id, token=new.secret)


async def counters_of(
    uow: UnitOfWork,
    person_id: PersonId,
    attempt: Attempt,
    client: RequestOrigin,
    *,
    from_known_network: bool,
) -> Mapping[bytes, Counter]:
    """The counters that look at an attempt: at a browser that is known for the person, its own.

    The same statements for whoever it is, so that time tells nothing.
    """
    known = await _known_for(uow, person_id, client)
    if known:
        return {attempt.key_at(browser.id): Counter.KNOWN_BROWSER for browser in known}
    return attempt.keys(from_known_network=from_known_network)


async def count_request(uow: UnitOfWork, counter: Counter, client: RequestOrigin) -> None:
    """Count one request, whatever comes of it. Raises TooManyAttemptsError.

    By browser where it is known for anybody here, else by network. It counts if the unit is
    committed. Without either nobody can be told from anybody.
    """
    known = await repository.find(uow, client.browser_tokens)
    if known:
        await count(uow, {key_of_browser(counter, known[0].id): counter})
    elif client.network is not None:
        await count(uow, {key_of_network(counter, client.network): counter})


async def _known_for(
    uow: UnitOfWork, person_id: PersonId, client: RequestOrigin
) -> Sequence[KnownBrowser]:
    found = await repository.find(uow, client.browser_tokens)
    return [browser for browser in found if browser.person_id == person_id]
