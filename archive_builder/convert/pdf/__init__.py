"""PDF: taken over, cleaned into the form that volumes are assembled from, read and checked."""
