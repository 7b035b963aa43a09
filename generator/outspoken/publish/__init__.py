"""Effects: outputs to the disk, news to the channels."""
