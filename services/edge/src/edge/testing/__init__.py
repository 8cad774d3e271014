"""For tests of the edge: services that answer from memory, through the real HTTP client."""
