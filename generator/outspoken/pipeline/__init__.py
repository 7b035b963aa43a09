"""Checks for workflows: what is overdue, what is served, how long a publish took."""
