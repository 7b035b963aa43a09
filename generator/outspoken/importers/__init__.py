"""Brings histories along that other status pages kept."""
