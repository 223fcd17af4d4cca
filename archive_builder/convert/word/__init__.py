"""Word documents (docx): their text, and setting them without LibreOffice."""
