"""What torch and Coqui raise, in our own words. The only place where it is told apart."""

from __future__ import annotations

from speakd.errors import EngineError, EngineUnavailable, ModelError, SynthesisError, describe_bug

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory", "alloc_cpu")
_DEVICE_LOST = ("cuda error", "cudnn", "cublas", "mps backend", "device-side assert")


def engine_error(error: BaseException, doing: str) -> EngineError:
    """Translate an error.

    The message of a foreign error may quote the text, so none of it is passed on.

    Args:
        error: What was raised.
        doing: What was being done, as in "loading the model".
    """
    if isinstance(error, EngineError):
        return error
    if isinstance(error, ModelError):
        return EngineUnavailable(error.message, remedy=error.remedy)
    said = str(error).lower()
    if isinstance(error, MemoryError) or any(mark in said for mark in _OUT_OF_MEMORY):
        return EngineUnavailable(
            f"there is not enough memory for {doing}",
            remedy="name fewer models in engines.coqui.models, or set engines.coqui.device to cpu",
            retryable=True,
        )
    if any(mark in said for mark in _DEVICE_LOST):
        return EngineUnavailable(
            f"the graphics card failed while {doing}",
            remedy="set engines.coqui.device to cpu, or restart speakd",
            retryable=True,
        )
    return SynthesisError(f"{doing} broke with {describe_bug(error)}")
