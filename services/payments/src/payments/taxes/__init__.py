"""Taxes and deductions by rule."""
