"""What units still owe: gaps as pure rows, and the lists a clerk reads, as xlsx and PDF."""
