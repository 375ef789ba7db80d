"""The desktop's own things: hotkeys and clipboard, one file per backend."""
