"""One small file for each kind of sign that people say differently from how it is written.

Each is a pure function from a sentence to the edits that it wants; see `rule.Rule`.

An expression that begins with a set of characters skips all others many times faster than one that
begins by looking behind or with something that may be missing. So most here take their first
character, and look behind it then.
"""
