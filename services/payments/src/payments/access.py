"""Who may see what: the rule is `contracts.reach`, this is what payments asks of it."""

from chassis.actor import Actor
from chassis.errors import ForbiddenError
from contracts.ids import PersonId
from contracts.reach import Parties, Reach, Subject, reach


def own_id(actor: Actor) -> PersonId:
    """The contractor whose own transactions and payments are asked for. Raises ForbiddenError."""
    own = actor.reach(Subject.PAY).contractor_id
    if own is None:
        raise ForbiddenError("only a contractor has payments of their own")
    return own


def may_see_contractors(actor: Actor, contractor_id: PersonId) -> bool:
    """Whether the transactions and payments of a contractor are shown to this person."""
    found = reach(actor, Subject.PAY)
    return found is not None and found.shows(Parties(contractor_id=contractor_id))


def invoice_reach(actor: Actor) -> Reach:
    """Which invoices a person may see. Raises ForbiddenError."""
    return actor.reach(Subject.INVOICES)
