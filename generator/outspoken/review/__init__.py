"""Checks a change before it is merged, and shows what it does to the published page."""
