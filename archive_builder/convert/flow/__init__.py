"""Running text of any origin (plain text, web pages, mails) set with Chinese typography."""
