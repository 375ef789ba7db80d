"""The version of this speakd."""

from __future__ import annotations

from importlib import metadata


def installed_version() -> str:
    """Tell the version as installed; says so where it runs without having been installed."""
    try:
        return metadata.version("speakd")
    except metadata.PackageNotFoundError:
        return "not installed"
