"""Reads incidents from a table: a CSV file and a mapping that says what its columns mean."""
