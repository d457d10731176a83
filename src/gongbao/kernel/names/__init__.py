"""Company names: read into parts, compared part by part, decided with a probability and a reason."""
