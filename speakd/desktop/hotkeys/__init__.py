"""Keys that work anywhere on the desktop."""
