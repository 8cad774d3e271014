"""Approvals: what was approved together, and until when it can be taken back."""
