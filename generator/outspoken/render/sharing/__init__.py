"""The picture that chats and social networks show beside a link."""
