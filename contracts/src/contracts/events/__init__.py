"""The events of each service, one module a service."""
