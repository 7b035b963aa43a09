"""The sender of each kind of channel; imported when a message is sent."""
