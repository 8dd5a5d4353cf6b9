"""Stay connected and be told: Telegram and webhooks."""
