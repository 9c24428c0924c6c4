"""Tests of outbox and bus."""
