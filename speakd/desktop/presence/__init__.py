"""What is seen of speakd: a tray icon with its menu, and notifications."""
