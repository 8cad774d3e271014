"""Every step of a trail, newest first: what happened, when, and who did it.

The contractor is told who acted at the agency, as in the history of a transaction, and of the
client the company. Nothing says what the client was billed or paid.
"""
