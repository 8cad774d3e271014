"""What is paid together: a correction, and what it corrects, as long as neither is ordered.

Pure. Of each entry that a correction lowers, a run and what stays out of it never pull in opposite
directions: it does not pay what is taken back outside of it, nor take back what is paid outside.
"""

from collections.abc import Collection

from contracts.ids import TransactionId
from payments.work.model import LoweredPay


def apart(chosen: Collection[TransactionId], lowered: LoweredPay) -> set[TransactionId]:
    """Those of a run that cannot be in it, since what belongs to them is not.

    All of an entry go or none: leaving one out can leave another entry without its correction.
    """
    inside = set(chosen)
    while torn := {one for pays in lowered.values() for one in _torn(pays, inside)}:
        inside -= torn
    return set(chosen) - inside


def _torn(pays: dict[TransactionId, int], inside: Collection[TransactionId]) -> set[TransactionId]:
    of_run = {one for one in pays if one in inside}
    paid = sum(pays[one] for one in of_run)
    stays = sum(pays.values()) - paid
    return of_run if paid * stays < 0 else set()
