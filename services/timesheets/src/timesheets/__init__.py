"""Timesheets: projects, work orders, and logged work on its way to approval and invoice."""
