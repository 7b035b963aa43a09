"""Sends each update exactly once on every channel."""
