"""Credit notes: what an invoice billed too much, taken back with the taxes of then."""
