"""What the fund knows: contract, readers, versions, cut and derived views, the synthetic département."""
