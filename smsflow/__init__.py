"""Replay, explore and prove the SMS consent flow of Kazakhstan's school-meal vouchers."""

__version__ = "0.1.0"
