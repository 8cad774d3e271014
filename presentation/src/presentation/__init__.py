"""How values look to a reader: locale formats and colours, for pages, e-mails and documents."""
