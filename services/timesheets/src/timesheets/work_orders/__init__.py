"""Work orders: one contractor on one project, with articles, rates, terms and dates."""
