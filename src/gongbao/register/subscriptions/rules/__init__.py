"""What decides about versions, messages, addresses and tries: values in, values out."""
