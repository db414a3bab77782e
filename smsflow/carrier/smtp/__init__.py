"""SMS as mail, over SMTP: the codec, a server that stands, a client, and the carrier of them."""
