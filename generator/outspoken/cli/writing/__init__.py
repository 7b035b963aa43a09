"""Commands that write incidents, updates and sites."""
