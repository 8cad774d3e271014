"""Write-offs: what of an invoice is no longer expected, and what of that came in after all."""
