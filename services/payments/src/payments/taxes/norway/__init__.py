"""Norway: what is withheld from pay, holiday pay, the employer's contribution, and VAT (MVA)."""
