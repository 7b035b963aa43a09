"""The desk: a page for the people who work on an incident, on their own computer only."""
