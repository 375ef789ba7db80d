"""Text parts: pure functions from copied text to sentences, with source offsets."""
