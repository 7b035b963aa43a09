"""The text of a message on each channel, within its limits."""
