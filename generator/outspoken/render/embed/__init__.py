"""The state for other people's pages: a strip to frame, and a banner for a product."""
