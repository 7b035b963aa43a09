"""What each channel says, within its limits."""
