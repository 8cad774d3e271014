"""Money that came in against invoices, and what it releases."""
