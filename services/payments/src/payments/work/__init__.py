"""Approved work, priced: for the contractor by the pay rate, for the company by the bill rate."""
