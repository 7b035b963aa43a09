"""Where updates are announced: one module for each kind of channel, and what sends to them."""
