"""Objects on the session bus: what they offer, and how calls of it are answered.

jeepney carries messages and leaves it to its users to serve objects.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jeepney.low_level import Message

    Typed = tuple[str, Any]
    """A D-Bus signature and a value of it, which is how jeepney writes a variant."""

_INTROSPECTABLE = "org.freedesktop.DBus.Introspectable"
_PEER = "org.freedesktop.DBus.Peer"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ERROR = "org.freedesktop.DBus.Error."


class RefusedCallError(Exception):
    """A call is answered with an error.

    Args:
        name: The last part of the error's name, one of the bus's own.
        message: What is wrong.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = _ERROR + name
        self.message = message


class Method(NamedTuple):
    """A method's signatures; empty for nothing."""

    takes: str
    gives: str


class Signal(NamedTuple):
    """A signal that is to be sent."""

    member: str
    signature: str
    body: tuple[Any, ...]


class BusObject(ABC):
    """An object with one interface of its own, read-only to others. One thread at a time."""

    path: ClassVar[str]
    interface: ClassVar[str]
    methods: ClassVar[Mapping[str, Method]]
    signals: ClassVar[Mapping[str, str]]
    """The signature of each signal."""

    @abstractmethod
    def properties(self) -> Mapping[str, Typed]:
        """Give every property."""

    @abstractmethod
    def call(self, member: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """Carry out one of `methods`; the arguments are of its signature.

        Raises:
            RefusedCallError: It cannot be done.
        """


def answer(call: Message, objects: Iterable[BusObject]) -> Message | None:
    """Carry out a method call on one of `objects`.

    Returns:
        The answer to send; None where nobody waits for one.
    """
    from jeepney import (  # noqa: PLC0415, 23 ms
        HeaderFields,
        MessageFlag,
        new_error,
        new_method_return,
    )

    fields = call.header.fields
    by_path = {each.path: each for each in objects}
    try:
        signature, body = _carry_out(
            by_path.get(fields[HeaderFields.path]),
            fields.get(HeaderFields.interface, ""),
            fields[HeaderFields.member],
            fields.get(HeaderFields.signature, ""),
            call.body,
        )
        reply = new_method_return(call, signature or None, body)
    except RefusedCallError as refusal:
        reply = new_error(call, refusal.name, "s", (refusal.message,))
    return None if call.header.flags & MessageFlag.no_reply_expected else reply


def _carry_out(
    target: BusObject | None, interface: str, member: str, takes: str, body: tuple[Any, ...]
) -> tuple[str, tuple[Any, ...]]:
    if target is None:
        raise RefusedCallError("UnknownObject", "there is no such object")
    match interface, member, takes:
        case "" | "org.freedesktop.DBus.Introspectable", "Introspect", "":
            return "s", (_introspection(target),)
        case "org.freedesktop.DBus.Peer", "Ping", "":
            return "", ()
        case "org.freedesktop.DBus.Properties", "Get", "ss":
            if body[1] not in target.properties():
                raise RefusedCallError("UnknownProperty", "there is no such property")
            return "v", (target.properties()[body[1]],)
        case "org.freedesktop.DBus.Properties", "GetAll", "s":
            return "a{sv}", (dict(target.properties()),)
        case "org.freedesktop.DBus.Properties", "Set", "ssv":
            raise RefusedCallError("PropertyReadOnly", "every property is read-only")
    if interface not in {"", target.interface} or member not in target.methods:
        raise RefusedCallError("UnknownMethod", "there is no such method")
    method = target.methods[member]
    if takes != method.takes:
        raise RefusedCallError("InvalidArgs", f"{member} takes {method.takes or 'nothing'}")
    return method.gives, target.call(member, body)


def _introspection(target: BusObject) -> str:
    lines = ["<node>", f'<interface name="{target.interface}">']
    for name, (signature, _) in target.properties().items():
        lines.append(f'<property name="{name}" type="{signature}" access="read"/>')
    for name, method in target.methods.items():
        lines += [f'<method name="{name}">', *_arguments(method.takes, "in")]
        lines += [*_arguments(method.gives, "out"), "</method>"]
    for name, signature in target.signals.items():
        lines += [f'<signal name="{name}">', *_arguments(signature), "</signal>"]
    lines.append("</interface>")
    lines += [f'<interface name="{name}"/>' for name in (_INTROSPECTABLE, _PEER, _PROPERTIES)]
    return "\n".join([*lines, "</node>"])


def _arguments(signature: str, direction: str = "") -> list[str]:
    attribute = f' direction="{direction}"' if direction else ""
    return [f'<arg type="{part}"{attribute}/>' for part in complete_types(signature)]


def complete_types(signature: str) -> list[str]:
    """Part a signature into its complete types: `ia{sv}av` is `i`, `a{sv}` and `av`."""
    parts, depth, part = list[str](), 0, ""
    for letter in signature:
        part += letter
        depth += (letter in "({") - (letter in ")}")
        if depth == 0 and letter != "a":
            parts.append(part)
            part = ""
    return parts
