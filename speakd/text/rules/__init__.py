"""One small file for each kind of sign that people say differently from how it is written.

Each is a pure function from a sentence to the edits that it wants; see `rule.Rule`.
"""
