"""The money trail: hours, approval, invoice, client's payment, payout, and what it waits for."""
