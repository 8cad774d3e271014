"""When a client's payment is expected, from that client's own record (decision 42)."""
