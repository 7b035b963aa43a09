"""What the workflows ask: what is overdue, what is served, how long it took."""
