"""Approvers: who is asked to approve work, in which order, and who can act now."""
