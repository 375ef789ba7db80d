"""The name by which a Linux desktop knows speakd."""

from __future__ import annotations

APP_ID = "io.github.speakd"
"""That of the desktop file. GNOME gives global shortcuts only to programs whose name has a dot, as
`g_application_id_is_valid` wants it; a portal gives them only where that file is installed."""
