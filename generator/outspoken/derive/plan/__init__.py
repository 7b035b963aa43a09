"""Facts about the plan for outages at a time, as pure functions."""
