"""Reads incidents from a table: a CSV file, and a mapping of its columns."""
