"""The providers, one folder each; `registry` finds them by their declaration."""
