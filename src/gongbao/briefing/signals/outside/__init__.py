"""What comes from outside: fetched politely, read suspiciously. Nothing here touches the database."""
