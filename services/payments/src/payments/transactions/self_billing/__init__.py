"""Invoices of contractors' companies that the agency writes by agreement (self-billing)."""
