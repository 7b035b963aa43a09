"""Commits, pushes and pull requests."""
