"""Whether a change may be merged, or waits for an approval."""
