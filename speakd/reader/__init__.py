"""The reader: state machine and pipeline. Knows contracts only."""
