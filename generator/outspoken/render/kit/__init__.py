"""Texts that people send by hand during an outage, filled in from the incident's facts."""
