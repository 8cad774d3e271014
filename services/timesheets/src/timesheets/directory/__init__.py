"""What timesheets knows of agencies, companies and people: a read model fed by identity."""
