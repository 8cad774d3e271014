"""Reminders of overdue invoices: in the agency's stages, each once, and paused by staff."""
