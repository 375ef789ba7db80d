"""Coqui's models as streams of sound: one file for each kind, and what they share.

The modules here import torch. The engine imports them when it loads a model, never before.
"""
