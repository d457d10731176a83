"""Company names: read into their parts, compared part by part, decided with a probability and a sentence that says why."""
