"""OFD documents (GB/T 33190-2016), which no library draws."""
