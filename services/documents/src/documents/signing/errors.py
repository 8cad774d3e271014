"""Why a command about an offer is refused. Each says what happened, for the page to show it."""

from chassis.errors import ConflictError, ForbiddenError, InvalidError


class OfferClosedError(ConflictError):
    """The offer is closed: `state` says how, `closed_at` since when"""


class OfferExpiredError(ConflictError):
    """The time to sign is over, since `expires_at`"""


class NotYourTurnError(ConflictError):
    """Others are asked before you"""


class NotASignerError(ForbiddenError):
    """You are not asked to sign this"""


class AlreadySignedError(ConflictError):
    """You have signed this already, at `signed_at`"""


class OfferForwardedError(ConflictError):
    """You have forwarded this to somebody else"""


class OfferChangedError(ConflictError):
    """The file is not the one that you have seen: look at it again"""


class SignatureInProgressError(ConflictError):
    """A signature is being sealed into the file; try again in a moment"""


class AlreadyASignerError(ConflictError):
    """This person signs the offer already"""


class ForwardedTooOftenError(ConflictError):
    """This was forwarded many times; ask the agency who is to sign it"""


class RemindedLatelyError(ConflictError):
    """This person was asked a short while ago, at `asked_at`"""


class FileRefusedError(InvalidError):
    """This file cannot be sent for signing: `flaw` says why"""

    def __init__(self, flaw: str, reason: str) -> None:
        super().__init__(reason, field="file")
        self.data = {"flaw": flaw}
