"""What of access has ended by itself and need not be kept: sessions, links, invitations, failures to sign in."""

from __future__ import annotations

from leadbase.access.model import INVITATION_LIFE, RESET_LIFE, SESSION_IDLE, SESSION_LIFE, SETUP_LIFE
from leadbase.access.scope import Moment
from leadbase.access.sign_in import FORGOTTEN_AFTER
from leadbase.access.store import invitations, keys, resets


def drop_ended(moment: Moment) -> int:
    """Delete what has ended; give how many. Tokens stay: their list says who had which."""
    tx, now = moment.tx, moment.now
    gone = keys.delete_old_sessions(tx, now - SESSION_LIFE, now - SESSION_IDLE)
    gone += keys.delete_dead_setup_links(tx, now - SETUP_LIFE)
    gone += invitations.delete_old_invitations(tx, now - INVITATION_LIFE)
    gone += resets.delete_old_links(tx, now - RESET_LIFE)
    return gone + keys.forget_failures(tx, now - FORGOTTEN_AFTER)
