"""Drills: a scenario of an outage runs in a copy of the repository, and the response is measured."""
