//! The files that HubSpot developers have on disk: projects and their apps,
//! the configuration of HubSpot's command-line tool, lists of refresh tokens.
//!
//! Every file is somebody else's and taken as hostile: its size, depth and
//! number are bounded ([`limits`]), links beneath a chosen folder aren't
//! followed, nothing but ordinary files is opened, and what is shown of them
//! is made visible first. What is broken is refused whole, with the place.
//! Parsing is apart from reading: only `disk`, `folder`, [`export`],
//! [`mod@update`] and [`mod@watch`] touch the file system.
//!
//! Shapes are those of HubSpot's app configuration reference, of its public
//! project templates, and of what its command-line tool reads and writes.

pub mod cli_accounts;
pub mod difference;
pub mod export;
pub mod import;
pub mod limits;
pub mod placeholder;
pub mod tokens_csv;
pub mod update;
pub mod watch;

mod disk;
mod fault;
mod folder;
mod json;
mod wire;

pub use cli_accounts::{CliAccount, CliAccounts, cli_accounts, read_cli_config};
pub use difference::{Difference, DifferenceKind, ScopeKind, compare};
pub use export::{ExportedApp, write};
pub use import::{
    AppForm, BrokenProfile, Distribution, Import, ImportedApp, ProfileFacts, ProjectFacts, read,
};
pub use placeholder::Placeholder;
pub use tokens_csv::{TokenLine, read_tokens_csv};
pub use update::{update, updated_text};
pub use watch::{Watching, watch};
