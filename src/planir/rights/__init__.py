"""The verdict on a right: for one household told at the desk, for all those that the fund knows."""
