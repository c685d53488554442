"""Name PyAV's packet type in a way that type checkers and every PyAV version understand."""

from typing import TYPE_CHECKING, Any, TypeAlias

from av.packet import Packet

if TYPE_CHECKING:
    AnyPacket: TypeAlias = Packet[Any]
else:
    # The class is generic in the stubs alone.
    AnyPacket = Packet
