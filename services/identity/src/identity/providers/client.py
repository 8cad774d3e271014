"""The authorization code flow with PKCE, as a provider's client. Nothing here knows a database."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import httpx2
import structlog
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from chassis.runtime import trusted
from identity.providers import tokens
from identity.providers.model import (
    Account,
    Client,
    NotVouchedForError,
    Provider,
    ProviderAwayError,
    ProviderKind,
    ProviderRefusedError,
    TokenAuth,
    is_issuer,
)
from identity.providers.web import ProviderHttpClient, ProviderResponseError, TtlCache

_LOG = structlog.get_logger(__name__)

SCOPE = "openid email profile"
# The edge waits 15 s for all of it.
REDEEM_SECONDS = 10.0
_HOUR = 3600.0
_DAY = 24 * _HOUR
_CAPACITY = 256
_KEYS_AGAIN_SECONDS = 15.0
_FORM = {
    "Accept": "application/json",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What a browser is sent away with, and what must fit when it comes back."""

    redirect_uri: str
    state: str = field(default="", repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


class OpenIdClient:
    """Sends browsers to providers and redeems the codes they bring back. A resource."""

    def __init__(
        self, http: httpx2.AsyncClient, *, keys_again_seconds: float = _KEYS_AGAIN_SECONDS
    ) -> None:
        """`keys_again_seconds`: so often at most an unknown key has the keys fetched anew."""
        self._keys_again_seconds = keys_again_seconds
        self._web = ProviderHttpClient(http)
        self._metadata: TtlCache[Mapping[str, Any]] = TtlCache(
            fresh_seconds=_HOUR, stale_seconds=_DAY, capacity=_CAPACITY
        )
        self._keys: TtlCache[jwk.KeySet] = TtlCache(
            fresh_seconds=_HOUR, stale_seconds=_DAY, capacity=_CAPACITY
        )

    async def authorize_url(self, provider: Provider, authorization: AuthorizationRequest) -> str:
        """Where the browser goes. Raises ProviderAwayError."""
        metadata = await self._metadata_of(provider)
        url = prepare_grant_uri(
            metadata["authorization_endpoint"],
            provider.client_id,
            "code",
            redirect_uri=authorization.redirect_uri,
            scope=SCOPE,
            state=authorization.state,
            nonce=authorization.nonce,
            code_challenge=create_s256_code_challenge(authorization.code_verifier),
            code_challenge_method="S256",
            # Else whoever is signed in at Microsoft with one account could never take another.
            prompt="select_account" if provider.kind in _ASKS_WHICH else None,
        )
        return str(url)

    async def redeem(
        self,
        client: Client,
        authorization: AuthorizationRequest,
        *,
        code: str,
        issuer: str | None = None,
    ) -> Account:
        """Whom the code is of. `issuer` is what came back beside it (RFC 9207).

        Raises ProviderAwayError, ProviderRefusedError or NotVouchedForError.
        """
        try:
            async with asyncio.timeout(REDEEM_SECONDS):
                return await self._redeem(client, authorization, code=code, issuer=issuer)
        except TimeoutError as error:
            raise ProviderAwayError("took too long") from error

    async def _redeem(
        self, client: Client, authorization: AuthorizationRequest, *, code: str, issuer: str | None
    ) -> Account:
        provider = client.provider
        metadata = await self._metadata_of(provider)
        # RFC 9207, 2.4: who says that it tells its name must; one that is told must be its own,
        # announced or not.
        announced = metadata.get("authorization_response_iss_parameter_supported") is True
        if (announced or issuer is not None) and issuer != metadata["issuer"]:
            raise NotVouchedForError("the answer is not of this provider")
        answer = await self._token(client, metadata, authorization, code)
        id_token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(id_token, str):
            raise NotVouchedForError("the provider gave no ID token")
        return tokens.account_of(
            await self._decode(id_token, metadata),
            provider,
            issuer=metadata["issuer"],
            nonce=authorization.nonce,
            access_token=access_token if isinstance(access_token, str) else None,
        )

    async def _token(
        self,
        client: Client,
        metadata: Mapping[str, Any],
        authorization: AuthorizationRequest,
        code: str,
    ) -> Mapping[str, Any]:
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=authorization.redirect_uri,
            code=code,
            code_verifier=authorization.code_verifier,
        )
        auth = ClientAuth(client.provider.client_id, client.secret, _token_auth(client, metadata))
        url: str = metadata["token_endpoint"]
        _, headers, body = auth.prepare("POST", url, dict(_FORM), body)
        try:
            return await self._web.post(url, headers, body)
        except ProviderResponseError as error:
            _LOG.warning(
                "provider_refused",
                provider=client.provider.id,
                status=error.status,
                error=str(error.document.get("error"))[:100],
            )
            raise ProviderRefusedError from error

    async def _metadata_of(self, provider: Provider) -> Mapping[str, Any]:
        async def ask() -> Mapping[str, Any]:
            return await self._web.get(get_well_known_url(provider.issuer, external=True))

        metadata = await self._metadata.get(provider.issuer, ask)
        endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if not tokens.is_issuer_of(str(metadata.get("issuer")), provider) or not all(
            is_issuer(str(metadata.get(name)).partition("?")[0]) for name in endpoints
        ):
            _LOG.error("provider_metadata_wrong", provider=provider.id, issuer=provider.issuer)
            raise ProviderAwayError("the provider's description of itself cannot be used")
        return metadata

    async def _decode(self, id_token: str, metadata: Mapping[str, Any]) -> jwt.Token:
        """The token if it is signed by the provider; its keys are fetched anew if need be."""
        algorithms = tokens.algorithms_of(metadata)
        for newer_than_seconds in (None, self._keys_again_seconds):
            keys = await self._keys_at(metadata["jwks_uri"], newer_than_seconds)
            try:
                return tokens.decode(id_token, keys, algorithms)
            except (JoseError, ValueError) as error:
                wrong = error
        raise NotVouchedForError(f"the ID token cannot be verified: {wrong}")

    async def _keys_at(self, url: str, newer_than_seconds: float | None) -> jwk.KeySet:
        async def ask() -> jwk.KeySet:
            document = await self._web.get(url)
            listed: object = document.get("keys")
            if not isinstance(listed, list):
                raise ProviderAwayError("the provider has published no keys")
            return jwk.KeySet([key for one in listed if (key := _key(one)) is not None])

        return await self._keys.get(url, ask, newer_than_seconds=newer_than_seconds)


_ASKS_WHICH = frozenset({ProviderKind.GOOGLE, ProviderKind.MICROSOFT})


def _key(found: object) -> jwk.Key | None:
    """A public key, None for one of a kind that is not known here."""
    try:
        key = jwk.import_key(cast("jwk.DictKey", found))
    except (JoseError, ValueError, TypeError, AttributeError):
        return None
    return None if isinstance(key, jwk.OctKey) else key


def _token_auth(client: Client, metadata: Mapping[str, Any]) -> str:
    """How the secret is shown. Post where it is known to work: Basic is encoded in two ways."""
    if client.secret is None:
        return TokenAuth.NONE.value
    fixed = client.provider.preset.token_auth
    if fixed is not None:
        return fixed.value
    named: object = metadata.get("token_endpoint_auth_methods_supported")
    posts = isinstance(named, list) and TokenAuth.POST.value in named
    return (TokenAuth.POST if posts else TokenAuth.BASIC).value


@asynccontextmanager
async def open_openid() -> AsyncGenerator[OpenIdClient]:
    """The resource. What is on this machine is reached directly, whatever proxy there is."""
    async with httpx2.AsyncClient(
        verify=trusted(),
        timeout=httpx2.Timeout(4.0, connect=2.0, pool=2.0),
        limits=httpx2.Limits(max_connections=50, max_keepalive_connections=10),
        mounts={"http://": httpx2.AsyncHTTPTransport(verify=trusted())},
        follow_redirects=False,
    ) as http:
        yield OpenIdClient(http)
