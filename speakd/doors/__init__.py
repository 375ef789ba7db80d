"""Doors: the ways a person or a program reaches the reader."""
