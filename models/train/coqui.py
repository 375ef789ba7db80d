"""Imports Coqui the way speakd does, before anything of it is named at the top of a module."""

from speakd.engines.coqui.compat import import_coqui

import_coqui()
