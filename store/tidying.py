"""What the store forgets at night by itself: ended sessions, old drafts and attempts to sign in, old changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_

from desk.drafts import KEPT_FOR as DRAFTS_FOR
from store.book_tables import DRAFTS, SESSIONS, SIGN_INS
from store.case_tables import SNAPSHOTS
from store.cases import REMEMBERED as UNDONE_WITHIN
from store.parts import Part
from store.users import REMEMBERED as TRIED_WITHIN


class TidyPart(Part):
    """Rows of no more use. On a quiet desk the writes that also forget them may not come for weeks."""

    def forget_old(self, *, seen_since: datetime, started_since: datetime) -> int:
        """Forget what is past its time; returns how many sessions went.

        Sessions go when they were ended, not seen since `seen_since` or started before `started_since`.
        """
        now = self.now()
        self.purge_before(SIGN_INS, now - TRIED_WITHIN)
        self.purge_before(SNAPSHOTS, now - UNDONE_WITHIN)
        self.connection.execute(delete(DRAFTS).where(DRAFTS.c.changed_at < now - DRAFTS_FOR))
        over = or_(
            SESSIONS.c.revoked_at.is_not(None),
            SESSIONS.c.seen_at <= seen_since,
            SESSIONS.c.started_at <= started_since,
        )
        return self.connection.execute(delete(SESSIONS).where(over)).rowcount
