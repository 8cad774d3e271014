"""The agency's public page, and the files that the edge's own pages need."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from edge.pages.render import brand_css, file_response, page
from edge.problems import EdgeRoute, NoSuchPageError
from edge.site_request import CurrentSiteRequest

router = APIRouter(include_in_schema=False, route_class=EdgeRoute)


@router.get("/")
async def home(request: Request) -> Response:
    """The agency: ways in, and how to reach it."""
    return page(request, "home.html.j2")


@router.get("/verify")
async def verify() -> Response:
    """The address that documents print: the page is one of the customer portal's, open to all."""
    return RedirectResponse("/customer/verify", status_code=307)


@router.get("/assets/brand.css")
async def brand(site: CurrentSiteRequest) -> Response:
    """The agency's colour. Its address changes with the colour."""
    return Response(
        brand_css(site.agency.brand_colour),
        media_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=3600"},
    )


@router.get("/assets/{name}")
async def file(name: str) -> Response:
    """A file of the pages."""
    found = file_response(name)
    if found is None:
        raise NoSuchPageError
    return found
