"""The four tables that are the memo: two of a guardian, two of a child."""

from __future__ import annotations

from smsflow.memo.consent import CONSENT
from smsflow.memo.linking import LINKING
from smsflow.memo.registration import REGISTRATION
from smsflow.memo.table import Table
from smsflow.memo.voucher import VOUCHER

TABLES: tuple[Table, ...] = (CONSENT, VOUCHER, LINKING, REGISTRATION)
