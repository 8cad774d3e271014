"""What companies owe the agency for approved work."""
