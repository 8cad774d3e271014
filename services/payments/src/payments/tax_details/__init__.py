"""What a person told that bears on their taxes: TD1, tax card, registration for VAT."""
