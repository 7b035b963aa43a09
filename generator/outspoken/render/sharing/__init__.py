"""The preview image that chats and social networks show for a link (og:image)."""
