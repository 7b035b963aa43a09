"""What the commands that write share."""
