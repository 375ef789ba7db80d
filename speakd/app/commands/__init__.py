"""What each command of the command line does. Every module imports what it needs when it runs."""
