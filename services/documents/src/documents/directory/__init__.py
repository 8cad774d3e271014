"""Agencies, companies, people and projects: what others tell, as far as documents show it."""
