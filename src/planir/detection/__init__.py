"""Runs programmes at two dates; explains; holds one run against the one before."""
