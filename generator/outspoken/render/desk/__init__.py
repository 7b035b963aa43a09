"""The desk: a local web page for the people who work on an incident, served on their own computer."""
