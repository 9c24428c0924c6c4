"""Settings, the embedded database, the supervisor, logs, backup."""
