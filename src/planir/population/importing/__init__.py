"""Import: from a fund's extracts to a new version of its population.

Readers say what the files are; one pipeline checks, merges and writes.
"""
