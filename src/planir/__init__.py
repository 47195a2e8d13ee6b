"""PLANIR: find, reach, accompany and measure the people a health-insurance fund fails to reach."""
