"""Configuration: one TOML file, checked as a whole."""
