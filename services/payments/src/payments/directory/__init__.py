"""What payments keeps of others: agencies, contractors, companies, projects, work orders."""
