//! Closing a window as a window manager does: by asking.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt, EventMask};

use crate::failure::Held;

/// Asks window `id` on `display` to close
/// (<https://x.org/releases/X11R7.6/doc/xorg-docs/specs/ICCCM/icccm.html#window_deletion>).
pub fn ask(display: &str, id: u32) -> Held {
    let (connection, _) = x11rb::connect(Some(display))?;
    let atom = |name: &str| -> Held<u32> {
        let asked = connection.intern_atom(false, name.as_bytes())?;
        Ok(asked.reply()?.atom)
    };
    let data = [atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0];
    let message = ClientMessageEvent::new(32, id, atom("WM_PROTOCOLS")?, data);
    connection
        .send_event(false, id, EventMask::NO_EVENT, message)?
        .check()?;
    Ok(connection.flush()?)
}
