"""Whether a file is one of the agency's, for anybody who has it (B7)."""
