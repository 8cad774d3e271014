"""`/api/session`: how a person signs in, the own details and preferences."""

from edge.forwarding.operation import (
    ADD_AGENCY,
    ADD_ORIGIN,
    ADD_SITE,
    EndsSessionsOf,
    Table,
    identity,
    notifications,
)
from edge.live.invalidation import View

# More than identity takes (5 MiB): so a picture that is a little too large is refused by name.
PICTURE_BYTES = 6 * 1024 * 1024

ME = Table(
    "session",
    (
        identity("GET /factors", "show_factors", live=(View.ME,)),
        identity("POST /factors/totp", "begin_totp"),
        identity("POST /factors/totp/confirm", "confirm_totp"),
        identity("DELETE /factors/totp", "remove_totp"),
        identity("POST /factors/recovery-codes", "renew_recovery_codes"),
        identity("POST /passkeys/options", "begin_passkey", adds=ADD_ORIGIN),
        identity("POST /passkeys", "add_passkey", adds=ADD_ORIGIN),
        identity("PUT /passkeys/{passkey_id}", "rename_passkey"),
        identity("DELETE /passkeys/{passkey_id}", "remove_passkey"),
        identity("POST /confirm", "confirm", adds=ADD_ORIGIN),
        identity("POST /confirm/passkey-options", "begin_confirmation", adds=ADD_ORIGIN),
        identity("GET /sign-in-methods", "list_sign_in_methods", live=(View.ME,)),
        identity("DELETE /sign-in-methods/{method_id}", "unlink_sign_in_method"),
        identity("GET /me", "me", "/me", live=(View.ME, View.AGENCY)),
        identity("GET /sessions", "list_sessions", live=(View.ME,)),
        identity("POST /sessions/{session_id}/end", "end_one_session", ends=EndsSessionsOf.SESSION),
        identity("POST /password", "change_password"),
        identity("GET /profile", "show_profile", live=(View.ME, View.AGENCY)),
        identity("PUT /profile", "change_profile"),
        identity(
            "PUT /profile/picture",
            "set_picture",
            takes=("image/jpeg", "image/png", "image/webp"),
            body_bytes=PICTURE_BYTES,
        ),
        identity("GET /profile/picture", "show_picture"),
        identity("DELETE /profile/picture", "remove_picture"),
        notifications(
            "GET /notification-preferences", "show_notification_preferences", "/my/preferences"
        ),
        notifications(
            "PUT /notification-preferences", "choose_notification_preferences", "/my/preferences"
        ),
    ),
    prefix="/me",
)

BEFORE_SIGN_IN = Table(
    "session",
    (
        identity("POST /login/second-factor/passkey-options", "begin_second_factor", adds=ADD_SITE),
        identity("POST /login/passkey/options", "begin_passkey_login", adds=ADD_SITE),
        identity("POST /forgot", "forgot", "/password/forgot", adds=ADD_AGENCY),
        identity("POST /links/inspect", "inspect_link", adds=ADD_AGENCY),
        identity("POST /links/renew", "renew_link", adds=ADD_AGENCY),
        identity("POST /password/check", "check_password", adds=ADD_AGENCY),
    ),
    anonymous=True,
)
