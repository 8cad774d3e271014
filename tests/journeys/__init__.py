"""Journeys. A package, so that its installation lives as long as they do, no longer."""
