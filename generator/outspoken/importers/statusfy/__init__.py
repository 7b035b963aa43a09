"""Reads the folder of a Statusfy site."""
