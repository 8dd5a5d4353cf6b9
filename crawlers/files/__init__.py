"""What people bring: Telegram Desktop's exports, tables, WhatsApp's exported chats, JSON lines."""
