"""Offers and agreements that contacts sign: who is asked, what they answered, and the evidence."""
