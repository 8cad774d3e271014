"""The parts of the agency's portal; `edge.views.agency` puts them together."""
