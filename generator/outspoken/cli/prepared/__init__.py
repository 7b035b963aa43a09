"""Commands for what is ready before an outage."""
