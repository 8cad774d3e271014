"""The words of an e-invoice that its paper does not have."""

NOT_REGISTERED = {
    "en": "The seller is not registered for VAT or sales tax",
    "fr": "Le vendeur n\u2019est pas inscrit aux taxes de vente",
    "nb": "Selgeren er ikke registrert i Merverdiavgiftsregisteret",
}
"""Why no tax is charged (BT-120)."""
