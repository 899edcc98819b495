"""The catalogue of services: editions, search, service cards, life situations, library, notices to print."""
