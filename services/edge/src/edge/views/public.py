"""`/api/public`: what anybody may know of the agency whose address this is."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.events.identity import Language
from edge.generated.shapes import Address, SignInProvider
from edge.problems import EdgeError
from edge.routing import view_router
from edge.site_request import CurrentSiteRequest

router: APIRouter = view_router("public", "/api/public")


class PublicAgency(BaseModel):
    """Brand, languages and contact details of an agency."""

    slug: str
    name: str
    legal_name: str
    organisation_number: str
    address: Address
    default_language: Language
    languages: tuple[Language, ...]
    brand_colour: str
    support_email: str
    previous_system_url: str | None = None
    sign_in_providers: list[SignInProvider] = Field(
        default=[], description="With whose accounts people can sign in, in the agency's order"
    )


@router.get("/agency")
async def show_agency(site: CurrentSiteRequest) -> PublicAgency:
    """The agency of this address, and with whose accounts people sign in."""
    shown = PublicAgency.model_validate(site.agency, from_attributes=True)
    shown.sign_in_providers = list(await site.edge.providers.of(site.agency, site.context))
    return shown


class LanguageChoice(BaseModel):
    """One of the agency's languages."""

    model_config = ConfigDict(extra="forbid")

    language: Language


class LanguageNotSpokenError(EdgeError):
    """The agency does not offer this language."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "language_not_spoken"
    title = "The agency does not offer this language"


@router.put("/language", status_code=204)
async def choose_language(
    body: LanguageChoice, response: Response, site: CurrentSiteRequest
) -> None:
    """Keep at this browser in which language its pages are before sign-in."""
    offered = site.agency.languages
    if body.language not in offered:
        reason = f"is none of the agency's: {', '.join(offered)}"
        raise LanguageNotSpokenError(errors=[{"field": "language", "reason": reason}])
    site.edge.cookies.choose_language(response, body.language)
