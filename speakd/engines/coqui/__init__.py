"""Coqui's neural voices: loaded safely, beside today's packages, without a network."""
