"""Identity: agencies, companies, people, and how they sign in."""
