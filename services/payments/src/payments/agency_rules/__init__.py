"""What an agency decides for itself, and who decided it: one way for all of its rules."""
