"""Version: the release this code is. `pyproject.toml`, the document of the API and webhooks read it here."""

VERSION = "0.1.0"
