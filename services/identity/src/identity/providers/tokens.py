"""ID tokens: what must be right about one before it is believed.

OpenID Connect Core 1.0, 3.1.3.7, by Authlib's checks of the claims and joserfc's of the signature.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, cast

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from identity.providers.model import Account, NotVouchedForError, Provider, ProviderKind

LEEWAY_SECONDS = 60
MAX_SUBJECT_LENGTH = 255
MAX_SHOWN_LENGTH = 254

# Signatures that only the provider can make: no "none", and no HMAC with a secret that we share.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519")

_TENANT = "{tenantid}"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MICROSOFT_TENANT_ISSUER = re.compile(r"(https?://[^/]+)/([^/]+)/v2\.0")


def algorithms_of(metadata: Mapping[str, Any]) -> Collection[str]:
    """Those of a provider that are taken. RS256 where it names none, as the standard has it."""
    named: object = metadata.get("id_token_signing_alg_values_supported")
    if not isinstance(named, list):
        return ["RS256"]
    return [algorithm for algorithm in ALGORITHMS if algorithm in named]


def decode(id_token: str, keys: KeySet, algorithms: Collection[str]) -> jwt.Token:
    """The token, if one of the keys signed it. Raises JoseError or ValueError."""
    registry = JWSRegistry(algorithms=list(algorithms), strict_check_header=False)
    return jwt.decode(id_token, keys, registry=registry)


def account_of(
    token: jwt.Token,
    provider: Provider,
    *,
    issuer: str,
    nonce: str,
    access_token: str | None = None,
    now: int | None = None,
) -> Account:
    """Whom a token with a good signature is of. Raises NotVouchedForError that says what is wrong.

    `issuer` is the one of the provider's metadata, in which Microsoft has a place for the tenant.
    """
    claims: dict[str, Any] = token.claims
    issuers = _issuers(claims, provider, issuer)
    expect_nonce = provider.preset.tells_nonce or "nonce" in claims
    checked = CodeIDToken(
        claims,
        token.header,
        options={
            "iss": {"essential": True, "values": list(issuers)},
            "aud": {"essential": True, "value": provider.client_id},
            "sub": {"essential": True},
        },
        params={
            "nonce": nonce if expect_nonce else None,
            "client_id": provider.client_id,
            "access_token": access_token,
        },
    )
    try:
        checked.validate(now=now, leeway=LEEWAY_SECONDS)
    except JoseError as error:
        raise NotVouchedForError(f"the ID token is not valid: {error}") from error
    return Account(
        issuer=str(claims["iss"]),
        subject=_subject(claims["sub"]),
        email=_shown(claims.get("email")),
        name=_shown(claims.get("name")),
    )


def _issuers(claims: Mapping[str, Any], provider: Provider, issuer: str) -> Collection[str]:
    """What may stand in the token as issuer. Raises NotVouchedForError for a wrong tenant."""
    if provider.kind is not ProviderKind.MICROSOFT:
        return (issuer, *provider.preset.also_issues_as)
    # The keys are the same for all tenants: only `tid` together with `iss` says which it is.
    tenant: object = claims.get("tid")
    if not isinstance(tenant, str) or not _UUID.fullmatch(tenant):
        raise NotVouchedForError("the ID token names no tenant")
    if provider.tenants and tenant not in provider.tenants:
        raise NotVouchedForError("the ID token is of a tenant that is not taken")
    return (issuer.replace(_TENANT, tenant),)


def is_issuer_of(told: str, provider: Provider) -> bool:
    """Whether the issuer that metadata name is the one that they were asked of.

    Microsoft's "common" and "organizations" answer with a template, a tenant's domain with its id.
    """
    if told == provider.issuer:
        return True
    if provider.kind is not ProviderKind.MICROSOFT:
        return False
    asked = _MICROSOFT_TENANT_ISSUER.fullmatch(provider.issuer)
    answered = _MICROSOFT_TENANT_ISSUER.fullmatch(told)
    if asked is None or answered is None or asked[1] != answered[1]:
        return False
    return answered[2] == _TENANT or _UUID.fullmatch(answered[2]) is not None


def _subject(subject: object) -> str:
    text = cast("str", subject)
    if not text or len(text) > MAX_SUBJECT_LENGTH or not _printable(text):
        raise NotVouchedForError("the ID token's subject is not valid")
    return text


def _shown(value: object) -> str | None:
    """What can be shown of a claim that decides nothing."""
    if not isinstance(value, str):
        return None
    return "".join(c for c in value if _printable(c)).strip()[:MAX_SHOWN_LENGTH] or None


def _printable(text: str) -> bool:
    return all(unicodedata.category(character)[0] != "C" for character in text)
