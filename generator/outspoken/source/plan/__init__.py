"""Reads the plan for outages, and the checklists of incidents."""
