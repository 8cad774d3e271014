"""Exchange rates that staff enter: a tax stands on paper in the national currency, too."""
