//! An X11 display of a test's own, and another program's hands on its clipboard.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE};

use crate::desk::DEADLINE;

/// Text, as programs exchange it today.
pub const TEXT: &str = "UTF8_STRING";

/// A display. Dropping it ends it.
pub struct Display {
    _server: Child,
    name: String,
}

impl Display {
    /// Starts one under a number that is free.
    pub async fn start() -> Self {
        let flags = "-displayfd 1 -screen 0 64x64x24 -nolisten tcp -noreset";
        let mut server = Command::new("Xvfb")
            .args(flags.split(' '))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Xvfb is installed by `cargo xtask setup`");
        let stdout = server.stdout.take().expect("its output is piped");
        let mut number = String::new();
        let mut lines = BufReader::new(stdout);
        let reading = tokio::time::timeout(DEADLINE, lines.read_line(&mut number)).await;
        reading.expect("the display is there in time").unwrap();
        Self {
            _server: server,
            name: format!(":{}", number.trim()),
        }
    }

    /// What `DISPLAY` says.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Another program on this display.
    pub fn neighbour(&self) -> Neighbour {
        Neighbour::on(&self.name)
    }
}

/// What the neighbour answers whoever wants to read the clipboard from it.
pub enum Answers {
    /// This text.
    Text(Vec<u8>),
    /// That it has no text: it has a picture, say.
    NoText,
    /// Nothing: it hangs.
    Nothing,
}

/// Another program that reads the clipboard, or takes it.
pub struct Neighbour {
    connection: RustConnection,
    window: Window,
    display: String,
}

impl Neighbour {
    fn on(display: &str) -> Self {
        let (connection, screen) = x11rb::connect(Some(display)).unwrap();
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id().unwrap();
        let made = connection.create_window(
            COPY_DEPTH_FROM_PARENT,
            window,
            root,
            0,
            0,
            1,
            1,
            0,
            WindowClass::INPUT_OUTPUT,
            COPY_FROM_PARENT,
            &CreateWindowAux::new(),
        );
        made.unwrap().check().unwrap();
        Self {
            connection,
            window,
            display: display.to_owned(),
        }
    }

    fn atom(&self, name: &str) -> Atom {
        let asked = self.connection.intern_atom(false, name.as_bytes());
        asked.unwrap().reply().unwrap().atom
    }

    /// Whether any program has something on the clipboard.
    pub fn sees_something(&self) -> bool {
        let clipboard = self.atom("CLIPBOARD");
        let owner = self.connection.get_selection_owner(clipboard);
        owner.unwrap().reply().unwrap().owner != NONE
    }

    /// Whether this program still has the clipboard that it took.
    pub fn has_it(&self) -> bool {
        let clipboard = self.atom("CLIPBOARD");
        let owner = self.connection.get_selection_owner(clipboard);
        owner.unwrap().reply().unwrap().owner == self.window
    }

    /// What the clipboard holds in a format, asked of its owner
    /// (<https://x.org/releases/X11R7.6/doc/xorg-docs/specs/ICCCM/icccm.html#requesting_a_selection>).
    pub fn reads(&self, format: &str) -> Option<Vec<u8>> {
        let (clipboard, format) = (self.atom("CLIPBOARD"), self.atom(format));
        let place = self.atom("A_TEST_READS");
        let (connection, window) = (&self.connection, self.window);
        let asked = connection.convert_selection(window, clipboard, format, place, CURRENT_TIME);
        asked.unwrap().check().unwrap();
        let told = self.notified();
        if told.property == NONE {
            return None;
        }
        let found = connection.get_property(true, window, place, AtomEnum::ANY, 0, 1 << 16);
        Some(found.unwrap().reply().unwrap().value)
    }

    fn notified(&self) -> SelectionNotifyEvent {
        let until = Instant::now() + DEADLINE;
        while Instant::now() < until {
            match self.connection.poll_for_event().unwrap() {
                Some(Event::SelectionNotify(told)) => return told,
                Some(_) => {}
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        panic!("the clipboard's owner never answered");
    }

    /// Text on the clipboard.
    pub fn reads_text(&self) -> Option<String> {
        self.reads(TEXT)
            .map(|text| String::from_utf8(text).unwrap())
    }

    /// Takes the clipboard, and answers from now on. It ends with the display.
    pub fn takes(&self, answers: Answers) -> Self {
        let owner = Self::on(&self.display);
        let clipboard = owner.atom("CLIPBOARD");
        let taken = owner
            .connection
            .set_selection_owner(owner.window, clipboard, CURRENT_TIME);
        taken.unwrap().check().unwrap();
        let asked = Self::on(&self.display);
        let (window, connection) = (owner.window, owner.connection);
        let text = asked.atom(TEXT);
        std::thread::spawn(move || serve(&connection, text, &answers));
        Self { window, ..asked }
    }
}

fn serve(connection: &RustConnection, text: Atom, answers: &Answers) {
    while let Ok(event) = connection.wait_for_event() {
        if let Event::SelectionRequest(request) = event {
            match answers {
                Answers::Text(bytes) => answer(connection, &request, (text, bytes)),
                Answers::NoText => answer(connection, &request, (NONE, &[])),
                Answers::Nothing => {}
            }
        }
    }
}

fn answer(
    connection: &RustConnection,
    request: &SelectionRequestEvent,
    (format, bytes): (Atom, &[u8]),
) {
    let (window, place) = (request.requestor, request.property);
    let has_it = request.target == format;
    if has_it {
        let put = connection.change_property8(PropMode::REPLACE, window, place, format, bytes);
        put.unwrap().check().unwrap();
    }
    let told = SelectionNotifyEvent {
        response_type: SELECTION_NOTIFY_EVENT,
        sequence: 0,
        time: request.time,
        requestor: window,
        selection: request.selection,
        target: request.target,
        property: if has_it { place } else { NONE },
    };
    let sent = connection.send_event(false, window, EventMask::NO_EVENT, told);
    sent.unwrap().check().unwrap();
    connection.flush().unwrap();
}
