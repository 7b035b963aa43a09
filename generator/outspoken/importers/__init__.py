"""Imports the history of other status pages."""
