"""Inquiries: conversations that a customer starts with the agency (K15)."""
