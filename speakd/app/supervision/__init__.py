"""Notice a daemon that hangs or crashes, have it started again, and know when to stop trying."""
