"""The record of who did and saw what: rows are added, never changed."""
