"""The speech synthesis contract, the engine registry and the fallback ladder."""
