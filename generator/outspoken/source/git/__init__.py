"""What git says: when files were published and edited, what a change touches."""
