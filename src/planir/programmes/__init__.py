"""The catalogue: one folder a programme, and its loader."""
