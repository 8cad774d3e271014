"""How the edge asks identity for a session: with what the browser gave, and what it may not say."""

from typing import Any, TypeVar

from pydantic import BaseModel, RootModel

from edge.generated.shapes import FirstLogin, SecondFactorChallenge, StartedSession
from edge.problems import IDENTITY, UnusableInputError
from edge.site_request import SiteRequest

B = TypeVar("B", bound=BaseModel)

Admission = StartedSession | SecondFactorChallenge


class _LoginAnswer(RootModel[Admission | FirstLogin]):
    pass


class _Admission(RootModel[Admission]):
    pass


def completed(site: SiteRequest, model: type[B], given: BaseModel, **added: Any) -> B:
    """What identity is sent: what the browser gave, the agency, and what else the edge knows."""
    known = {name: value for name, value in added.items() if value is not None}
    try:
        sent = given.model_dump(exclude_unset=True)
    except ValueError:
        raise UnusableInputError("body", "is nested too deeply") from None
    return model.model_validate(sent | {"agency": site.agency.slug} | known)


async def login_answer(site: SiteRequest, body: BaseModel) -> Admission | FirstLogin:
    """Start a session by a password, or what it leads to otherwise. Raises RefusedError."""
    return (await site.services.send(IDENTITY, "POST", "/login", _LoginAnswer, body=body)).root


async def admission(site: SiteRequest, path: str, body: BaseModel) -> Admission:
    """Start a session, if no second factor is needed. Raises RefusedError."""
    return (await site.services.send(IDENTITY, "POST", path, _Admission, body=body)).root


async def started_session(site: SiteRequest, path: str, body: BaseModel) -> StartedSession:
    """Start a session. Raises RefusedError."""
    return await site.services.send(IDENTITY, "POST", path, StartedSession, body=body)
