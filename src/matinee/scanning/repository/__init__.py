"""SQL of scanning: the scans, comparing, holding, applying."""
