"""macOS is not here; what is made of its answers is."""

from __future__ import annotations

from dataclasses import dataclass

from speakd.app.doctor.check import Verdict
from speakd.app.doctor.permissions import check_permissions


@dataclass
class Answers:
    has_accessibility: bool = True
    has_monitoring: bool = True
    is_secure: bool = False

    def accessibility(self) -> bool:
        return self.has_accessibility

    def input_monitoring(self) -> bool:
        return self.has_monitoring

    def secure_input(self) -> bool:
        return self.is_secure


def test_all_is_granted() -> None:
    (found,) = check_permissions(Answers())
    assert found.verdict is Verdict.OK


def test_what_is_missing_is_named() -> None:
    (found,) = check_permissions(Answers(has_accessibility=False))
    assert found.verdict is Verdict.NOTE
    assert found.message.startswith("Accessibility not granted")
    (found,) = check_permissions(Answers(has_accessibility=False, has_monitoring=False))
    assert found.message.startswith("Accessibility and Input Monitoring not granted")


def test_secure_input_is_told() -> None:
    granted, secure = check_permissions(Answers(is_secure=True))
    assert granted.verdict is Verdict.OK
    assert "Secure Input is on" in secure.message
