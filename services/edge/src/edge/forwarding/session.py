"""`/api/session`: how a person signs in, the own details and preferences."""

from edge.forwarding.operation import (
    ADD_AGENCY,
    ADD_ORIGIN,
    ADD_SITE,
    EndsSessionsOf,
    Forward,
    Table,
)
from edge.live.invalidation import View
from edge.problems import IDENTITY, NOTIFICATIONS

# More than identity takes (5 MiB): so a picture that is a little too large is refused by name.
PICTURE_BYTES = 6 * 1024 * 1024

ME = Table(
    "session",
    (
        Forward("GET /factors", IDENTITY, "show_factors", live=(View.ME,)),
        Forward("POST /factors/totp", IDENTITY, "begin_totp"),
        Forward("POST /factors/totp/confirm", IDENTITY, "confirm_totp"),
        Forward("DELETE /factors/totp", IDENTITY, "remove_totp"),
        Forward("POST /factors/recovery-codes", IDENTITY, "renew_recovery_codes"),
        Forward("POST /passkeys/options", IDENTITY, "begin_passkey", adds=ADD_ORIGIN),
        Forward("POST /passkeys", IDENTITY, "add_passkey", adds=ADD_ORIGIN),
        Forward("PUT /passkeys/{passkey_id}", IDENTITY, "rename_passkey"),
        Forward("DELETE /passkeys/{passkey_id}", IDENTITY, "remove_passkey"),
        Forward("POST /confirm", IDENTITY, "confirm", adds=ADD_ORIGIN),
        Forward("POST /confirm/passkey-options", IDENTITY, "begin_confirmation", adds=ADD_ORIGIN),
        Forward("GET /sign-in-methods", IDENTITY, "list_sign_in_methods", live=(View.ME,)),
        Forward("DELETE /sign-in-methods/{method_id}", IDENTITY, "unlink_sign_in_method"),
        Forward("GET /me", IDENTITY, "me", "/me", live=(View.ME, View.AGENCY)),
        Forward("GET /sessions", IDENTITY, "list_sessions", live=(View.ME,)),
        Forward(
            "POST /sessions/{session_id}/end",
            IDENTITY,
            "end_one_session",
            ends=EndsSessionsOf.SESSION,
        ),
        Forward("POST /password", IDENTITY, "change_password"),
        Forward("GET /profile", IDENTITY, "show_profile", live=(View.ME, View.AGENCY)),
        Forward("PUT /profile", IDENTITY, "change_profile"),
        Forward(
            "PUT /profile/picture",
            IDENTITY,
            "set_picture",
            takes=("image/jpeg", "image/png", "image/webp"),
            body_bytes=PICTURE_BYTES,
        ),
        Forward("GET /profile/picture", IDENTITY, "show_picture"),
        Forward("DELETE /profile/picture", IDENTITY, "remove_picture"),
        Forward(
            "GET /notification-preferences",
            NOTIFICATIONS,
            "show_notification_preferences",
            "/my/preferences",
        ),
        Forward(
            "PUT /notification-preferences",
            NOTIFICATIONS,
            "choose_notification_preferences",
            "/my/preferences",
        ),
    ),
    prefix="/me",
)

BEFORE_SIGN_IN = Table(
    "session",
    (
        Forward(
            "POST /login/second-factor/passkey-options",
            IDENTITY,
            "begin_second_factor",
            adds=ADD_SITE,
        ),
        Forward("POST /login/passkey/options", IDENTITY, "begin_passkey_login", adds=ADD_SITE),
        Forward("POST /forgot", IDENTITY, "forgot", "/password/forgot", adds=ADD_AGENCY),
        Forward("POST /links/inspect", IDENTITY, "inspect_link", adds=ADD_AGENCY),
        Forward("POST /links/renew", IDENTITY, "renew_link", adds=ADD_AGENCY),
        Forward("POST /password/check", IDENTITY, "check_password", adds=ADD_AGENCY),
    ),
    anonymous=True,
)
