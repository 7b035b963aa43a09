"""The plan for outages, as frozen records."""
