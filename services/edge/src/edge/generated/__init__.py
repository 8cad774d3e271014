"""Written by `python -m edge.forwarding.generate` from the services' OpenAPI documents."""
