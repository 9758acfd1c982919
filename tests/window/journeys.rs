//! The journeys, one module each.

mod demo;
mod smoke;

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use crate::report::Report;

type Walk<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;
/// A journey counts its own steps; it takes the app, a folder for logs, and the report.
pub type Journey = for<'a> fn(&'a Path, &'a Path, &'a mut Report) -> Walk<'a>;

/// Every journey, or only the one that a person is shown.
pub fn all(demo: bool) -> Vec<(&'static str, Journey)> {
    let _ = demo;
    vec![("demo", demo::walk), ("smoke", smoke::walk)]
}
