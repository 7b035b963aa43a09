"""What follows from the plan at a time."""
