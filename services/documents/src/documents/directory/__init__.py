"""Agencies, companies and people: what identity tells, as far as documents show it."""
