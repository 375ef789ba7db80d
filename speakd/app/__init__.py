"""The program: command line, daemon, paths and logs."""
