"""How the desktop starts speakd, and knows it."""
