"""What `init` writes besides the page itself, and what an upgrade may replace of it."""
