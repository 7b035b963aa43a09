"""Records of drills."""
