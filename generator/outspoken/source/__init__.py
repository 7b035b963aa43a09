"""Reads a folder of text files to a History, and returns all Problems at once."""
