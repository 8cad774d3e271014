"""The page at the bare address of a stack on one machine: the sites and their portals."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from contracts.events.identity import Agency
from edge.pages.render import blank_page


def sites_page(request: Request, agencies: Sequence[Agency]) -> Response:
    """Every agency with a link to its site and to each of its portals."""
    return blank_page(request, "sites.html.j2", 200, agencies=agencies)
