"""Reading: a folder of text files becomes a History, or all Problems at once."""
