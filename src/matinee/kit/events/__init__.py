"""Outbox and bus: facts told in their own transaction, heard on every machine."""

from matinee.kit.events.bus import Bus, Resync, Subscription, SubscriptionEnded, Told
from matinee.kit.events.follower import Follower, follow, hand_over
from matinee.kit.events.listen import Heard, listen
from matinee.kit.events.outbox import Announced, Cursor, Event, announce, announce_all
from matinee.kit.events.repository import prune as prune_outbox

__all__ = [
    "Announced",
    "Bus",
    "Cursor",
    "Event",
    "Follower",
    "Heard",
    "Resync",
    "Subscription",
    "SubscriptionEnded",
    "Told",
    "announce",
    "announce_all",
    "follow",
    "hand_over",
    "listen",
    "prune_outbox",
]
