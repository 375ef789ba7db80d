"""Speech engines. None imports another; each is found through its entry point."""
