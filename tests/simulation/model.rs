//! What is true, and what was seen: HubSpot's own books, the weather, and
//! every rule that was broken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use keeper_core::Timestamp;
use keeper_core::identifier::InstallationId;
use keeper_core::secret::{Fingerprint, RefreshToken};

/// Shared by all parts of a simulation; never locked across an await.
#[derive(Clone, Default)]
pub struct Shared(Arc<Mutex<Model>>);

impl Shared {
    /// Everything that is true now.
    pub fn lock(&self) -> MutexGuard<'_, Model> {
        self.0.lock().unwrap()
    }
}

/// What is done to a world to see that a rule can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// The disk forgets half of what it took.
    DiskForgets,
    /// Every call for an exchange arrives twice.
    CallsAreRepeated,
    /// Renewing tokens drops them.
    TokensAreDropped,
}

/// Everything that is true.
#[derive(Default)]
pub struct Model {
    pub sabotage: Option<Sabotage>,
    pub apps: Vec<AppTruth>,
    pub lines: Vec<Line>,
    /// Codes that weren't exchanged yet: of which app and account.
    pub codes: BTreeMap<String, (usize, i64)>,
    pub sky: Sky,
    pub disk: Disk,
    /// Calls that HubSpot is working on, by token.
    pub in_flight: BTreeMap<String, usize>,
    pub most_in_flight: usize,
    pub calls: BTreeMap<(usize, &'static str), u64>,
    /// Every call, in order.
    pub log: Vec<Call>,
    /// Client IDs and secrets by which a code was exchanged.
    pub exchanged: BTreeSet<(String, String)>,
    /// How often a person asked for a revocation or an uninstallation.
    pub exits_asked: u64,
    pub exits_called: u64,
    /// Whose tokens a person asked to wipe.
    pub asked_to_wipe: BTreeSet<InstallationId>,
    /// Tokens that a person hands in by themselves.
    pub handed_in: BTreeSet<String>,
    /// Rows whose tokens were damaged.
    pub damaged: BTreeSet<InstallationId>,
    /// Damaged rows that were refreshed since.
    pub damage_met: BTreeSet<InstallationId>,
    /// Tokens refused for a secret's sake, to be tried with the former.
    pub to_retry: Vec<ToRetry>,
    pub locked_since: Option<Timestamp>,
    pub app_events: u64,
    pub import_events: u64,
    /// How often each installation was said to have changed.
    pub row_events: BTreeMap<InstallationId, u64>,
    pub made: u64,
    pub steps: Vec<String>,
    pub broken: Vec<Broken>,
}

/// One app at HubSpot.
pub struct AppTruth {
    pub client_id: String,
    /// The secrets that HubSpot takes.
    pub secrets: BTreeSet<String>,
}

/// One grant at HubSpot, and its refresh tokens, oldest first.
pub struct Line {
    pub app: usize,
    pub hub: i64,
    pub died_at: Option<Timestamp>,
    pub tokens: Vec<Token>,
    pub access: BTreeSet<String>,
    /// A person has it from elsewhere; the program has never had it.
    pub elsewhere: bool,
    /// The newest token reached the program, which was then killed before it
    /// was saved, or somebody put an old vault back, or threw it away.
    pub forgiven: bool,
}

/// One refresh token.
pub struct Token {
    pub text: String,
    pub print: Fingerprint,
    /// Whether it reached the program that runs now, or is in its vault.
    pub known: bool,
}

/// What HubSpot's answers are like.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sky {
    pub faults: u32,
    pub rotates: u32,
    pub vague: u32,
    pub limited_until: Option<Timestamp>,
    /// The one app that is limited; none for all of them.
    pub limited_app: Option<usize>,
    /// What a 429 says about how long to wait, in seconds.
    pub retry_after: Option<u64>,
    /// HubSpot can't be reached.
    pub offline: bool,
    /// HubSpot fails for the accounts below this one.
    pub sick_below: Option<i64>,
    /// The endpoint that fails.
    pub silent: Option<&'static str>,
    pub slow: bool,
}

/// A call that reached HubSpot, or tried to.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub at: Timestamp,
    pub app: usize,
    pub name: &'static str,
}

/// What the disk is like.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk {
    pub full: bool,
    pub fails: u32,
    pub slow: u32,
    /// The vault refuses installations for good.
    pub refuses: bool,
}

/// A call that was refused for its secret.
pub struct ToRetry {
    pub call: &'static str,
    pub token: String,
    pub former: String,
    pub until: Timestamp,
}

/// A rule that was broken.
#[derive(Clone, Debug)]
pub struct Broken {
    pub rule: &'static str,
    pub how: String,
}

impl Token {
    /// A token that HubSpot made just now.
    pub fn new(text: String) -> Self {
        let print = RefreshToken::new(text.clone()).fingerprint();
        Self {
            text,
            print,
            known: false,
        }
    }
}

impl Model {
    pub fn step(&mut self, now: Timestamp, what: impl Into<String>) {
        let seconds = (now.as_millis() - crate::world::BEGIN.as_millis()) / 1000;
        self.steps.push(format!("{seconds:>8} s  {}", what.into()));
    }

    /// Notes that a rule was broken.
    pub fn break_rule(&mut self, rule: &'static str, how: impl Into<String>) {
        let how = how.into();
        self.steps
            .push(format!("            BROKEN: {rule}: {how}"));
        self.broken.push(Broken { rule, how });
    }

    /// A text that was never there before.
    pub fn make_text(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}-{}", self.made)
    }

    pub fn app_of(&self, client_id: &str) -> usize {
        let place = |app: &AppTruth| app.client_id == client_id;
        self.apps.iter().position(place).expect("a known app")
    }

    /// The line and place of a refresh token.
    pub fn find(&self, refresh: &str) -> Option<(usize, usize)> {
        self.lines.iter().enumerate().rev().find_map(|(line, one)| {
            let place = one.tokens.iter().position(|token| token.text == refresh)?;
            Some((line, place))
        })
    }

    /// The line of the refresh token with this fingerprint.
    pub fn line_of_print(&self, print: &Fingerprint) -> Option<&Line> {
        let has = |line: &&Line| line.tokens.iter().any(|token| token.print == *print);
        self.lines.iter().rev().find(has)
    }

    /// Whether HubSpot still takes a refresh token.
    pub fn is_alive(&self, refresh: &str) -> bool {
        self.find(refresh).is_some_and(|(line, place)| {
            let line = &self.lines[line];
            line.died_at.is_none() && place + 1 == line.tokens.len()
        })
    }

    /// Whether a newer token has taken its place.
    pub fn is_replaced(&self, refresh: &str) -> bool {
        self.find(refresh)
            .is_some_and(|(line, place)| place + 1 < self.lines[line].tokens.len())
    }

    pub fn line_of_access(&self, access: &str) -> Option<usize> {
        let has = |line: &Line| line.access.contains(access);
        self.lines.iter().rposition(has)
    }

    pub fn new_line(&mut self, app: usize, hub: i64, elsewhere: bool) -> usize {
        let text = self.make_text("refresh");
        self.lines.push(Line {
            app,
            hub,
            died_at: None,
            tokens: vec![Token::new(text)],
            access: BTreeSet::new(),
            elsewhere,
            forgiven: false,
        });
        self.lines.len() - 1
    }

    pub fn kill_lines(&mut self, app: usize, hub: i64, now: Timestamp) {
        let lines = self.lines.iter_mut();
        for line in lines.filter(|line| (line.app, line.hub) == (app, hub)) {
            line.died_at.get_or_insert(now);
        }
    }
}
