"""The pages that the edge renders itself: the agency's public page, local sites, errors."""
