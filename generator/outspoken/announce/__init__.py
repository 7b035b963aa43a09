"""Sends each piece of news once on every channel."""
