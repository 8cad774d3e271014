"""Links over HTTP. Their tokens come in bodies, never in a path that is logged."""

from pydantic import BaseModel

from chassis.fields import Body
from contracts.access import Portal
from identity.fields import ShownToken, Slug
from identity.links.actions import Inspection
from identity.links.model import LinkState, Purpose, RenewalOutcome


class LinkBody(Body):
    """A link of an agency's site."""

    agency: Slug
    token: ShownToken


class TermsDetails(BaseModel):
    """The terms of use and the privacy policy, in the version in force."""

    version: str
    terms_of_use: str
    privacy_policy: str


class LinkDetails(BaseModel):
    """What a link is good for. The person is told of while it is valid.

    `outlook`: whether another link would lead in, where this one does not.
    `by_temporary_password`: it was not mailed, its holder typed a temporary password.
    """

    state: LinkState
    outlook: RenewalOutcome
    purpose: Purpose | None
    portal: Portal | None
    language: str | None
    email: str | None = None
    name: str | None = None
    terms: TermsDetails | None = None
    by_temporary_password: bool = False

    @classmethod
    def of(cls, found: Inspection) -> "LinkDetails":
        """What an inspection found."""
        terms = found.terms
        return cls(
            state=found.state,
            outlook=found.outlook,
            purpose=found.purpose,
            portal=found.portal,
            language=found.language,
            email=found.person.email if found.person else None,
            name=found.person.name if found.person else None,
            terms=TermsDetails(
                version=terms.version,
                terms_of_use=terms.terms_of_use,
                privacy_policy=terms.privacy_policy,
            )
            if terms
            else None,
            by_temporary_password=found.by_temporary_password,
        )


class RenewalDetails(BaseModel):
    """What comes of asking for another link: `link` also for one that is not known."""

    outlook: RenewalOutcome
