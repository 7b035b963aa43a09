"""Uptime and downtime of components and groups, by day and month."""
