"""Reading: a folder of text becomes a History, or all Problems at once."""
