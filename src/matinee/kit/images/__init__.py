"""Pictures: taken in safely, kept by content, served in fixed widths."""

from matinee.kit.images.records import WIDTHS, Refused, step_for
from matinee.kit.images.store import ImageStore, StoredImage

__all__ = ["WIDTHS", "ImageStore", "Refused", "StoredImage", "step_for"]
