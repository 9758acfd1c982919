//! Hostile: attacks and faults, tried on the whole program. Names carry the
//! numbers of the threat model in ARCHITECTURE.md; attacks on one part alone
//! are tried beside that part, and tests/tidy holds the list of all.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails loudly"
)]

/// What every command is called with.
mod arguments;
/// An installation that was started elsewhere, while armed.
mod armed;
/// The background checks, and what a person waits for beside them.
mod background;
/// A client secret that is changed, refused or tried.
mod client_secrets;
/// The clipboard of a real display.
mod clipboard;
/// Hostile callbacks and links, kept as data in `corpora/`.
mod corpus;
/// Every call has its deadline.
mod deadlines;
/// Faults of the disk at a commit.
mod disk;
/// Core dumps of the running program.
mod dumps;
/// Faults of each call to HubSpot.
mod faults;
/// What was missing of an installation, filled in by the next check.
mod filled_in;
/// The identity guard, by a grant's app, account and user.
mod guard;
/// A HubSpot that means ill.
mod hubspot;
/// Locking after a time in which nobody used the window.
mod idle;
/// Junk at the listener before the good hit.
mod junk;
/// What a person decides about grants that were set aside.
mod kept_grants;
/// Kills at random moments, from a seed.
mod kill_loop;
/// A program that is killed, beside a Practice HubSpot that lives on.
mod killed;
/// A kill while HubSpot is being asked.
mod kills;
/// Answers to another flow.
mod links;
/// Every command while the vault is locked.
mod locked;
/// Both worlds while they are locked.
mod locked_worlds;
/// The engine alone, with a real vault and a clock of its own.
mod lone_engine;
/// Names that deceive.
mod names;
/// Two programs on one data directory, and data of another target.
mod neighbours;
/// The way to HubSpot: proxy and trust.
mod network;
/// Paths that the window names.
mod paths;
/// HubSpot as the engine meets it, answering as it is told to.
mod scripted;
/// Where secrets must not be found.
mod secrets;
/// The program against a stand of its own.
mod siege;
/// Sockets before, during and after a flow.
mod sockets;
/// A stand in HubSpot's place that answers what it is told to.
mod stand;
/// Success is said only when it is there.
mod success;
/// A kill between HubSpot's answer and its place on disk.
mod unknown_outcome;
/// Tokens that are missing or whose seal is broken.
mod unreadable;
/// Waiting goes by the time that has passed, whatever the wall clock says.
mod waits;
