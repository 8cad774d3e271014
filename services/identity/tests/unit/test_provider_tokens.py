"""The rules of each kind of provider, as tables."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from chassis.ids import new_id
from contracts.access import Portal
from contracts.ids import AgencyId
from identity.provider_flows.model import is_path_of
from identity.providers.model import PRESETS, NotVouchedForError, Provider, ProviderKind, is_issuer
from identity.providers.tokens import account_of, algorithms_of, decode, is_issuer_of

NOW = 1_800_000_000
TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
OTHER_TENANT = "11111111-2222-3333-4444-555555555555"
MICROSOFT = "https://login.microsoftonline.com"


def a_provider(kind: ProviderKind, issuer: str = "", tenants: tuple[str, ...] = ()) -> Provider:
    return Provider(
        agency_id=AgencyId(new_id()),
        id=kind.value,
        kind=kind,
        name=kind.value,
        issuer=issuer or PRESETS[kind].issuer or "https://id.example",
        client_id="portico",
        tenants=tenants,
    )


def a_token(issuer: str, **claims: object) -> jwt.Token:
    told: dict[str, Any] = {
        "iss": issuer,
        "sub": "s-1",
        "aud": "portico",
        "exp": NOW + 60,
        "iat": NOW,
        "nonce": "n-1",
    } | claims
    left = {name: value for name, value in told.items() if value is not None}
    return jwt.Token({"alg": "RS256"}, left)


def believed(provider: Provider, told_issuer: str, token: jwt.Token) -> bool:
    try:
        account_of(token, provider, issuer=told_issuer, nonce="n-1", now=NOW)
    except NotVouchedForError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "nonce", "good"),
    [
        (ProviderKind.GOOGLE, "n-1", True),
        (ProviderKind.GOOGLE, None, False),
        (ProviderKind.GOOGLE, "n-2", False),
        (ProviderKind.GENERIC, None, False),
        # LinkedIn tells none; but one that is there must be ours.
        (ProviderKind.LINKEDIN, None, True),
        (ProviderKind.LINKEDIN, "n-1", True),
        (ProviderKind.LINKEDIN, "n-2", False),
    ],
)
def test_the_nonce_must_come_back_from_whoever_tells_it(
    kind: ProviderKind, nonce: str | None, *, good: bool
) -> None:
    provider = a_provider(kind)
    assert believed(provider, provider.issuer, a_token(provider.issuer, nonce=nonce)) is good


@pytest.mark.parametrize(
    ("kind", "issuer", "good"),
    [
        (ProviderKind.GOOGLE, "https://accounts.google.com", True),
        (ProviderKind.GOOGLE, "https://accounts.google.com/", False),
        (ProviderKind.GOOGLE, "https://evil.example", False),
        (ProviderKind.LINKEDIN, "https://www.linkedin.com/oauth", True),
        (ProviderKind.LINKEDIN, "https://www.linkedin.com", True),
        (ProviderKind.LINKEDIN, "https://accounts.google.com", False),
        (ProviderKind.GENERIC, "https://id.example", True),
        (ProviderKind.GENERIC, "https://www.linkedin.com", False),
    ],
)
def test_a_token_is_of_the_issuer_that_was_asked(
    kind: ProviderKind, issuer: str, *, good: bool
) -> None:
    provider = a_provider(kind)
    assert believed(provider, provider.issuer, a_token(issuer)) is good


@pytest.mark.parametrize(
    ("iss_tenant", "tid", "taken", "good"),
    [
        (TENANT, TENANT, (), True),
        (TENANT, TENANT, (TENANT,), True),
        (TENANT, TENANT, (OTHER_TENANT,), False),
        # The keys are the same for all tenants: the two must agree.
        (TENANT, OTHER_TENANT, (), False),
        (TENANT, OTHER_TENANT, (OTHER_TENANT,), False),
        (TENANT, None, (), False),
        ("{tenantid}", "{tenantid}", (), False),
        ("common", "common", (), False),
        (TENANT, TENANT.upper(), (), False),
    ],
)
def test_microsofts_tenant_stands_in_the_issuer(
    iss_tenant: str, tid: str | None, taken: tuple[str, ...], *, good: bool
) -> None:
    provider = a_provider(ProviderKind.MICROSOFT, tenants=taken)
    token = a_token(f"{MICROSOFT}/{iss_tenant}/v2.0", tid=tid)
    assert believed(provider, f"{MICROSOFT}/{{tenantid}}/v2.0", token) is good


@pytest.mark.parametrize(
    ("kind", "asked", "told", "good"),
    [
        (ProviderKind.GENERIC, "https://id.example", "https://id.example", True),
        (ProviderKind.GENERIC, "https://id.example", "https://id.example/", False),
        (ProviderKind.GENERIC, "https://id.example", "https://evil.example", False),
        (
            ProviderKind.MICROSOFT,
            f"{MICROSOFT}/common/v2.0",
            f"{MICROSOFT}/{{tenantid}}/v2.0",
            True,
        ),
        (
            ProviderKind.MICROSOFT,
            f"{MICROSOFT}/nord.example/v2.0",
            f"{MICROSOFT}/{TENANT}/v2.0",
            True,
        ),
        (ProviderKind.MICROSOFT, f"{MICROSOFT}/common/v2.0", "https://evil.example/x/v2.0", False),
        (ProviderKind.MICROSOFT, f"{MICROSOFT}/common/v2.0", f"{MICROSOFT}/common", False),
        (ProviderKind.GOOGLE, f"{MICROSOFT}/common/v2.0", f"{MICROSOFT}/{TENANT}/v2.0", False),
    ],
)
def test_metadata_are_of_the_issuer_that_they_were_asked_of(
    kind: ProviderKind, asked: str, told: str, *, good: bool
) -> None:
    assert is_issuer_of(told, a_provider(kind, asked)) is good


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://accounts.google.com", True),
        ("https://id.example/realms/nord", True),
        ("http://127.0.0.1:8127", True),
        ("http://localhost:8127", True),
        ("http://[::1]:8127", True),
        ("http://id.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost@evil.example", False),
        ("https://id.example?x=1", False),
        ("https://id.example#x", False),
        ("https://", False),
        ("ftp://id.example", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_an_issuer_has_tls_or_is_on_this_machine(url: str, *, good: bool) -> None:
    assert is_issuer(url) is good


@pytest.mark.parametrize(
    ("metadata", "algorithms"),
    [
        ({}, ["RS256"]),
        ({"id_token_signing_alg_values_supported": ["ES256", "RS256"]}, ["RS256", "ES256"]),
        ({"id_token_signing_alg_values_supported": ["none", "HS256"]}, []),
        ({"id_token_signing_alg_values_supported": "HS256"}, ["RS256"]),
    ],
)
def test_only_signatures_that_the_provider_alone_can_make_are_taken(
    metadata: Mapping[str, Any], algorithms: list[str]
) -> None:
    assert list(algorithms_of(metadata)) == algorithms


def test_a_token_signed_with_what_is_public_is_not_believed() -> None:
    public = RSAKey.generate_key(2048, {"kid": "one"})
    # joserfc would not do it, so by hand: an HMAC whose secret is the published key.
    head = urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=")
    signed = head + b"." + urlsafe_b64encode(b'{"sub":"s"}').rstrip(b"=")
    mac = hmac.digest(public.as_pem(private=False), signed, "sha256")
    forged = (signed + b"." + urlsafe_b64encode(mac).rstrip(b"=")).decode()
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzIn0."
    for token in (forged, unsigned):
        with pytest.raises((JoseError, ValueError)):
            decode(token, KeySet([public]), ["RS256"])


def test_what_is_shown_of_an_account_is_clean_and_short() -> None:
    provider = a_provider(ProviderKind.GENERIC)
    token = a_token(provider.issuer, name=" A\u202ed\x00a " + "x" * 999, email=["no text"])
    account = account_of(token, provider, issuer=provider.issuer, nonce="n-1", now=NOW)
    assert account.name is not None
    assert account.name.startswith("Adax") or account.name.startswith("Ada x")
    assert len(account.name) <= 254
    assert account.email is None


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("/contractor", True),
        ("/contractor/", True),
        ("/contractor/payments?tab=all&q=a%20b#top", True),
        ("/contractor?next=https://elsewhere.example", True),
        ("/", False),
        ("", False),
        ("contractor", False),
        ("/customer", False),
        ("/contractors", False),
        ("//contractor", False),
        ("//evil.example/contractor", False),
        ("///evil.example", False),
        ("/\\evil.example", False),
        ("/contractor\\..\\x", False),
        ("/contractor/../agency", False),
        ("/contractor/%2e%2e/agency", False),
        ("/contractor/%252e%252e/agency", False),
        ("/contractor/..%2fagency", False),
        ("/contractor/./x", False),
        ("https://nord.example/contractor", False),
        ("javascript:alert(1)", False),
        ("/contractor\n", False),
        ("/contractor/\tx", False),
        ("/contractor/å", False),
        ("/contractor/" + "x" * 500, False),
    ],
)
def test_a_browser_stays_in_its_portal(path: str, *, good: bool) -> None:
    assert is_path_of(Portal.CONTRACTOR, path) is good


@given(st.text(alphabet="/\\.%2eE5cCfF?#@:abcontractor\t\n ", max_size=40))
def test_whatever_is_taken_as_a_path_starts_in_the_portal(text: str) -> None:
    if is_path_of(Portal.CONTRACTOR, text):
        assert text.startswith(("/contractor", "/%"))
        assert ".." not in text.partition("?")[0].partition("#")[0].split("/")
