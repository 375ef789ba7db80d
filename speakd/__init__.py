"""speakd: copy text anywhere, press one key, hear it.

This package imports nothing, so that `speakd stop` starts as fast as Python does.
"""
