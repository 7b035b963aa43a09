"""Facts that follow from the plan for outages at a time."""
