"""What documents of account say of the agency, and of a contractor's own company."""
