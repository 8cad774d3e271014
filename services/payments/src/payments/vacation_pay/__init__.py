"""Vacation pay that an agency sets aside for its employees beside their pay."""
