"""What was copied, and what is selected."""
