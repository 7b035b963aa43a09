"""The live preview on this machine."""
