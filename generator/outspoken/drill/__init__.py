"""Rehearses an outage: a scenario is played in a copy of the repository, and measured."""
