"""Parts that the commands that write share: options, questions, delivery."""
