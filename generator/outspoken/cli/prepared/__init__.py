"""Commands that prepare for an outage."""
