"""What sends to each kind of channel; imported when a message is sent."""
