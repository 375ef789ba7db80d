"""Every link from the key to the ear, each tried for real by a small check of its own."""
