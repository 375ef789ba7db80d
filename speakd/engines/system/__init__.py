"""The operating system's own voices: the last rung, one small file for each program."""

from speakd.engines.system.synthesizer import SystemOptions, SystemSynthesizer

__all__ = ["SystemOptions", "SystemSynthesizer"]
