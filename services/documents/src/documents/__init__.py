"""Documents: what the agency owes and is owed, on paper that an accountant would sign.

It listens to payments, renders each transaction, invoice and payment once as a PDF/A in the
reader's language and the agency's brand, keeps it by its hash and hands it to those who may.
"""
