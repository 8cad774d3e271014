"""What can be shown beside a first proof."""

from enum import StrEnum


class Method(StrEnum):
    """What can be shown as a second factor."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
