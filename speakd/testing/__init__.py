"""Conformance suites and fakes for authors of engines and backends."""
