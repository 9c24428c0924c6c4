"""A small library made from nothing by ffmpeg and Pillow, so that anyone can try Matinee without owning a film."""

from matinee.demo.maker import DemoLibrary, DemoNotMade, DemoProgress, make_demo_library

__all__ = ["DemoLibrary", "DemoNotMade", "DemoProgress", "make_demo_library"]
