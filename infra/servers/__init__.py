"""The embedded servers: a private PostgreSQL and a private Kafka for a machine that has neither."""
