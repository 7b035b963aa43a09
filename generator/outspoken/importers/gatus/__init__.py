"""Reads the announcements in the configuration of a Gatus page."""
