"""Canada: contributions, income tax, and sales taxes, by federal and provincial law."""
