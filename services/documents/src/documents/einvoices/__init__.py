"""E-invoices: what an invoice or a credit note says, as XML that the buyer's system reads.

Two files of the same content, made with the PDF and checked twice before anybody gets them: Peppol
BIS Billing 3.0 (EHF; UBL 2.1) beside the PDF, and Factur-X (EN 16931; CII) inside it. `model` is
the content, `content` takes it from what the PDF is made of, `ubl` and `cii` write it, `rules`
are the official rules and `audit` is our own look at the files.
"""
