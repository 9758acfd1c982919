//! The journeys, one module each.

mod demo;
mod files;
mod keyring;
mod links;
mod main_job;
mod start;
mod tray;

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use crate::failure::Held;
use crate::report::Report;

type Walk<'a> = Pin<Box<dyn Future<Output = Held> + 'a>>;
/// A journey counts its own steps and ends at the first that doesn't hold; it takes the app, a
/// folder for logs, and the report.
pub type Journey = for<'a> fn(&'a Path, &'a Path, &'a mut Report) -> Walk<'a>;

/// The one that a person is shown, then all others.
pub const ALL: [(&str, Journey); 7] = [
    ("demo", demo::walk),
    ("main-job", main_job::walk),
    ("keyring", keyring::walk),
    ("links", links::walk),
    ("files", files::walk),
    ("start", start::walk),
    ("tray", tray::walk),
];
