"""What of a status page's set-up is missing or wrong, and what to do about it."""
