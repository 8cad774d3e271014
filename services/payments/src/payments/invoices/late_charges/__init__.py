"""Interest and reminder fees that a company is charged on an invoice."""
