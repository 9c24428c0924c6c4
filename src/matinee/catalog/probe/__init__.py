"""Reads what a video file holds, in a box."""

from matinee.catalog.probe.records import Chapter, Probed, ProbedStream, ProbeOrder
from matinee.catalog.probe.service import DEADLINE, MOST_STRIKES, PROBE, probe_file

__all__ = ["DEADLINE", "MOST_STRIKES", "PROBE", "Chapter", "ProbeOrder", "Probed", "ProbedStream", "probe_file"]
