"""The two ceremonies of WebAuthn: what the browser is asked, and whether its answer is right.

No attestation is asked for: which make of authenticator somebody has is not our business.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import structlog
import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import (
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from contracts.ids import PersonId
from identity.passkeys.model import (
    CHALLENGE_LIFETIME,
    Passkey,
    PasskeyCopiedError,
    PasskeyNotAcceptedError,
    PasskeyRefusedError,
    RelyingParty,
)

_LOG = structlog.get_logger(__name__)
_TIMEOUT_MILLISECONDS = int(CHALLENGE_LIFETIME.total_seconds() * 1000)
MAX_CREDENTIAL_ID_BYTES = 1023
# What parsing the bytes of a stranger raises.
_WRONG = (
    WebAuthnException,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    struct.error,
    UnsupportedAlgorithm,
)

Options = Mapping[str, Any]
Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedRegistration:
    """What a right registration brought."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    synced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedAssertion:
    """What an answer says of itself, before anything of it is believed."""

    credential: AuthenticationCredential
    challenge: bytes

    @property
    def credential_id(self) -> bytes:
        """Which passkey it says to be."""
        return self.credential.raw_id

    @property
    def user_handle(self) -> bytes | None:
        """Whom it says to be of."""
        return self.credential.response.user_handle


def registration_options(
    site: RelyingParty,
    *,
    challenge: bytes,
    person_id: PersonId,
    account: str,
    person_name: str,
    agency_name: str,
    known: Sequence[Passkey],
) -> Options:
    """What the browser is asked to create: discoverable, and unlocked by the person each time."""
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name=agency_name,
        user_id=person_id.bytes,
        user_name=account,
        user_display_name=person_name,
        challenge=challenge,
        timeout=_TIMEOUT_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
    )
    return _json(options_to_json(options))


def sign_in_options(
    site: RelyingParty, *, challenge: bytes, allowed: Sequence[Passkey] = ()
) -> Options:
    """What the browser is asked to sign: with one `allowed`, or else whichever the person has."""
    options = webauthn.generate_authentication_options(
        rp_id=site.id,
        challenge=challenge,
        timeout=_TIMEOUT_MILLISECONDS,
        allow_credentials=[_descriptor(passkey) for passkey in allowed] or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _json(options_to_json(options))


def claimed_challenge(answer: Answer) -> tuple[RegistrationCredential, bytes]:
    """The challenge that a registration says to answer. Raises PasskeyRefusedError."""
    try:
        credential = parse_registration_credential_json(dict(answer))
        return credential, parse_client_data_json(credential.response.client_data_json).challenge
    except _WRONG as error:
        raise PasskeyRefusedError("is no answer of an authenticator", field="passkey") from error


def registered(
    site: RelyingParty, credential: RegistrationCredential, *, challenge: bytes
) -> VerifiedRegistration:
    """What the registration brought, if it is right. Raises PasskeyRefusedError."""
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _WRONG as error:
        raise PasskeyRefusedError(f"was not accepted: {error}", field="passkey") from error
    if len(verified.credential_id) > MAX_CREDENTIAL_ID_BYTES:
        raise PasskeyRefusedError("has an id that is too long", field="passkey")
    transports = credential.response.transports or []
    return VerifiedRegistration(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=tuple(sorted({transport.value for transport in transports})),
        synced=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def claimed(answer: Answer) -> UnverifiedAssertion:
    """What an answer says to be. Raises PasskeyNotAcceptedError if it is none."""
    try:
        credential = parse_authentication_credential_json(dict(answer))
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
    except _WRONG as error:
        raise PasskeyNotAcceptedError from error
    return UnverifiedAssertion(credential=credential, challenge=challenge)


def signed_count(site: RelyingParty, found: UnverifiedAssertion, passkey: Passkey) -> int:
    """The new counter of the passkey, if it signed the challenge for this site.

    A counter that does not rise tells of a second device with the key. Where the passkey was made
    to be on several (its backup flags), that is as it should be, and noted; else there is a copy.
    Raises PasskeyNotAcceptedError or PasskeyCopiedError.
    """
    try:
        verified = webauthn.verify_authentication_response(
            credential=found.credential,
            expected_challenge=found.challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            # Looked at below: the library refuses synced passkeys, too.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except _WRONG as error:
        _LOG.warning(
            "passkey_refused",
            passkey_id=str(passkey.id),
            person_id=str(passkey.person_id),
            reason=str(error),
        )
        raise PasskeyNotAcceptedError from error
    counts = verified.new_sign_count or passkey.sign_count
    if not counts or verified.new_sign_count > passkey.sign_count:
        return verified.new_sign_count
    on_several = verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE
    _LOG.warning(
        "passkey_counter_did_not_rise",
        passkey_id=str(passkey.id),
        person_id=str(passkey.person_id),
        kept=passkey.sign_count,
        shown=verified.new_sign_count,
        accepted=passkey.synced and on_several,
    )
    # Both: the flag of now is signed by whoever holds the key, also a copy of it.
    if not (passkey.synced and on_several):
        raise PasskeyCopiedError(passkey)
    return passkey.sign_count


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=passkey.credential_id,
        transports=[AuthenticatorTransport(name) for name in passkey.transports],
    )


def _json(text: str) -> Options:
    return cast("Options", json.loads(text))
