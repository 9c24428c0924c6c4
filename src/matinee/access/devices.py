"""What to call a client that did not say what it is."""

from matinee.access.records import Device
from matinee.kit.ids import new_id

_CLIENTS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
"""Marks in the order in which they decide: Edge also calls itself Chrome, and Chrome Safari."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Tizen", "Samsung TV"),
    ("Web0S", "LG TV"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_LONGEST = 200


def described_by(user_agent: str | None) -> Device:
    """Make a device from a User-Agent, with an id of its own: "Firefox on Linux"."""
    agent = user_agent or ""
    client = next((name for mark, name in _CLIENTS if mark in agent), "Unknown client")
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return Device(id=str(new_id()), name=f"{client} on {system}" if system else client, client=client)


def shortened(device: Device) -> Device:
    """Cut what a client says of itself to a length that a list can show."""
    version = device.version and device.version[:_LONGEST]
    return Device(device.id[:_LONGEST], device.name[:_LONGEST], device.client[:_LONGEST], version)
